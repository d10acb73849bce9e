/** What one match, one change and a new index cost, beside looking at every entry; and that both find the same. */
import { isDeepStrictEqual } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Sighting } from '../../../preload/contract/sighting.ts';
import type { Hit, VehicleEntry } from '../../../preload/contract/watchlist.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { AgreeingReads } from '../../../main/watchlist/agreeing-reads.ts';
import { Matcher } from '../../../main/watchlist/matcher.ts';
import { NaiveMatcher } from '../../builders/naive-matcher.ts';
import { Random } from '../search/random.ts';
import { aCar, differentPatterns, differentPlates } from './county-cars.ts';
import { listOf, nowMs, sightingOf } from './lists.ts';
import { lookAlikeMisread, oneEditMisread, rightRead } from './noise.ts';

export interface SpeedSizes {
  plates: number;
  patterns: number;
  matches: number;
  changes: number;
  /** Random plates that both sides answer, and misreads of listed ones after them. */
  compared: { plates: number; misreads: number };
}

export interface Speed {
  /** One of each kind after the other, warm: with the reads before it. */
  matchMs: number[];
  changeMs: number[];
  rebuildMs: number[];
  indexBytes: number;
  scanMs: number[];
  differing: number;
  /** Of the compared reads, those that hit somebody. */
  compared: number;
  hitting: number;
}

const rebuilds = 3;
const warmUp = 5000;

export function measureSpeed(sizes: SpeedSizes): Speed {
  const random = new Random(4);
  const plates = differentPlates(sizes.plates, random);
  const list = listOf([...plates, ...differentPatterns(sizes.patterns, random)]);
  const rebuildMs: number[] = [];
  let [matcher, indexBytes] = [new Matcher(), 0];
  for (let run = 0; run < rebuilds; run++) {
    matcher = new Matcher();
    const before = heapInUse();
    const startedMs = performance.now();
    for (const entry of list) matcher.set(entry);
    rebuildMs.push(performance.now() - startedMs);
    indexBytes = heapInUse() - before;
  }
  const compared = compare(matcher, list, plates, sizes.compared, random);
  return {
    ...{ rebuildMs, indexBytes, ...compared },
    matchMs: timeMatches(matcher, plates, sizes.matches, random),
    changeMs: timeChanges(matcher, plates, sizes.changes, random),
  };
}

/** A quarter each: strangers, listed cars, look-alike and one-edit misreads of these. */
function timeMatches(matcher: Matcher, plates: readonly string[], count: number, random: Random): number[] {
  const reads = new AgreeingReads({ clock: realClock, log: silentLog });
  const sightings = Array.from({ length: count + warmUp }, (_, n): Sighting => {
    const read = [
      () => rightRead(aCar(random).plate, random),
      () => rightRead(random.of(plates), random),
      () => lookAlikeMisread(random.of(plates), random),
      () => oneEditMisread(random.of(plates), random),
    ][n % 4];
    return sightingOf(read?.() ?? rightRead('', random));
  });
  const tookMs: number[] = [];
  for (const sighting of sightings) {
    const startedMs = performance.now();
    reads.combine(sighting, matcher.find(sighting, nowMs), 120);
    tookMs.push(performance.now() - startedMs);
  }
  return tookMs.slice(warmUp);
}

/** An entry takes another plate, one is withdrawn, one is added. */
function timeChanges(matcher: Matcher, plates: readonly string[], count: number, random: Random): number[] {
  const tookMs: number[] = [];
  const time = (change: () => void): void => {
    const startedMs = performance.now();
    change();
    tookMs.push(performance.now() - startedMs);
  };
  for (const plate of differentPlates(Math.ceil(count / 3), random, new Set(plates))) {
    const id = 1 + random.below(plates.length);
    const [entry] = listOf([plate]);
    const [before] = listOf([plates[id - 1] ?? '']);
    if (entry === undefined || before === undefined) continue;
    time(() => matcher.set({ ...entry, id }));
    time(() => matcher.remove(id));
    time(() => matcher.set({ ...before, id }));
  }
  return tookMs;
}

function compare(
  matcher: Matcher,
  list: readonly VehicleEntry[],
  plates: readonly string[],
  count: SpeedSizes['compared'],
  random: Random,
) {
  const naive = new NaiveMatcher(list);
  const scanMs: number[] = [];
  let [differing, hitting] = [0, 0];
  const byId = (a: Hit, b: Hit): number => a.entryId - b.entryId;
  for (let n = 0; n < count.plates + count.misreads; n++) {
    const misread = n % 2 === 0 ? lookAlikeMisread : oneEditMisread;
    const read = n < count.plates ? rightRead(aCar(random).plate, random) : misread(random.of(plates), random);
    const sighting = sightingOf(read);
    const startedMs = performance.now();
    const scanned = naive.match(sighting, nowMs);
    scanMs.push(performance.now() - startedMs);
    const found = matcher.match(sighting, nowMs).sort(byId);
    if (!isDeepStrictEqual(found, scanned)) differing += 1;
    if (found.length > 0) hitting += 1;
  }
  return { scanMs, differing, hitting, compared: scanMs.length };
}

function heapInUse(): number {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
