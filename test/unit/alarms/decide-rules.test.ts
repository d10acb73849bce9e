import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rule, RuleTrigger } from '#contract/rule.ts';
import type { Sighting, SightingFacts } from '#contract/sighting.ts';
import { decideRules } from '../../../main/alarms/decide-rules.ts';
import type { RuleSituation } from '../../../main/alarms/decide-rules.ts';
import { RuleMemory } from '../../../main/alarms/rule-memory.ts';
import { minutes, seconds } from '../../../main/system/clock.ts';
import { aRule } from '../../builders/rule.ts';
import { aSighting } from '../../builders/sighting.ts';

const startMs = Date.UTC(2026, 10, 23, 6, 32);
/** Wednesday, 02:00. */
const night = { day: 3, minute: 120 };

function decide(rules: Rule[], sighting: Sighting, given: Partial<RuleSituation> = {}) {
  const live = rules.map((rule) => ({ rule, memory: new RuleMemory() }));
  return decideRules({ sighting, point: 'gate', local: night, rules: live, ...given });
}
/** One rule that remembers, shown one sighting after the other. */
function watching(trigger: RuleTrigger) {
  const rules = [{ rule: aRule({ id: 3, trigger }), memory: new RuleMemory() }];
  return (facts: SightingFacts, afterMs: number, given: Partial<Sighting> = {}) => {
    const sighting = aSighting({ facts, receivedAtMs: startMs + afterMs, ...given });
    return decideRules({ sighting, point: 'gate', local: night, rules })[0] ?? null;
  };
}
const person: SightingFacts = { kind: 'person' };
const seen = (facts: SightingFacts, given: Partial<Sighting> = {}): Sighting => aSighting({ facts, ...given });

describe('presence', () => {
  const rule = aRule({ id: 3, trigger: { kind: 'presence', subjects: ['person', 'vehicle'] } });

  test('matches whom the rule names, and folds by camera', () => {
    expect(decide([rule], seen(person))).toEqual([
      { rule, priority: 2, subject: 'rule:3:east-gate', finding: { kind: 'presence', subject: 'person' } },
    ]);
    expect(decide([rule], seen({ kind: 'vehicle' }))).toMatchObject([{ finding: { subject: 'vehicle' } }]);
    expect(decide([rule], seen({ kind: 'face' }))).toEqual([]);
    expect(decide([rule], seen({ kind: 'behaviour', behaviour: 'motion' }))).toEqual([]);
    expect(decide([rule], seen({ kind: 'crowd', people: 9 }))).toEqual([]);
  });

  test('of a device that is tied to no camera folds by device, where the rule holds everywhere only', () => {
    const sighting = seen(person, { cameraId: null, deviceId: '3715' });
    expect(decide([rule], sighting, { point: null })).toMatchObject([{ subject: 'rule:3:device:3715' }]);
    const here = { ...rule, scope: { points: [], cameraIds: ['east-gate'] } };
    expect(decide([here], sighting, { point: null })).toEqual([]);
  });
});

test.each<[string, Partial<Rule>, boolean]>([
  ['enabled', {}, true],
  ['disabled', { enabled: false }, false],
  ['of this kind of place', { scope: { points: ['gate'], cameraIds: [] } }, true],
  ['of this camera', { scope: { points: ['key-part'], cameraIds: ['east-gate'] } }, true],
  ['of other places', { scope: { points: ['key-part'], cameraIds: ['west-gate'] } }, false],
  ['of the night', { schedule: [{ days: [2], fromMinute: 22 * 60, toMinute: 6 * 60 }] }, true],
  ['of the day', { schedule: [{ days: [3], fromMinute: 6 * 60, toMinute: 22 * 60 }] }, false],
])('a rule that is %s', (_what, given, holds) => {
  expect(decide([aRule(given)], seen(person))).toHaveLength(holds ? 1 : 0);
});

test('several rules on one sighting come most urgent first', () => {
  const rules = [aRule({ id: 1, priority: 3 }), aRule({ id: 2, priority: 1 }), aRule({ id: 3, priority: 1 })];
  expect(decide(rules, seen(person)).map(({ rule }) => rule.id)).toEqual([2, 3, 1]);
});

test('a behaviour is only what the rule names, and each is a subject of its own', () => {
  const rule = aRule({ id: 3, trigger: { kind: 'behaviour', behaviours: ['tripwire', 'fight'] } });
  expect(decide([rule], seen({ kind: 'behaviour', behaviour: 'motion' }))).toEqual([]);
  expect(decide([rule], seen({ kind: 'behaviour', behaviour: 'fight' }))).toMatchObject([
    { subject: 'rule:3:east-gate:fight', finding: { kind: 'behaviour', behaviour: 'fight' } },
  ]);
});

describe('a crowd', () => {
  const levels = [
    { people: 50, priority: 3 as const },
    { people: 100, priority: 1 as const },
  ];
  const trigger: RuleTrigger = { kind: 'crowd', levels, seconds: 60 };
  const people = (n: number, area?: string): SightingFacts => ({ kind: 'crowd', people: n, ...(area && { area }) });

  test('has to last', () => {
    const see = watching(trigger);
    expect(see(people(60), 0)).toBeNull();
    expect(see(people(60), seconds(59))).toBeNull();
    expect(see(people(61), seconds(60))).toMatchObject({
      ...{ subject: 'rule:3:east-gate', priority: 3 },
      finding: { kind: 'crowd', people: 61, threshold: 50, seconds: 60 },
    });
  });

  test('is of the highest level that has lasted', () => {
    const see = watching(trigger);
    see(people(60), 0);
    expect(see(people(120), seconds(60))).toMatchObject({ priority: 3, finding: { people: 120, threshold: 50 } });
    expect(see(people(120), seconds(120))).toMatchObject({ priority: 1, finding: { threshold: 100 } });
    expect(see(people(70), seconds(130))).toMatchObject({ priority: 3 });
  });

  test('that thins out in between begins anew', () => {
    const see = watching(trigger);
    see(people(60), 0);
    see(people(49), seconds(30));
    expect(see(people(60), seconds(70))).toBeNull();
    expect(see(people(60), seconds(130))).not.toBeNull();
  });

  test('of which nothing was heard for long begins anew, as it does when our clock was set back', () => {
    const see = watching(trigger);
    see(people(60), 0);
    expect(see(people(60), minutes(11))).toBeNull();
    expect(see(people(60), minutes(5))).toBeNull();
    expect(see(people(60), minutes(6))).not.toBeNull();
  });

  test('of one area says nothing of another of the same camera', () => {
    const see = watching(trigger);
    see(people(60, '大厅'), 0);
    expect(see(people(60, '走廊'), seconds(60))).toBeNull();
    expect(see(people(10, '走廊'), seconds(61))).toBeNull();
    expect(see(people(60, '大厅'), seconds(62))).toMatchObject({ subject: 'rule:3:east-gate:大厅' });
  });

  test('with no time to last is told at once', () => {
    expect(watching({ ...trigger, seconds: 0 })(people(50), 0)).toMatchObject({ priority: 3 });
  });
});

describe('a plate that comes again', () => {
  const trigger: RuleTrigger = { kind: 'plate-repeats', times: 3, minutes: 10 };
  const car = (plate: string): SightingFacts => ({ kind: 'vehicle', plate });

  test('is told from the time it came often enough, wherever it was seen', () => {
    const see = watching(trigger);
    expect(see(car('鲁P1'), 0)).toBeNull();
    expect(see(car('鲁P2'), minutes(1))).toBeNull();
    expect(see(car('鲁P1'), minutes(2), { cameraId: 'west-gate' })).toBeNull();
    expect(see(car('鲁P1'), minutes(3))).toMatchObject({
      ...{ subject: 'rule:3:鲁P1' },
      finding: { kind: 'plate-repeats', plate: '鲁P1', times: 3, minutes: 10 },
    });
    expect(see(car('鲁P1'), minutes(4))).not.toBeNull();
  });

  test('is not, when the first time was too long ago', () => {
    const see = watching(trigger);
    see(car('鲁P1'), 0);
    see(car('鲁P1'), minutes(9));
    expect(see(car('鲁P1'), minutes(10))).toBeNull();
    expect(see(car('鲁P1'), minutes(11))).not.toBeNull();
  });

  test('is never one that was not wholly read', () => {
    const see = watching(trigger);
    for (let n = 0; n < 5; n++) expect(see(car('鲁P?2345'), n)).toBeNull();
    for (let n = 0; n < 5; n++) expect(see({ kind: 'vehicle' }, n)).toBeNull();
  });

  test('is counted as a list of all its times would count it', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: minutes(8) }), { maxLength: 40 });
    fc.assert(
      fc.property(gaps, (between) => {
        const see = watching(trigger);
        const times: number[] = [];
        for (const gapMs of between) {
          const atMs = (times.at(-1) ?? 0) + gapMs;
          times.push(atMs);
          const within = times.filter((then) => atMs - then < minutes(10)).length;
          expect(see(car('鲁P1'), atMs) !== null).toBe(within >= 3);
        }
      }),
    );
  });

  test('is forgotten before memory runs out, the plates not seen for longest first', () => {
    const memory = new RuleMemory();
    memory.plateSeen('鲁P1', 0, minutes(10), 3);
    for (let n = 0; n < 20_000; n++) memory.plateSeen(`鲁Q${n}`, 1, minutes(10), 3);
    expect(memory.plateSeen('鲁Q19999', 2, minutes(10), 3)).toBe(2);
    expect(memory.plateSeen('鲁P1', 2, minutes(10), 3)).toBe(1);
  });
});

test.each<RuleTrigger>([{ kind: 'camera-lost', seconds: 30 }, { kind: 'unknown-device' }])(
  'no sighting sets off %o',
  (trigger) => {
    const facts: SightingFacts[] = [person, { kind: 'vehicle', plate: '鲁P1' }, { kind: 'crowd', people: 9 }];
    for (const each of facts) expect(decide([aRule({ trigger })], seen(each))).toEqual([]);
  },
);
