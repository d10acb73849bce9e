import i18next from 'i18next';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AlarmDeed } from '#contract/alarm.ts';
import type { ActionRun } from '#contract/action.ts';
import type { RuleFinding } from '#contract/rule.ts';
import { filterAlarms, noFilter } from '../../../renderer/features/alarms/alarm-filter.ts';
import { alarmFinding, percent, spokenAlarm } from '../../../renderer/features/alarms/alarm-words.ts';
import { deedWords } from '../../../renderer/features/alarms/deed-words.ts';
import { runWords } from '../../../renderer/features/alarms/door-words.ts';
import { findingWords } from '../../../renderer/features/alarms/finding-words.ts';
import { startText } from '../../../renderer/text/index.ts';
import { anAlarm, ofRule } from './alarm-fixture.ts';

beforeAll(() => startText('zh-CN'));
beforeEach(() => i18next.changeLanguage('zh-CN'));

describe('what a rule found', () => {
  const words = (finding: RuleFinding): string => findingWords(finding, '东门', i18next.t);
  test.each<[RuleFinding, string]>([
    [{ kind: 'crowd', people: 43, threshold: 30 }, '人流密集 43 人（阈值 30）'],
    [{ kind: 'plate-repeats', plate: '鲁P88888', times: 4, minutes: 10 }, '车牌 鲁P·88888 10 分钟内出现 4 次'],
    [{ kind: 'unknown-device', deviceId: '37152500001190000099' }, '未知设备 37152500001190000099 试图接入'],
    [{ kind: 'camera-lost', seconds: 90 }, '摄像机 东门 失去画面 1 分钟'],
    [{ kind: 'behaviour', behaviour: 'fire-lane' }, '摄像机报告：占用消防通道'],
    [{ kind: 'presence', subject: 'person' }, '出现人员'],
  ])('is said in plain words', (finding, expected) => {
    expect(words(finding)).toBe(expected);
  });

  test('has a word even when the rule said nothing more', () => {
    const kinds = ['presence', 'behaviour', 'camera-lost', 'crowd', 'plate-repeats', 'unknown-device'] as const;
    for (const kind of kinds) expect(words({ kind })).not.toMatch(/undefined|\{\{|\$/);
  });
});

describe('what is said aloud', () => {
  test('a plate character by character, and how urgent it is', () => {
    expect(spokenAlarm(anAlarm({ id: 1 }), { why: 'raised' }, i18next.t)).toBe(
      '一级报警，立即处置。东门，禁入车辆，鲁 P 1 2 3 4 5。',
    );
  });

  test('of a rule what it found, without the digits of a device', () => {
    const alarm = ofRule({ kind: 'unknown-device', deviceId: '37152500001190000099' }, { id: 2, priority: 3 });
    expect(spokenAlarm(alarm, { why: 'raised' }, i18next.t)).toBe('三级报警，请留意。东门，巡查：未知设备试图接入。');
  });

  test('of an alarm nobody answered, that it goes further', () => {
    expect(spokenAlarm(anAlarm({ id: 1 }), { why: 'escalated', level: 2 }, i18next.t)).toMatch(
      /^报警升级，已报县平台。/,
    );
  });

  test('in English too', async () => {
    await i18next.changeLanguage('en');
    const alarm = ofRule({ kind: 'crowd', people: 43, threshold: 30 }, { id: 2, priority: 2 });
    expect(spokenAlarm(alarm, { why: 'raised' }, i18next.t)).toBe(
      'Level 2 alarm, check soon. 东门. 巡查: crowd, 43 people.',
    );
    expect(alarmFinding(alarm, i18next.t)).toBe('Crowd: 43 people (threshold 30)');
  });
});

describe('what came of an action', () => {
  const run = (part: Partial<ActionRun>): string =>
    runWords(
      {
        ...{
          id: 1,
          actionId: 1,
          actionName: '道闸',
          effect: 'hold',
          alarmId: 1,
          cause: 'guard',
          by: 'guard1',
          dry: false,
        },
        ...{ wanted: 'on', state: 'done', startedAtMs: 1, endedAtMs: 2, attempts: 1, failure: null, detail: '' },
        ...part,
      },
      i18next.t,
    );
  test.each<[Partial<ActionRun>, string]>([
    [{}, '已关住'],
    [{ wanted: 'off' }, '已解除'],
    [{ effect: 'open' }, '已打开'],
    [{ effect: 'siren' }, '已执行'],
    [{ state: 'running' }, '正在执行…'],
    [{ state: 'held-back', failure: 'needs-guard' }, '等待值班员确认'],
    [{ state: 'held-back', failure: 'needs-second-read' }, '等待第二次识读'],
    [{ state: 'failed', failure: 'timeout', attempts: 2 }, '没有成功：没有回答，试了 2 次'],
    [{ state: 'failed', failure: null }, '没有成功：原因不明'],
    [{ state: 'unknown', failure: 'station-died' }, '值守站中途停止：动没动不知道，请到现场看'],
    [{ dry: true }, '试运行，没有动作'],
  ])('is said in words', (part, expected) => {
    expect(run(part)).toBe(expected);
  });
});

describe('the history', () => {
  const deed = (event: AlarmDeed['event'], facts: AlarmDeed['facts'] = {}): string =>
    deedWords({ event, facts, by: 'guard1', atMs: 1 }, anAlarm({ id: 1 }), i18next.t);
  test('names what was done', () => {
    expect(deed('folded', { sightings: 12 })).toBe('又命中 12 次，已合并');
    expect(deed('step', { step: 1, done: true })).toBe('完成步骤：通知门岗');
    expect(deed('step', { step: 1, done: false })).toBe('取消步骤：通知门岗');
    expect(deed('handed-over', { to: 'guard2', toName: '赵敏' })).toBe('移交给赵敏');
    expect(deed('escalated', { level: 2 })).toBe('仍无人接警，升级：报县平台');
    expect(deed('resolved', { outcome: 'true-hit', note: '已劝离' })).toBe('办结：属实。已劝离');
    expect(deed('resolved', { outcome: 'drill', note: '' })).toBe('办结：演练');
    const facts = { action: '道闸', state: 'failed', wanted: 'on', failure: 'unreachable', dry: false };
    expect(deed('action', facts)).toBe('联动“道闸”：没有成功：连不上');
    expect(deed('raised-again', { change: 'place', cameraName: '西门' })).toBe('在西门又出现，再次提醒');
    expect(deed('raised', { sightingId: 9, after: 7 })).toBe('再次发生，接第 7 号报警');
  });

  test('has words also where facts are missing or strange', () => {
    const events = [
      ...(['raised', 'folded', 'raised-again', 'acknowledged', 'handed-over'] as const),
      ...(['noted', 'step', 'escalated', 'action', 'resolved'] as const),
    ];
    for (const event of events) {
      for (const facts of [{}, { level: 9, step: 99, outcome: 'gone', actionName: 'x', state: 'y' }]) {
        expect(deed(event, facts)).not.toMatch(/undefined|\{\{/);
        expect(deed(event, facts)).not.toBe('');
      }
    }
  });
});

test('a likeness is not rounded up to certain', () => {
  expect([percent(1), percent(0.999), percent(0.961), percent(0)]).toEqual(['100%', '99%', '96%', '0%']);
});

test('the list is narrowed by state, level and cause', () => {
  const crowd = ofRule({ kind: 'crowd' }, { id: 2, priority: 2 });
  const list = [anAlarm({ id: 1 }), crowd];
  const ids = (filter: Partial<typeof noFilter>): number[] =>
    filterAlarms(list, { ...noFilter, ...filter }).map(({ id }) => id);
  expect(ids({})).toEqual([1, 2]);
  expect(ids({ cause: 'list' })).toEqual([1]);
  expect(ids({ cause: 'crowd' })).toEqual([2]);
  expect(ids({ priority: 1 })).toEqual([1]);
  expect(ids({ state: 'resolved' })).toEqual([]);
});
