import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionEffect } from '#contract/action.ts';
import { alarmOutcome } from '#contract/alarm.ts';
import type { Alarm } from '#contract/alarm.ts';
import { cameraPoint } from '#contract/camera.ts';
import { entryCategory } from '#contract/watchlist.ts';
import { decideActions, newsForMs } from '../../../../main/alarms/actions/decide-actions.ts';
import type { ActionDecision, AlarmAtHand, Standing } from '../../../../main/alarms/actions/decide-actions.ts';
import { anAction } from '../../../builders/action.ts';
import { aHit, anAlarm } from '../../../builders/alarm.ts';
import { anEntry, aPersonEntry } from '../../../builders/entry.ts';
import { aRule, aRuleAlarm } from '../../../builders/rule.ts';

const nowMs = Date.UTC(2026, 10, 23, 6, 32);

function decide(given: Partial<AlarmAtHand> & { alarm: Alarm; standing?: Standing }): ActionDecision[] {
  const { standing = 'none', ...rest } = given;
  return decideActions({ point: 'gate', actions: [anAction()], standingOf: () => standing, nowMs, ...rest });
}
const namingIt = aRuleAlarm({ rule: aRule({ actionIds: [1] }) });
const resolvedAs = (outcome: (typeof alarmOutcome.options)[number]): Pick<Alarm, 'state' | 'resolved'> => ({
  state: 'resolved',
  resolved: { by: 'guard1', atMs: nowMs, outcome, note: '' },
});
const ran = (cause: string): unknown[] => [expect.objectContaining({ decision: 'run', cause })];
const heldBack = (interlock: string): unknown[] => [expect.objectContaining({ decision: 'hold-back', interlock })];

describe('of a vehicle', () => {
  const once = anAlarm();
  const twice = anAlarm({ hit: aHit({ confirmed: true }) });

  test('one read waits for a second, or for a guard', () => {
    expect(decide({ alarm: once })).toEqual(heldBack('needs-second-read'));
    expect(decide({ alarm: once, standing: 'held-back' })).toEqual([]);
    expect(decide({ alarm: { ...once, state: 'acknowledged' }, standing: 'held-back' })).toEqual([]);
  });

  test('two agreeing reads let it run, whether it waited or not', () => {
    expect(decide({ alarm: twice })).toEqual(ran('hit'));
    expect(decide({ alarm: twice, standing: 'held-back' })).toEqual(ran('hit'));
    expect(decide({ alarm: twice, standing: 'begun' })).toEqual([]);
  });

  test('a guard who calls it a true hit lets it run; one who calls it anything else does not', () => {
    expect(decide({ alarm: { ...once, ...resolvedAs('true-hit') }, standing: 'held-back' })).toEqual(ran('confirmed'));
    for (const outcome of ['false-match', 'drill', 'duplicate'] as const) {
      expect(decide({ alarm: { ...twice, ...resolvedAs(outcome) } })).toEqual([]);
    }
  });
});

describe('of a person', () => {
  test('a hit waits for a guard, however sure it is', () => {
    const alarm = anAlarm({ entry: aPersonEntry(), hit: aHit({ confirmed: true, score: 1 }) });
    expect(decide({ alarm })).toEqual(heldBack('needs-guard'));
    expect(decide({ alarm: { ...alarm, ...resolvedAs('true-hit') } })).toEqual(ran('confirmed'));
  });
});

describe('of a rule', () => {
  test('it runs when the rule names it, at once', () => {
    expect(decide({ alarm: namingIt })).toEqual(ran('rule'));
    expect(decide({ alarm: aRuleAlarm({ rule: aRule({ actionIds: [2] }) }) })).toEqual([]);
  });
});

test('an action that opens is held back for a guard’s own key and never let go', () => {
  const actions = [anAction({ effect: 'open' })];
  const alarm = anAlarm({ hit: aHit({ confirmed: true }) });
  expect(decide({ alarm, actions })).toEqual(heldBack('never-by-itself'));
  expect(decide({ alarm: namingIt, actions })).toEqual(heldBack('never-by-itself'));
  expect(decide({ alarm, actions, standing: 'held-back' })).toEqual([]);
  expect(decide({ alarm: { ...alarm, ...resolvedAs('true-hit') }, actions, standing: 'held-back' })).toEqual([]);
});

test('an action is for the alarms of its cameras and kinds of place only', () => {
  const alarm = namingIt;
  const at = (scope: { points: ('gate' | 'crowd')[]; cameraIds: string[] }, point: 'gate' | null = 'gate') =>
    decide({ alarm, point, actions: [anAction({ scope })] }).length;
  expect(at({ points: ['gate'], cameraIds: [] })).toBe(1);
  expect(at({ points: ['crowd'], cameraIds: [] })).toBe(0);
  expect(at({ points: ['crowd'], cameraIds: ['east-gate'] })).toBe(1);
  expect(at({ points: [], cameraIds: ['west-gate'] })).toBe(0);
  expect(at({ points: ['gate'], cameraIds: [] }, null)).toBe(0);
  expect(decide({ alarm: { ...alarm, cameraId: null }, point: null })).toHaveLength(1);
});

test('what is no news any more sets nothing off, and a clock that was set back makes nothing old', () => {
  const alarm = anAlarm({ hit: aHit({ confirmed: true }) });
  expect(decide({ alarm, nowMs: alarm.lastSeenAtMs + newsForMs })).toHaveLength(1);
  expect(decide({ alarm, nowMs: alarm.lastSeenAtMs + newsForMs + 1 })).toEqual([]);
  expect(decide({ alarm, nowMs: alarm.lastSeenAtMs - 365 * 86_400_000 })).toHaveLength(1);
  // A guard's word is news, however old the hit.
  const confirmed = { ...alarm, lastSeenAtMs: 0, ...resolvedAs('true-hit') };
  expect(decide({ alarm: confirmed })).toEqual(ran('confirmed'));
});

const anyAction = fc.record({
  effect: fc.constantFrom(...actionEffect.options),
  enabled: fc.boolean(),
  onHits: fc.subarray([...entryCategory.options]),
  scope: fc.record({
    points: fc.subarray([...cameraPoint.options], { maxLength: 2 }),
    cameraIds: fc.subarray(['east-gate', 'west-gate']),
  }),
});
const anyResolution = fc.option(fc.constantFrom(...alarmOutcome.options), { nil: null });
const anyAlarm = fc
  .record({
    kind: fc.constantFrom('vehicle', 'person', 'rule'),
    category: fc.constantFrom(...entryCategory.options),
    confirmed: fc.boolean(),
    names: fc.boolean(),
    outcome: anyResolution,
    acknowledged: fc.boolean(),
    ageMs: fc.integer({ min: -newsForMs, max: 2 * newsForMs }),
  })
  .map(({ kind, category, confirmed, names, outcome, acknowledged, ageMs }): Alarm => {
    const entry = kind === 'person' ? aPersonEntry({ category }) : anEntry({ category });
    const alarm =
      kind === 'rule'
        ? aRuleAlarm({ rule: aRule({ actionIds: names ? [1] : [] }) })
        : anAlarm({ entry, hit: aHit({ confirmed }) });
    const seenAtMs = nowMs - ageMs;
    return {
      ...alarm,
      ...{ raisedAtMs: seenAtMs, lastSeenAtMs: seenAtMs, state: acknowledged ? 'acknowledged' : 'open' },
      ...(outcome === null ? {} : resolvedAs(outcome)),
    };
  });
const anyCase = fc.record({
  alarm: anyAlarm,
  given: anyAction,
  point: fc.option(fc.constantFrom(...cameraPoint.options), { nil: null }),
  standing: fc.constantFrom<Standing>('none', 'held-back', 'begun'),
});

describe('whatever comes together', () => {
  const holds = (law: (decision: ActionDecision, of: { alarm: Alarm; standing: Standing }) => boolean): void =>
    fc.assert(
      fc.property(anyCase, ({ alarm, given, point, standing }) => {
        const decisions = decide({ alarm, point, standing, actions: [anAction(given)] });
        return decisions.length <= 1 && decisions.every((decision) => law(decision, { alarm, standing }));
      }),
      { numRuns: 2000 },
    );

  test('nothing that opens runs by itself', () => {
    holds(({ decision, action }) => decision !== 'run' || action.effect !== 'open');
  });
  test('nothing runs for a person whom no guard has called a true hit', () => {
    holds(({ decision }, { alarm }) => {
      const ofPerson = alarm.cause.by === 'entry' && alarm.cause.entry.kind === 'person';
      return decision !== 'run' || !ofPerson || alarm.resolved?.outcome === 'true-hit';
    });
  });
  test('nothing runs for a vehicle that was read once and that no guard has called a true hit', () => {
    holds(({ decision }, { alarm }) => {
      const readOnce = alarm.cause.by === 'entry' && alarm.cause.entry.kind === 'vehicle' && !alarm.cause.hit.confirmed;
      return decision !== 'run' || !readOnce || alarm.resolved?.outcome === 'true-hit';
    });
  });
  test('nothing is decided twice, of a disabled action, or of one that was not asked for', () => {
    holds(({ decision, action }, { alarm, standing }) => {
      const { cause } = alarm;
      const asked =
        cause.by === 'rule' ? cause.rule.actionIds.includes(1) : action.onHits.includes(cause.entry.category);
      return asked && action.enabled && (standing === 'none' || (standing === 'held-back' && decision === 'run'));
    });
  });
  test('a resolved alarm sets off only what its guard has confirmed', () => {
    holds((decision, { alarm }) => {
      if (alarm.resolved === null) return true;
      return decision.decision === 'run' && decision.cause === 'confirmed' && alarm.resolved.outcome === 'true-hit';
    });
  });
});
