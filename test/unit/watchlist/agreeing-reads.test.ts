import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Sighting } from '#contract/sighting.ts';
import type { Hit, WatchlistEntry } from '#contract/watchlist.ts';
import { seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { AgreeingReads } from '../../../main/watchlist/agreeing-reads.ts';
import { Matcher } from '../../../main/watchlist/matcher.ts';
import { anEntry, aPersonEntry } from '../../builders/entry.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aSighting } from '../../builders/sighting.ts';

const windowSeconds = 120;

let clock: FakeClock;
let reads: AgreeingReads;
let matcher: Matcher;

function list(...entries: WatchlistEntry[]): void {
  matcher = new Matcher();
  for (const entry of entries) matcher.set(entry);
}
beforeEach(() => {
  clock = new FakeClock();
  reads = new AgreeingReads({ clock, log: silentLog });
  list(anEntry());
});

type Given = Partial<Omit<Sighting, 'facts'>> & { plate?: string; confidence?: number };

/** Received and judged now. */
function see({ plate = '鲁P12345', confidence = 0.97, ...given }: Given = {}): Hit[] {
  const facts = { kind: 'vehicle', plate, plateConfidence: confidence } as const;
  const sighting = aSighting({ facts, receivedAtMs: clock.nowMs(), ...given });
  return reads
    .combine(sighting, matcher.find(sighting, clock.nowMs()), windowSeconds)
    .filter(({ counts }) => counts)
    .map(({ hit }) => hit);
}
const confirmedBy = (given: Given = {}): boolean[] => see(given).map(({ confirmed }) => confirmed);

describe('two reads agree', () => {
  test('when two cameras read the listed plate', () => {
    expect(confirmedBy()).toEqual([false]);
    clock.advance(seconds(119));
    expect(confirmedBy({ cameraId: 'west-gate' })).toEqual([true]);
  });
  test('when one camera read it in two captures', () => {
    see();
    expect(confirmedBy()).toEqual([true]);
  });
  test('when one read it exactly and the other something like it', () => {
    see({ plate: '鲁P1234S', confidence: 0.6 });
    expect(confirmedBy({ confidence: 0.95 })).toEqual([true]);
  });
  test('when both read the same that cannot be a plate', () => {
    see({ plate: '鲁P1234O' });
    list(anEntry({ plate: '鲁P12340' }));
    see({ plate: '鲁P1234O' });
    expect(confirmedBy({ plate: '鲁P1234O', cameraId: 'west-gate' })).toEqual([true]);
  });
  test('when the same plate fills a pattern twice, not when two plates do', () => {
    list(anEntry({ plate: '鲁P123*' }));
    see({ plate: '鲁P12311' });
    expect(confirmedBy({ plate: '鲁P12322' })).toEqual([false]);
    expect(confirmedBy({ plate: '鲁P12322' })).toEqual([true]);
  });
});

describe('two reads do not agree', () => {
  test('when the same object is judged twice', () => {
    const once = { id: 7001, objectId: 'one' };
    see(once);
    expect(see(once)).toMatchObject([{ confirmed: false, reads: [{ sightingId: 7001 }] }]);
    expect(confirmedBy({ id: 7002, objectId: 'one' })).toEqual([false]);
  });
  test('when one camera told the same over two ways', () => {
    see({ source: 'viid' });
    expect(confirmedBy({ source: 'isapi', deviceId: 'isapi-1' })).toEqual([false]);
  });
  test('when the window has passed between them', () => {
    see();
    clock.advance(seconds(121));
    expect(see()).toMatchObject([{ confirmed: false, reads: [{}] }]);
  });
  test('when both read the same plate that only looks like the listed one: it is another car', () => {
    see({ plate: '鲁P1234S' });
    expect(confirmedBy({ plate: '鲁P1234S', cameraId: 'west-gate' })).toEqual([false]);
  });
  test('when both are one edit away, each another', () => {
    see({ plate: '鲁P12346', confidence: 0.5 });
    expect(confirmedBy({ plate: '鲁P12245', confidence: 0.5 })).toEqual([false]);
  });
  test('when better reads say another plate, and the first one was wrong', () => {
    see({ confidence: 0.55 });
    see({ plate: '鲁P1234S', confidence: 0.98, cameraId: 'west-gate' });
    expect(confirmedBy({ plate: '鲁P1234S', confidence: 0.98, cameraId: 'south-gate' })).toEqual([false]);
    expect(confirmedBy({ confidence: 0.55 })).toEqual([false]);
  });
  test('when the better read of another plate was no hit by itself', () => {
    see({ confidence: 0.5 });
    expect(see({ plate: '鲁P12346', confidence: 0.99, cameraId: 'west-gate' })).toEqual([]);
    see({ plate: '鲁P12346', confidence: 0.99, cameraId: 'south-gate' });
    expect(confirmedBy({ confidence: 0.5 })).toEqual([false]);
  });
  test('when a clock that was set back makes reads of different hours look like neighbours', () => {
    see();
    clock.advance(seconds(3600));
    clock.jump(-seconds(3600));
    expect(see()).toMatchObject([{ confirmed: false, reads: [{}] }]);
  });
  test('when they are judged together long after they were received, an hour apart', () => {
    see({ receivedAtMs: clock.nowMs() - seconds(3600) });
    expect(confirmedBy()).toEqual([false]);
  });
  test('when the camera’s clock says they were at the same time, and ours does not', () => {
    see({ seenAtMs: 1 });
    clock.advance(seconds(200));
    expect(confirmedBy({ seenAtMs: 1 })).toEqual([false]);
  });
  test('when the entry was listed anew in between', () => {
    see();
    reads.forget(1);
    expect(confirmedBy()).toEqual([false]);
  });
  test('of a person, however often', () => {
    list(aPersonEntry());
    const person = (): Sighting => aSighting({ idNumber: '371525199003071235' });
    for (const sighting of [person(), person(), person()]) {
      const findings = reads.combine(sighting, matcher.find(sighting, clock.nowMs()), windowSeconds);
      expect(findings).toMatchObject([{ hit: { confirmed: false, reads: [] } }]);
    }
  });
});

test('a hit tells its reads, the newest first, five at most', () => {
  for (let n = 1; n <= 7; n++) {
    see({ id: 8000 + n, cameraId: `camera-${n}`, confidence: 0.9 });
    clock.advance(seconds(1));
  }
  const [hit] = see({ id: 8008, plate: '鲁P1234S', confidence: 0.5 });
  expect(hit?.reads.map(({ sightingId }) => sightingId)).toEqual([8008, 8007, 8006, 8005, 8004]);
  expect(hit?.reads[0]).toMatchObject({ read: '鲁P1234S', cameraId: 'east-gate', score: 0.9 });
  expect(hit?.reads[1]).toMatchObject({ read: '鲁P12345', cameraId: 'camera-7', score: 0.9 });
});

test('what is held is bounded: the entry untouched longest is forgotten first, and counted', () => {
  const plates = ['鲁P11111', '鲁P22222', '鲁P33333'];
  list(...plates.map((plate, index) => anEntry({ id: index + 1, plate })));
  reads = new AgreeingReads({ clock, log: silentLog, mostEntries: 2 });
  for (const plate of plates) see({ plate });
  expect([reads.size, reads.dropped]).toEqual([2, 1]);
  expect(confirmedBy({ plate: plates[2] ?? '' })).toEqual([true]);
  expect(confirmedBy({ plate: plates[0] ?? '' })).toEqual([false]);
});

test('what the window has passed by is forgotten without being asked for', () => {
  see();
  clock.advance(seconds(121));
  see({ plate: '鲁P99999' });
  expect(reads.size).toBe(0);
});

test('whatever comes: what is confirmed was captured twice within the window, at least once as listed', () => {
  const step = fc.record({
    plate: fc.constantFrom('鲁P12345', '鲁P1234S', '鲁P12346', 'P12345', '冀P12345'),
    confidence: fc.constantFrom(0.5, 0.75, 0.99),
    cameraId: fc.constantFrom('east-gate', 'west-gate', null),
    objectId: fc.constantFrom('a', 'b', 'c'),
    source: fc.constantFrom('viid' as const, 'isapi' as const),
    afterSeconds: fc.constantFrom(0, 30, 100, 130),
    jumpSeconds: fc.constantFrom(0, 0, 0, -100, 3600),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      clock = new FakeClock();
      reads = new AgreeingReads({ clock, log: silentLog });
      const seen: { plate: string; object: string; atMs: number }[] = [];
      for (const { afterSeconds, jumpSeconds, ...given } of steps) {
        clock.advance(seconds(afterSeconds));
        clock.jump(seconds(jumpSeconds));
        const atMs = clock.monotonicMs();
        seen.push({ plate: given.plate, object: `${given.source}-${given.objectId}`, atMs });
        for (const { confirmed } of see(given)) {
          if (!confirmed) continue;
          const near = seen.filter((other) => atMs - other.atMs <= seconds(windowSeconds));
          expect(new Set(near.map(({ object }) => object)).size).toBeGreaterThan(1);
          const asListed = near.some(({ plate }) => plate === '鲁P12345');
          const twiceNoPlate = near.filter(({ plate }) => plate === 'P12345').length > 1;
          expect(asListed || twiceNoPlate).toBe(true);
        }
      }
    }),
    { numRuns: 500 },
  );
});
