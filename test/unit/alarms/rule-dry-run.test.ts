import { expect, test } from 'vitest';
import type { NewRule } from '#contract/rule.ts';
import type { Sighting } from '#contract/sighting.ts';
import { RuleDryRuns } from '../../../main/alarms/rule-dry-run.ts';
import type { Loss, RuleDryRunsOptions } from '../../../main/alarms/rule-dry-run.ts';
import { sightingsSince } from '../../../main/alarms/sighting-walk.ts';
import { days, hours, minutes } from '../../../main/system/clock.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aNewRule } from '../../builders/rule.ts';
import { aSighting } from '../../builders/sighting.ts';

const nowMs = Date.UTC(2026, 10, 23, 6, 32);
const person = (id: number, receivedAtMs: number, given: Partial<Sighting> = {}): Sighting =>
  aSighting({ id, receivedAtMs, facts: { kind: 'person' }, ...given });

/** A journal whose numbers have gaps, as retention leaves them. */
function journalOf(sightings: Sighting[]) {
  return {
    asked: 0,
    after(id: number, limit: number): Promise<Sighting[]> {
      this.asked += 1;
      return Promise.resolve(sightings.filter((sighting) => sighting.id > id).slice(0, limit));
    },
  };
}
function dryRun(rule: Partial<NewRule>, sightings: Sighting[], given: Partial<RuleDryRunsOptions> = {}) {
  const runs = new RuleDryRuns({
    journal: journalOf(sightings),
    pointOf: () => 'gate',
    losses: () => Promise.resolve([]),
    clock: new FakeClock(nowMs),
    localTime: () => ({ day: 1, minute: 0 }),
    ...given,
  });
  return runs.run(aNewRule(rule));
}

test('an empty journal has nothing to tell', async () => {
  expect(await dryRun({}, [])).toEqual({
    ...{ fromMs: nowMs - days(7), toMs: nowMs, complete: true, reason: null },
    ...{ alarms: 0, hits: 0, newest: [] },
  });
});

test('what the rule would have raised is folded as the station folds, a disabled rule too', async () => {
  const sightings = [
    person(1, nowMs - days(8)),
    person(2, nowMs - days(6)),
    person(3, nowMs - days(6) + minutes(9)),
    person(4, nowMs - days(6) + minutes(20)),
    person(5, nowMs - hours(1), { cameraId: 'hall', cameraName: '大厅' }),
    aSighting({ id: 6, receivedAtMs: nowMs - 1 }),
  ];
  expect(await dryRun({ enabled: false }, sightings)).toMatchObject({
    ...{ complete: true, alarms: 3, hits: 4 },
    newest: [
      { sightingId: 5, cameraName: '大厅', hits: 1 },
      { sightingId: 4, cameraName: '东门', hits: 1, atMs: nowMs - days(6) + minutes(20) },
      { sightingId: 2, hits: 2, finding: { kind: 'presence', subject: 'person' } },
    ],
  });
});

test('an alarm is shown by the sighting that raised it, however many folded in', async () => {
  const sightings = Array.from({ length: 30 }, (_, n) => person(100 + n, nowMs - hours(1) + minutes(n)));
  expect(await dryRun({}, sightings)).toMatchObject({ alarms: 1, hits: 30, newest: [{ sightingId: 100, hits: 30 }] });
});

test('at most twenty are shown, and all are counted', async () => {
  const sightings = Array.from({ length: 50 }, (_, n) => person(n + 1, nowMs - hours(50 - n)));
  const outcome = await dryRun({}, sightings);
  expect(outcome).toMatchObject({ alarms: 50, hits: 50, newest: { length: 20, 0: { sightingId: 50 } } });
});

test('a journal that is too long is looked at as far as it goes, and says so', async () => {
  const sightings = Array.from({ length: 50 }, (_, n) => person(n + 1, nowMs - hours(50 - n)));
  expect(await dryRun({}, sightings, { mostSightings: 10 })).toMatchObject({
    ...{ complete: false, reason: 'too-many-sightings', alarms: 10, toMs: nowMs - hours(40) },
  });
});

const hall = { id: 'hall', name: '大厅', point: 'key-part' as const };
const loss = (fromMs: number, forMs: number): Loss => ({ camera: hall, fromMs, toMs: fromMs + forMs });

test('lost cameras are told from what their health recorded', async () => {
  const losses = [loss(nowMs - days(1), minutes(5)), loss(nowMs - days(2), 20_000), loss(nowMs - days(3), hours(1))];
  const outcome = await dryRun({ trigger: { kind: 'camera-lost', seconds: 30 } }, [], {
    losses: () => Promise.resolve(losses),
  });
  expect(outcome).toMatchObject({
    ...{ complete: true, alarms: 2, hits: 2 },
    newest: [
      { sightingId: null, cameraName: '大厅', atMs: nowMs - days(1) + 30_000 },
      { atMs: nowMs - days(3) + 30_000, finding: { kind: 'camera-lost', seconds: 30 } },
    ],
  });
});

test('unknown devices are not recorded, and that is said', async () => {
  expect(await dryRun({ trigger: { kind: 'unknown-device' } }, [])).toMatchObject({
    ...{ complete: false, reason: 'not-recorded', alarms: 0 },
  });
});

test('one at a time, and a rule that cannot be is refused', async () => {
  const runs = new RuleDryRuns({
    ...{ journal: journalOf([]), pointOf: () => null, losses: () => Promise.resolve([]), clock: new FakeClock(nowMs) },
  });
  const [first, second] = await Promise.allSettled([runs.run(aNewRule()), runs.run(aNewRule())]);
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ reason: { code: 'unavailable' } });
  await expect(runs.run(aNewRule())).resolves.toMatchObject({ alarms: 0 });
  const levels = [
    { people: 9, priority: 1 as const },
    { people: 5, priority: 1 as const },
  ];
  await expect(runs.run(aNewRule({ trigger: { kind: 'crowd', levels, seconds: 0 } }))).rejects.toMatchObject({
    code: 'bad-input',
  });
});

test('the walk begins where the time does, without reading what came before', async () => {
  const sightings = Array.from({ length: 5000 }, (_, n) => person(3 * n + 7, nowMs - days(30) + minutes(n)));
  const journal = journalOf(sightings);
  const fromMs = sightings[4500]!.receivedAtMs;
  const walked: number[] = [];
  for await (const page of sightingsSince(journal, fromMs)) walked.push(...page.map(({ id }) => id));
  expect(walked).toEqual(sightings.slice(4500).map(({ id }) => id));
  expect(journal.asked).toBeLessThan(40);
});
