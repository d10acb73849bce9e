/** Rules and actions of a station that does not exist: every trigger, every kind of target, every way a run can end. */
import type { Action, ActionRun, NewAction } from '#contract/action.ts';
import type { NewRule, Rule, RuleDryRun, RuleFinding } from '#contract/rule.ts';
import { everywhere } from '#contract/scope.ts';
import type { SignedIn } from '#contract/access.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const everyDay = [1, 2, 3, 4, 5, 6, 7];

export const inventedColleagues: readonly SignedIn[] = [
  { account: 'admin1', name: '陈立', role: 'admin' },
  { account: 'chief1', name: '李芳', role: 'chief' },
  { account: 'guard1', name: '王强', role: 'guard' },
];

const rule = (id: number, nowMs: number, part: Partial<Rule> & Pick<Rule, 'name' | 'trigger' | 'priority'>): Rule => ({
  enabled: true,
  schedule: [],
  scope: everywhere,
  procedure: ['调出画面，看清人数和去向', '通知就近巡逻人员到场查看'],
  actionIds: [],
  id,
  changedBy: id % 3 === 0 ? 'admin1' : 'chief1',
  changedAtMs: nowMs - id * 31 * hourMs,
  ...part,
});

function inventedRules(nowMs: number): Rule[] {
  return [
    rule(1, nowMs, {
      name: '周界入侵',
      trigger: { kind: 'behaviour', behaviours: ['intrusion', 'tripwire'] },
      schedule: [
        { days: [1, 2, 3, 4, 5], fromMinute: 18 * 60, toMinute: 6 * 60 },
        { days: [6, 7], fromMinute: 0, toMinute: 1440 },
      ],
      scope: { points: ['perimeter', 'key-part'], cameraIds: [] },
      priority: 1,
      actionIds: [2],
    }),
    rule(2, nowMs, {
      name: '食堂人流密集',
      trigger: {
        kind: 'crowd',
        levels: [
          { people: 30, priority: 3 },
          { people: 60, priority: 2 },
          { people: 100, priority: 1 },
        ],
        seconds: 60,
      },
      schedule: [{ days: [1, 2, 3, 4, 5], fromMinute: 11 * 60 + 20, toMinute: 12 * 60 + 40 }],
      scope: { points: ['crowd'], cameraIds: ['camera-4'] },
      priority: 2,
    }),
    rule(3, nowMs, {
      name: '下班后有人',
      trigger: { kind: 'presence', subjects: ['person', 'face'] },
      schedule: [{ days: everyDay, fromMinute: 22 * 60, toMinute: 6 * 60 }],
      scope: { points: ['gate'], cameraIds: [] },
      priority: 2,
      actionIds: [2, 4],
    }),
    rule(4, nowMs, {
      name: '打架、倒地',
      trigger: { kind: 'behaviour', behaviours: ['fight', 'fall'] },
      priority: 1,
    }),
    rule(5, nowMs, {
      name: '画面中断',
      trigger: { kind: 'camera-lost', seconds: 90 },
      scope: { points: [], cameraIds: ['camera-0', 'camera-1', 'camera-2', 'camera-3', 'camera-11'] },
      priority: 2,
    }),
    rule(6, nowMs, {
      name: '同一车牌频繁出现',
      trigger: { kind: 'plate-repeats', times: 5, minutes: 10 },
      scope: { points: [], cameraIds: ['camera-0', 'camera-removed'] },
      priority: 3,
      enabled: false,
    }),
    rule(7, nowMs, { name: '未登记的设备', trigger: { kind: 'unknown-device' }, priority: 3 }),
  ];
}

const action = (
  id: number,
  nowMs: number,
  part: Partial<Action> & Pick<Action, 'name' | 'effect' | 'target'>,
): Action => ({
  scope: { points: ['gate'], cameraIds: [] },
  onHits: [],
  pulseSeconds: null,
  timeoutMs: 3000,
  onStop: 'leave',
  enabled: true,
  id,
  changedBy: 'admin1',
  changedAtMs: nowMs - id * 50 * hourMs,
  ...part,
});

function inventedActions(nowMs: number): Action[] {
  return [
    action(1, nowMs, {
      name: '东门道闸关闭',
      effect: 'hold',
      target: { kind: 'onvif-relay', cameraId: 'camera-2', token: 'AlarmOut_0' },
      onHits: ['barred', 'police-notice', 'wanted-vehicle'],
      onStop: 'on',
    }),
    action(2, nowMs, {
      name: '周界警笛',
      effect: 'siren',
      target: { kind: 'modbus-coil', host: '127.0.0.1', port: 502, unit: 1, coil: 3 },
      pulseSeconds: 20,
      onStop: 'off',
    }),
    action(3, nowMs, {
      name: '东门开门',
      effect: 'open',
      target: { kind: 'onvif-relay', cameraId: 'camera-3', token: '1' },
      pulseSeconds: 5,
    }),
    action(4, nowMs, {
      name: '通知门卫室平台',
      effect: 'other',
      target: {
        kind: 'http',
        method: 'POST',
        url: 'https://127.0.0.1:8443/guardroom/alarms?token=secret',
        headers: [
          { name: 'Authorization', value: '' },
          { name: 'X-Site', value: '' },
        ],
        body: '{"alarm": "{alarm}", "camera": "{camera}", "subject": "{subject}", "time": "{time}", "state": "{state}"}',
        certificate: 'a1'.repeat(32),
      },
      scope: everywhere,
      onHits: ['missing-person'],
    }),
    action(5, nowMs, {
      name: '门岗警灯',
      effect: 'light',
      target: {
        kind: 'http',
        method: 'GET',
        url: 'http://127.0.0.1:8090/light/on',
        headers: [],
        body: '',
        certificate: null,
      },
      enabled: false,
    }),
  ];
}

function inventedRuns(actions: readonly Action[], nowMs: number): ActionRun[] {
  const ways: readonly Partial<ActionRun>[] = [
    { cause: 'hit', by: 'station', state: 'done', alarmId: 12 },
    { cause: 'hit', by: 'station', state: 'held-back', failure: 'needs-second-read', attempts: 0, alarmId: 12 },
    {
      cause: 'guard',
      by: 'guard1',
      state: 'failed',
      failure: 'timeout',
      attempts: 2,
      detail: 'no answer in 3000 ms',
      alarmId: 9,
    },
    { cause: 'pulse-end', by: 'station', wanted: 'off', state: 'done' },
    {
      cause: 'confirmed',
      by: 'guard1',
      state: 'failed',
      failure: 'lying',
      detail: 'state read back: inactive',
      alarmId: 9,
    },
    { cause: 'rule', by: 'station', state: 'failed', failure: 'certificate', detail: 'fingerprint 3f…', alarmId: 11 },
    { cause: 'stop', by: 'station', wanted: 'off', state: 'unknown', failure: 'station-died' },
    { cause: 'test', by: 'chief1', state: 'done', dry: true },
  ];
  return ways.flatMap((way, step) =>
    actions
      .filter(({ id }) => id !== 5 && (id + step) % 3 !== 0)
      .map((each, at) => ({
        ...{ id: 400 - step * 10 - at, actionId: each.id, actionName: each.name, effect: each.effect, alarmId: null },
        ...{ cause: 'guard' as const, by: 'guard1', dry: false, wanted: 'on' as const, state: 'done' as const },
        ...{ startedAtMs: nowMs - (step * 9 + at) * hourMs - 240_000, attempts: 1, failure: null, detail: '' },
        endedAtMs: way.state === 'held-back' ? null : nowMs - (step * 9 + at) * hourMs - 239_620,
        ...(each.effect === 'open' && way.by === 'station' ? {} : way),
      })),
  );
}

/** Keeps what is changed until the page is loaded anew. */
export class InventedRules {
  #rules: Rule[];
  #actions: Action[];
  readonly #runs: ActionRun[];
  readonly #nowMs: number;

  constructor(nowMs: number, empty: boolean) {
    this.#nowMs = nowMs;
    this.#rules = empty ? [] : inventedRules(nowMs);
    this.#actions = empty ? [] : inventedActions(nowMs);
    this.#runs = inventedRuns(this.#actions, nowMs);
  }

  /** Undefined: not of these. */
  answer(path: string, input: unknown): unknown {
    switch (path) {
      case 'rules.list':
        return this.#rules;
      case 'rules.dryRun':
        return dryRun(input as NewRule, this.#nowMs);
      case 'actions.relays':
        return {
          outcome: 'listed',
          relays: ['RelayOutput_1', 'RelayOutput_2'].map((token) => ({
            ...{ token, mode: 'bistable', delaySeconds: null, idle: 'open' },
          })),
        };
      case 'actions.list':
        return this.#actions;
      case 'actions.runs': {
        const { actionId, limit = 50 } = input as { actionId?: number; limit?: number };
        return this.#runs.filter((run) => actionId === undefined || run.actionId === actionId).slice(0, limit);
      }
      case 'alarms.colleagues':
        return inventedColleagues;
      default:
        return undefined;
    }
  }

  mutate(path: string, input: unknown): unknown {
    const { id } = input as { id: number | null };
    switch (path) {
      case 'rules.save': {
        const saved: Rule = { ...(input as NewRule), ...this.#stamp(id, this.#rules) };
        this.#rules = replaced(this.#rules, saved);
        return saved;
      }
      case 'rules.remove':
        this.#rules = this.#rules.filter((each) => each.id !== id);
        return { ok: true };
      case 'actions.save': {
        const saved: Action = { ...(input as NewAction), ...this.#stamp(id, this.#actions) };
        this.#actions = replaced(this.#actions, saved);
        return saved;
      }
      case 'actions.remove':
        this.#actions = this.#actions.filter((each) => each.id !== id);
        return { ok: true };
      case 'actions.test':
        return this.#test(input as NewAction & { id: number | null; dry: boolean });
      default:
        return undefined;
    }
  }

  #stamp(id: number | null, list: readonly { id: number }[]): Pick<Rule, 'id' | 'changedBy' | 'changedAtMs'> {
    return { id: id ?? Math.max(0, ...list.map((each) => each.id)) + 1, changedBy: 'chief1', changedAtMs: Date.now() };
  }

  #test({ id, name, effect, target, dry }: NewAction & { id: number | null; dry: boolean }): ActionRun {
    const works = target.kind !== 'http';
    const startedAtMs = Date.now();
    const run: ActionRun = {
      ...{ id: 1000 + this.#runs.length, actionId: id ?? 99, actionName: name, effect, alarmId: null, cause: 'test' },
      ...{ by: 'chief1', dry, wanted: 'on', startedAtMs, endedAtMs: startedAtMs + 412, attempts: works ? 1 : 2 },
      state: works ? 'done' : 'failed',
      failure: works ? null : 'certificate',
      detail: works ? 'SetRelayOutputState AlarmOut_0 active' : 'certificate 3f9c… of CN=door, expected a1a1…',
    };
    this.#runs.unshift(run);
    return run;
  }
}

const replaced = <T extends { id: number }>(list: readonly T[], saved: T): T[] =>
  list.some(({ id }) => id === saved.id) ? list.map((each) => (each.id === saved.id ? saved : each)) : [...list, saved];

function findingOf({ trigger }: NewRule, at: number): RuleFinding {
  switch (trigger.kind) {
    case 'presence':
      return { kind: 'presence', subject: trigger.subjects[at % trigger.subjects.length] };
    case 'behaviour':
      return { kind: 'behaviour', behaviour: trigger.behaviours[at % trigger.behaviours.length] };
    case 'crowd':
      return { kind: 'crowd', people: 86 - at * 9, threshold: trigger.levels[0]?.people };
    case 'plate-repeats':
      return { kind: 'plate-repeats', plate: '鲁P12345', times: trigger.times, minutes: trigger.minutes };
    case 'camera-lost':
      return { kind: 'camera-lost', seconds: trigger.seconds };
    case 'unknown-device':
      return { kind: 'unknown-device', deviceId: '37152500001190000077' };
  }
}

function dryRun(asked: NewRule, nowMs: number): RuleDryRun {
  const span = { fromMs: nowMs - 7 * dayMs, toMs: nowMs };
  const { kind } = asked.trigger;
  if (kind === 'camera-lost' || kind === 'unknown-device') {
    return { ...span, complete: false, reason: 'not-recorded', alarms: 0, hits: 0, newest: [] };
  }
  const cameras = ['东门入口', '西门', '实验楼西侧', '北围墙'];
  return {
    ...span,
    complete: kind !== 'crowd',
    reason: kind === 'crowd' ? 'too-many-sightings' : null,
    alarms: 4,
    hits: 57,
    newest: cameras.map((cameraName, at) => ({
      sightingId: at === 2 ? null : 480 - at * 7,
      cameraName,
      atMs: nowMs - (at * 29 + 7) * hourMs,
      hits: [31, 14, 9, 3][at] ?? 1,
      finding: findingOf(asked, at),
    })),
  };
}
