import type { Alarm } from '#contract/alarm.ts';
import type { SheetCell, SheetToWrite } from '../../system/xlsx-writer.ts';
import { maskIdNumber } from '../alarm-report.ts';
import { reportedAs } from '../reported-alarm.ts';
import { categoryWords, outcomeWords, priorityWords, stateWords } from './sheet-words.ts';

const headers: SheetToWrite['headers'] = [
  { text: '编号', width: 8, is: 'number' },
  { text: '发生时间', width: 20, is: 'time' },
  { text: '最后一次', width: 20, is: 'time' },
  { text: '次数', width: 8, is: 'number' },
  { text: '级别', width: 8 },
  { text: '类别', width: 12 },
  { text: '对象', width: 20, note: '只写明已批准的名单条目；证件号只留首尾' },
  { text: '依据', width: 28 },
  { text: '摄像机', width: 16 },
  { text: '状态', width: 10 },
  { text: '接警人', width: 18 },
  { text: '接警时间', width: 20, is: 'time' },
  { text: '响应时间（秒）', width: 14, is: 'number', note: '从发生到接警' },
  { text: '升级', width: 12, note: '无人接警时：通知负责人，再报县平台' },
  { text: '办结人', width: 18 },
  { text: '办结时间', width: 20, is: 'time' },
  { text: '结论', width: 8 },
];

/** Every alarm, whoever raised it; whom it was about only where the entry is approved. No notes: they may name anybody. */
export function alarmSheet(
  alarms: AsyncIterable<Alarm>,
  whoIs: (account: string) => string,
): Pick<SheetToWrite, 'name' | 'headers' | 'rows'> {
  async function* rows(): AsyncGenerator<SheetCell[]> {
    for await (const alarm of alarms) yield rowOf(alarm, whoIs);
  }
  return { name: '报警', headers, rows: rows() };
}

function rowOf(alarm: Alarm, whoIs: (account: string) => string): SheetCell[] {
  const { acknowledged, resolved, escalation, cause } = alarm;
  const told = reportedAs(alarm)[0]?.cause.entry ?? null;
  return [
    alarm.id,
    new Date(alarm.raisedAtMs),
    new Date(alarm.lastSeenAtMs),
    alarm.count,
    priorityWords[alarm.priority],
    cause.by === 'rule' ? '报警规则' : categoryWords[cause.entry.category],
    cause.by === 'rule' ? cause.rule.name : told === null ? '' : subjectOf(told),
    told?.basis ?? '',
    alarm.cameraName ?? '',
    stateWords[alarm.state],
    acknowledged === null ? '' : whoIs(acknowledged.by),
    acknowledged === null ? null : new Date(acknowledged.atMs),
    acknowledged === null ? null : Math.max(0, Math.round((acknowledged.atMs - alarm.raisedAtMs) / 1000)),
    escalation === null ? '' : escalation.level === 1 ? '已通知负责人' : '已报县平台',
    resolved === null ? '' : whoIs(resolved.by),
    resolved === null ? null : new Date(resolved.atMs),
    resolved === null ? '' : outcomeWords[resolved.outcome],
  ];
}

function subjectOf(entry: Extract<Alarm['cause'], { by: 'entry' }>['entry']): string {
  if (entry.kind === 'vehicle') return entry.plate;
  const { name, idNumber } = entry;
  const masked = idNumber === null ? null : maskIdNumber(idNumber);
  return name === null ? (masked ?? '') : masked === null ? name : `${name}（${masked}）`;
}
