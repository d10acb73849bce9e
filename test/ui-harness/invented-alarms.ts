/** Invented alarms in every state a card can be in: of rules too, with notes, owners, reads, doors and what came of them. */
import type { SignedIn } from '#contract/access.ts';
import type { Action, ActionRun } from '#contract/action.ts';
import type { Alarm, AlarmDeed } from '#contract/alarm.ts';
import type { Rule, RuleFinding, RuleTrigger } from '#contract/rule.ts';
import type { Priority } from '#contract/watchlist.ts';
import { everywhere } from '#contract/scope.ts';
import { inventedAlarms, inventedSighting, places } from './invented.ts';

export const colleagues: readonly SignedIn[] = [
  { account: 'guard1', name: '王强', role: 'guard' },
  { account: 'guard2', name: '赵敏', role: 'guard' },
  { account: 'guard3', name: '刘建国', role: 'guard' },
  { account: 'chief1', name: '李芳', role: 'chief' },
  { account: 'admin1', name: '陈立', role: 'admin' },
];

export function inventedActions(nowMs: number): Action[] {
  const kept = { changedBy: 'chief1', changedAtMs: nowMs - 86_400_000, enabled: true, timeoutMs: 2_000, onHits: [] };
  const coil = (unit: number): Action['target'] => ({
    ...{ kind: 'modbus-coil', host: '127.0.0.40', port: 502, unit: 1, coil: unit },
  });
  return [
    {
      ...kept,
      ...{ id: 1, name: '东门道闸', effect: 'hold', target: coil(0), pulseSeconds: null, onStop: 'off' },
      scope: { points: ['gate'], cameraIds: [] },
    },
    {
      ...kept,
      ...{ id: 2, name: '东门人行门', effect: 'open', target: coil(1), pulseSeconds: 5, onStop: 'off' },
      scope: { points: [], cameraIds: ['camera-0', 'camera-5'] },
    },
    {
      ...kept,
      ...{ id: 3, name: '值班室警号', effect: 'siren', target: coil(2), pulseSeconds: 10, onStop: 'off' },
      scope: everywhere,
    },
  ];
}

export function inventedRun(part: Partial<ActionRun> & Pick<ActionRun, 'id' | 'startedAtMs'>): ActionRun {
  return {
    ...{ actionId: 1, actionName: '东门道闸', effect: 'hold', alarmId: 12, cause: 'hit', by: 'station', dry: false },
    ...{ wanted: 'on', state: 'done', endedAtMs: part.startedAtMs + 180, attempts: 1, failure: null, detail: '' },
    ...part,
  };
}

function ofRule(
  nowMs: number,
  given: {
    id: number;
    name: string;
    priority: Priority;
    trigger: RuleTrigger;
    finding: RuleFinding;
    camera: number | null;
    agoMs: number;
    count: number;
    sighting: boolean;
    procedure: string[];
  },
): Alarm {
  const rule: Rule = {
    ...{ id: given.id, name: given.name, enabled: true, trigger: given.trigger, schedule: [], scope: everywhere },
    ...{ priority: given.priority, procedure: given.procedure, actionIds: [] },
    ...{ changedBy: 'chief1', changedAtMs: nowMs - 86_400_000 },
  };
  const raisedAtMs = nowMs - given.agoMs;
  const [cameraId, cameraName] =
    given.camera === null ? [null, null] : [`camera-${String(given.camera)}`, places[given.camera]![0]];
  return {
    ...{ id: given.id, state: 'open', kind: 'event', priority: given.priority, subject: `rule:${String(given.id)}` },
    cause: { by: 'rule', rule, finding: given.finding },
    ...{ procedure: given.procedure, cameraId, cameraName, raisedAtMs, lastSeenAtMs: raisedAtMs, count: given.count },
    sightings: given.sighting
      ? [{ ...inventedSighting(475 + given.id, nowMs, { kind: 'crowd', people: 43 }), cameraId, cameraName }]
      : [],
    ...{ acknowledged: null, owner: null, escalation: null, notes: [], actionRuns: [], resolved: null, stepsDone: [] },
    revision: 20 + given.id,
  };
}

function ruleAlarms(nowMs: number): Alarm[] {
  return [
    ofRule(nowMs, {
      ...{ id: 21, name: '食堂人流', priority: 2, camera: 7, agoMs: 64_000, count: 6, sighting: true },
      trigger: { kind: 'crowd', levels: [{ people: 30, priority: 2 }], seconds: 60 },
      finding: { kind: 'crowd', people: 43, threshold: 30, seconds: 60 },
      procedure: ['到现场疏导', '通知食堂开放北门'],
    }),
    ofRule(nowMs, {
      ...{ id: 22, name: '徘徊车辆', priority: 3, camera: 3, agoMs: 200_000, count: 4, sighting: true },
      trigger: { kind: 'plate-repeats', times: 4, minutes: 10 },
      finding: { kind: 'plate-repeats', plate: '鲁P88888', times: 4, minutes: 10 },
      procedure: ['请门岗询问来意'],
    }),
    ofRule(nowMs, {
      ...{ id: 23, name: '陌生设备接入', priority: 3, camera: null, agoMs: 500_000, count: 31, sighting: false },
      trigger: { kind: 'unknown-device' },
      finding: { kind: 'unknown-device', deviceId: '37152500001190000099' },
      procedure: ['报管理员核对设备'],
    }),
    ofRule(nowMs, {
      ...{ id: 24, name: '重点部位失去画面', priority: 2, camera: 14, agoMs: 372_000, count: 1, sighting: false },
      trigger: { kind: 'camera-lost', seconds: 30 },
      finding: { kind: 'camera-lost', seconds: 30 },
      procedure: ['派人到北围墙查看', '检查交换机电源'],
    }),
  ];
}

/** The usual alarms, handled further, and those of rules. */
export function handledAlarms(nowMs: number): Alarm[] {
  const usual = inventedAlarms(nowMs).map((alarm): Alarm => {
    const owner =
      alarm.acknowledged === null
        ? null
        : { by: 'guard1', byName: alarm.acknowledged.by, sinceMs: alarm.acknowledged.atMs };
    const owned = { ...alarm, owner };
    if (alarm.cause.by !== 'entry') return owned;
    if (alarm.id === 12) {
      const read = (sightingId: number, cameraId: string, agoMs: number, score: number) => ({
        ...{ sightingId, cameraId, receivedAtMs: nowMs - agoMs, read: '鲁P12345', score },
      });
      const reads = [read(490, 'camera-0', 2_000, 0.97), read(485, 'camera-1', 9_000, 0.94)];
      return {
        ...owned,
        cause: { ...alarm.cause, hit: { ...alarm.cause.hit, score: 0.97, reads, confirmed: true } },
        actionRuns: [inventedRun({ id: 71, startedAtMs: nowMs - 8_000 })],
      };
    }
    if (alarm.id === 11 && alarm.cause.entry.kind === 'person') {
      return {
        ...owned,
        cause: {
          ...alarm.cause,
          entry: { ...alarm.cause.entry, photo: 'f'.repeat(64), libraryId: 'L-0031' },
          hit: { ...alarm.cause.hit, reason: 'library-name', matched: '张某某', score: 0.91 },
        },
        notes: [
          { by: 'guard2', byName: '赵敏', atMs: nowMs - 120_000, text: '门岗已请当事人到接待室，情绪平稳' },
          { by: 'guard1', byName: '王强', atMs: nowMs - 60_000, text: '政教处刘老师正在赶来' },
        ],
        actionRuns: [
          inventedRun({
            ...{ id: 72, actionId: 2, actionName: '东门人行门', effect: 'open', startedAtMs: nowMs - 100_000 },
            ...{ state: 'failed', failure: 'lying', attempts: 2, alarmId: 11, cause: 'guard', by: 'guard1' },
          }),
          inventedRun({
            ...{ id: 70, startedAtMs: nowMs - 150_000, state: 'held-back', failure: 'needs-guard', endedAtMs: null },
            ...{ alarmId: 11, attempts: 0 },
          }),
        ],
      };
    }
    if (alarm.id === 10) {
      return {
        ...owned,
        cause: { ...alarm.cause, hit: { ...alarm.cause.hit, reason: 'plate-look-alike', score: 0.78 } },
        sightings: alarm.sightings.map((each) => ({
          ...each,
          facts: { kind: 'vehicle', plate: '鲁P016F35', plateColour: 'green' },
        })),
        escalation: { level: 2, atMs: nowMs - 292_000 },
      };
    }
    return owned;
  });
  return [...usual, ...ruleAlarms(nowMs)].sort((a, b) => b.raisedAtMs - a.raisedAtMs);
}

export function inventedDeeds(alarm: Alarm): AlarmDeed[] {
  const station = { by: 'station', facts: {} };
  const deeds: AlarmDeed[] = [{ ...station, atMs: alarm.raisedAtMs, event: 'raised' }];
  if (alarm.count > 1) {
    deeds.push({ ...station, atMs: alarm.lastSeenAtMs, event: 'folded', facts: { sightings: alarm.count - 1 } });
  }
  if (alarm.escalation !== null) {
    deeds.push({
      ...station,
      atMs: alarm.escalation.atMs,
      event: 'escalated',
      facts: { level: alarm.escalation.level },
    });
  }
  for (const run of alarm.actionRuns) {
    const { actionName, state, wanted, failure } = run;
    deeds.push({
      ...station,
      atMs: run.startedAtMs,
      event: 'action',
      facts: { action: actionName, state, wanted, failure, dry: false },
    });
  }
  if (alarm.acknowledged !== null) deeds.push({ ...alarm.acknowledged, event: 'acknowledged', facts: {} });
  for (const { text, ...who } of alarm.notes) deeds.push({ ...who, event: 'noted', facts: { text } });
  if (alarm.resolved !== null) {
    const { outcome, note, ...who } = alarm.resolved;
    for (const step of alarm.stepsDone) {
      deeds.push({ ...who, atMs: who.atMs - 60_000, event: 'step', facts: { step, done: true } });
    }
    deeds.push({ ...who, event: 'resolved', facts: { outcome, note } });
  }
  return deeds.sort((a, b) => a.atMs - b.atMs);
}
