/** How many misreads of listed cars are found, and how many strangers are taken for one, by the score asked for. */
import { usualSettings } from '../../../preload/contract/watchlist.ts';
import type { Hit } from '../../../preload/contract/watchlist.ts';
import { Matcher } from '../../../main/watchlist/matcher.ts';
import { Random } from '../search/random.ts';
import { aCar, differentPlates } from './county-cars.ts';
import { listOf, nowMs, sightingOf } from './lists.ts';
import { lackInBadLight, lookAlikeMisread, oneEditMisread, rightRead } from './noise.ts';
import type { CameraRead } from './noise.ts';

export interface Accuracy {
  listed: number;
  /** Shares, each by the least score that is asked for. */
  lookAlikesFound(score: number): number;
  editsFound(score: number): number;
  /** Strangers read rightly that hit somebody, per 10,000. */
  falseHits(score: number): number;
  /** The same where the camera doubts what it reads rightly. */
  falseHitsInBadLight(score: number): number;
  /** The same of strangers that are misread: a share. */
  misreadStrangersHit(score: number): number;
  /** Where cameras state no confidence. */
  unstated: { lookAlikesFound(score: number): number; editsFound(score: number): number };
}

export interface AccuracySizes {
  listed: number;
  strangers: number;
  misreads: number;
}

const seed = 5;

export function measureAccuracy({ listed, strangers, misreads }: AccuracySizes): Accuracy {
  const random = new Random(seed);
  const plates = differentPlates(listed, random);
  const onList = new Set(plates);
  const all = { ...usualSettings, plateScore: 0 };
  const matcher = new Matcher({ settings: () => all });
  for (const entry of listOf(plates)) matcher.set(entry);
  const hitsOf = (read: CameraRead): Hit[] => matcher.match(sightingOf(read), nowMs);

  const scoresOf = (misread: (plate: string, random: Random) => CameraRead, isStated: boolean): Float64Array =>
    scores(misreads, () => {
      const at = random.below(plates.length);
      const read = misread(plates[at] ?? '', random);
      const hits = hitsOf(isStated ? read : { ...read, confidence: null });
      return hits.find(({ entryId }) => entryId === at + 1)?.score ?? -1;
    });
  const strangersScores = (count: number, readOf: (plate: string) => CameraRead): Float64Array =>
    scores(count, () => {
      let { plate } = aCar(random);
      while (onList.has(plate)) ({ plate } = aCar(random));
      return hitsOf(readOf(plate)).reduce((surest, { score }) => Math.max(surest, score), -1);
    });

  const [lookAlikes, edits] = [scoresOf(lookAlikeMisread, true), scoresOf(oneEditMisread, true)];
  const right = strangersScores(strangers, (plate) => rightRead(plate, random));
  const dim = strangersScores(strangers / 10, (plate) => rightRead(plate, random, lackInBadLight));
  const wrong = strangersScores(misreads, (plate) =>
    random.next() < 0.5 ? lookAlikeMisread(plate, random) : oneEditMisread(plate, random),
  );
  const [bareLookAlikes, bareEdits] = [scoresOf(lookAlikeMisread, false), scoresOf(oneEditMisread, false)];
  return {
    listed,
    lookAlikesFound: (score) => shareFrom(lookAlikes, score),
    editsFound: (score) => shareFrom(edits, score),
    falseHits: (score) => 10_000 * shareFrom(right, score),
    falseHitsInBadLight: (score) => 10_000 * shareFrom(dim, score),
    misreadStrangersHit: (score) => shareFrom(wrong, score),
    unstated: {
      lookAlikesFound: (score) => shareFrom(bareLookAlikes, score),
      editsFound: (score) => shareFrom(bareEdits, score),
    },
  };
}

/** −1: no hit. */
function scores(count: number, each: () => number): Float64Array {
  return Float64Array.from({ length: count }, each);
}

function shareFrom(all: Float64Array, least: number): number {
  let count = 0;
  for (const score of all) if (score >= least) count += 1;
  return count / all.length;
}
