/** A gate with two cameras, a car a second, each past the second camera 20 s after the first: the two-read rule at work. */
import { usualSettings } from '../../../preload/contract/watchlist.ts';
import type { Hit } from '../../../preload/contract/watchlist.ts';
import { seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { AgreeingReads } from '../../../main/watchlist/agreeing-reads.ts';
import { Matcher } from '../../../main/watchlist/matcher.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { Random } from '../search/random.ts';
import { aCar, differentPlates } from './county-cars.ts';
import { listOf, sightingOf } from './lists.ts';
import { lookAlikeMisread, oneEditMisread, rightRead } from './noise.ts';
import type { CameraRead } from './noise.ts';

export interface TwoReads {
  /** Share of the listed cars. */
  listedHit: number;
  listedConfirmed: number;
  /** Strangers that hit an entry, and those that were confirmed as one, per 10,000. */
  strangersHit: number;
  strangersConfirmed: number;
}

const misreadShare = 0.02;
const listedShare = 0.05;
const secondsBetween = 20;

interface Passing {
  plate: string;
  entryId: number | null;
  isHit: boolean;
  isConfirmed: boolean;
}

export function measureTwoReads(listed: number, cars: number): TwoReads {
  const random = new Random(6);
  const plates = differentPlates(listed, random);
  const idOf = new Map(plates.map((plate, index) => [plate, index + 1]));
  const matcher = new Matcher();
  for (const entry of listOf(plates)) matcher.set(entry);
  const clock = new FakeClock();
  const reads = new AgreeingReads({ clock, log: silentLog });

  const read = (plate: string): CameraRead => {
    if (random.next() >= misreadShare) return rightRead(plate, random);
    return random.next() < 0.5 ? lookAlikeMisread(plate, random) : oneEditMisread(plate, random);
  };
  const pass = (car: Passing, cameraId: string): void => {
    const sighting = sightingOf(read(car.plate), { cameraId, receivedAtMs: clock.nowMs() });
    const hits = reads
      .combine(sighting, matcher.find(sighting, clock.nowMs()), usualSettings.readWindowSeconds)
      .flatMap(({ counts, hit }) => (counts ? [hit] : []));
    // A stranger may hit anybody; a listed car is found when it hits its own entry.
    const isMeant = ({ entryId }: Hit): boolean => car.entryId === null || entryId === car.entryId;
    car.isHit ||= hits.some(isMeant);
    car.isConfirmed ||= hits.some((hit) => hit.confirmed && isMeant(hit));
  };

  const passed: Passing[] = [];
  for (let second = 0; second < cars + secondsBetween; second++) {
    if (second < cars) {
      const plate = random.next() < listedShare ? random.of(plates) : aCar(random).plate;
      const car = { plate, entryId: idOf.get(plate) ?? null, isHit: false, isConfirmed: false };
      passed.push(car);
      pass(car, 'first');
    }
    const earlier = passed[second - secondsBetween];
    if (earlier !== undefined) pass(earlier, 'second');
    clock.advance(seconds(1));
  }
  const share = (of: readonly Passing[], is: (car: Passing) => boolean): number => of.filter(is).length / of.length;
  const ours = passed.filter(({ entryId }) => entryId !== null);
  const strangers = passed.filter(({ entryId }) => entryId === null);
  return {
    listedHit: share(ours, ({ isHit }) => isHit),
    listedConfirmed: share(ours, ({ isConfirmed }) => isConfirmed),
    strangersHit: 10_000 * share(strangers, ({ isHit }) => isHit),
    strangersConfirmed: 10_000 * share(strangers, ({ isConfirmed }) => isConfirmed),
  };
}
