/**
 * Hands sightings over for sources that cannot be told to send again: tries until they are durable. Whoever calls waits
 * and takes nothing more from the source meanwhile, so that what is to come stays with the camera and not in memory.
 */
import type { NewSighting } from '#contract/sighting.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import { seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { SourceTally } from './source-tally.ts';
import type { Take } from './take.ts';
import { wait } from './wait.ts';

export interface Delivery {
  take: Take;
  tally: SourceTally;
  clock: Clock;
  log: Log;
}

const firstRetryMs = 500;
const longestRetryMs = seconds(10);

/** False: the signal came before they were kept; they are counted as lost. */
export async function deliver(
  batch: readonly NewSighting[],
  { take, tally, clock, log }: Delivery,
  signal: AbortSignal,
): Promise<boolean> {
  if (batch.length === 0) return true;
  for (let tries = 0; ; tries++) {
    try {
      const results = await take([...batch]);
      for (const [n, sighting] of batch.entries()) {
        const outcome = results[n]?.outcome ?? 'refused';
        if (outcome === 'refused') tally.lost('refused');
        else tally.taken(sighting, outcome === 'new');
      }
      return true;
    } catch (error) {
      const passing = error instanceof AppError && (error.code === 'unavailable' || error.code === 'disk-full');
      log.error('sightings were not taken', { sightings: batch.length, tries, reason: reasonOf(error) });
      if (!passing && batch.length > 1) return deliverApart(batch, { take, tally, clock, log }, signal);
      if (!passing && tries >= 2) {
        // One that can never be kept must not hold up all that follow it.
        tally.lost('not-kept');
        return true;
      }
      await wait(clock, Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(tries, 10)), signal);
      if (signal.aborted) {
        for (const _lost of batch) tally.lost('stopped');
        return false;
      }
    }
  }
}

async function deliverApart(batch: readonly NewSighting[], delivery: Delivery, signal: AbortSignal): Promise<boolean> {
  let all = true;
  for (const sighting of batch) all = (await deliver([sighting], delivery, signal)) && all;
  return all;
}
