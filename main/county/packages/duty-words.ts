/** What people and the station did, in the words of the duty log. What has no words here is no business of the log. */
import { alarmOutcome } from '#contract/alarm.ts';
import type { DeedRecord, MachineRecord } from './package-sources.ts';
import { outcomeWords } from './sheet-words.ts';

type Facts = DeedRecord['facts'];

export interface DutyNames {
  /** `王强（guard1）` */
  whoIs(account: string): string;
  actionName(id: number): string | null;
}

/** `detail`: of the facts of the row. */
interface Wording {
  deed: string;
  detail?(facts: Facts, names: DutyNames): string;
}

const text = (value: Facts[string] | undefined): string => (value === undefined || value === null ? '' : String(value));
const reason = (facts: Facts): string => (facts.reason === undefined ? '' : `事由：${text(facts.reason)}`);
const clockTime = (atMs: number): string => {
  const at = new Date(atMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
};

const wantedWords: Readonly<Record<string, string>> = { on: '启动', off: '停止' };
const resultWords: Readonly<Record<string, string>> = {
  'held-back': '未执行，等待核实',
  running: '正在执行',
  done: '已执行',
  failed: '没有成功',
  unknown: '结果不明',
};
function resultOf(wanted: unknown, state: unknown): string {
  const asked = wantedWords[String(wanted)] ?? '';
  const result = resultWords[String(state)] ?? '';
  return [asked, result].filter((part) => part !== '').join('，');
}
const alarmOf = (facts: Facts): string => (typeof facts.alarm === 'number' ? `报警 ${facts.alarm}` : '');

const wordings: Readonly<Record<string, Wording>> = {
  'session.sign-in': { deed: '登录' },
  'session.sign-out': { deed: '退出' },
  'session.sign-in-refused': { deed: '登录被拒' },
  'session.change-password': { deed: '改密码' },
  'alarm.acknowledge': { deed: '接警' },
  'alarm.resolve': {
    deed: '办结',
    detail({ outcome }) {
      const known = alarmOutcome.safeParse(outcome).data;
      return known === undefined ? '' : `结论：${outcomeWords[known]}`;
    },
  },
  'alarm.hand-over': { deed: '移交', detail: ({ to }, names) => `移交给${names.whoIs(text(to))}` },
  'alarm.step': {
    deed: '处置步骤',
    detail: ({ step, done }) => `第 ${Number(step) + 1} 步${done === true ? '完成' : '改为未完成'}`,
  },
  'alarm.note': { deed: '加备注' },
  'alarm.mute': {
    deed: '本机静音',
    detail: (facts) => [`到 ${clockTime(Number(facts.untilMs))}`, reason(facts)].join('，'),
  },
  'action.run': {
    deed: '门禁道闸联动',
    detail: (facts) => [alarmOf(facts), resultOf(facts.wanted, facts.state)].filter((part) => part !== '').join('，'),
  },
  'action.test': {
    deed: '试联动',
    detail: (facts) => (facts.dry === true ? '试运行，没有动作' : resultOf('', facts.state)),
  },
  'watchlist.add': { deed: '录入名单' },
  'watchlist.change': { deed: '修改名单' },
  'watchlist.approve': { deed: '批准名单' },
  'watchlist.withdraw': { deed: '撤销名单' },
  'watchlist.import': { deed: '导入名单' },
  'watchlist.take-out': { deed: '导出名单', detail: reason },
  'disposition.set': { deed: '上级布控' },
  'disposition.change': { deed: '上级变更布控' },
  'disposition.end': { deed: '上级撤控' },
  'clip.cut': { deed: '截取录像' },
  'clip.take-out': { deed: '取出录像', detail: reason },
  'snapshot.keep': { deed: '抓图' },
  'snapshot.take-out': { deed: '取出抓图', detail: reason },
  'package.make': { deed: '制作数据包', detail: reason },
  'package.take-out': { deed: '下载数据包', detail: reason },
  'package.receipt': { deed: '导入县平台回执' },
  'summary.write': { deed: '出具汇总' },
};

/** The deeds that are in the log, for whoever asks the audit chain. */
export const dutyActions: readonly string[] = Object.keys(wordings);

const subjectWords: Readonly<Record<string, string>> = {
  alarm: '报警',
  entry: '名单条目',
  clip: '录像片段',
  snapshot: '抓图',
  package: '数据包',
  summary: '汇总',
  camera: '摄像机',
  console: '电脑',
};

export interface WordedDeed {
  deed: string;
  subject: string;
  detail: string;
}

export function wordDeed({ action, subject, facts }: DeedRecord, names: DutyNames): WordedDeed | null {
  const wording = wordings[action];
  if (wording === undefined) return null;
  return { deed: wording.deed, subject: subjectOf(subject, names), detail: wording.detail?.(facts, names) ?? '' };
}

export function wordMachine({ alarmId, event, facts }: MachineRecord): WordedDeed {
  const subject = `报警 ${alarmId}`;
  if (event === 'escalated') {
    return {
      deed: '报警升级',
      subject,
      detail: facts.level === 2 ? '仍无人接警，已报县平台' : '无人接警，已通知负责人',
    };
  }
  const name = typeof facts.action === 'string' ? facts.action : '';
  const result = facts.dry === true ? '试运行，没有动作' : resultOf(facts.wanted, facts.state);
  return { deed: '自动联动', subject, detail: [name, result].filter((part) => part !== '').join('：') };
}

/** `alarm:12` → 报警 12. */
function subjectOf(subject: string, { actionName }: DutyNames): string {
  const [kind = '', id = ''] = subject.split(/:(.*)/s);
  if (kind === 'action') return actionName(Number(id)) ?? `联动 ${id}`;
  const word = subjectWords[kind];
  if (word !== undefined) return `${word} ${id}`;
  return subject === 'watchlist' ? '名单' : subject;
}
