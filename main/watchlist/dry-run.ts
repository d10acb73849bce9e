import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DryRun, EntryDraft, WatchlistEntry } from '#contract/watchlist.ts';
import type { Sighting } from '#contract/sighting.ts';
import type { Clock } from '../system/clock.ts';
import { days } from '../system/clock.ts';
import { subjectOf } from './entry-key.ts';
import type { Matcher } from './matcher.ts';
import { QueueOfOne } from './queue-of-one.ts';

/** As much of a sighting as a dry run asks for. */
export type SeenBefore = Pick<Sighting, 'id' | 'cameraId' | 'cameraName' | 'receivedAtMs' | 'facts'>;

/** What the station has seen, for looking back. */
export interface RecentSightings {
  /** Of those kinds that could match an entry, received from `fromMs` on: the newest before the given one, newest first. */
  before(
    last: { receivedAtMs: number; id: number } | null,
    of: { fromMs: number; vehicles: boolean; persons: boolean; limit: number },
  ): Promise<SeenBefore[]>;
}

export interface DryRunsOptions {
  sightings: RecentSightings;
  newMatcher: () => Pick<Matcher, 'set' | 'match'>;
  clock: Pick<Clock, 'nowMs'>;
  /** Sightings looked at, at most. */
  most?: number;
}

const backMs = days(7);
const usualMost = 500_000;
const pageSize = 1000;
const shownHits = 10;
/** Waiting for one another. */
const mostWaiting = 4;

/** What entries would have hit in the last seven days, had they been approved and in force. */
export class DryRuns {
  readonly #options: DryRunsOptions;
  readonly #running = new QueueOfOne('dry runs', mostWaiting);

  constructor(options: DryRunsOptions) {
    this.#options = options;
  }

  /** One at a time. `unavailable`: too many wait. */
  run(of: readonly (EntryDraft | WatchlistEntry)[]): Promise<DryRun> {
    return this.#running.run(() => this.#look(of));
  }

  async #look(of: readonly (EntryDraft | WatchlistEntry)[]): Promise<DryRun> {
    const { sightings, newMatcher, clock, most = usualMost } = this.#options;
    const toMs = clock.nowMs();
    const fromMs = toMs - backMs;
    const matcher = newMatcher();
    for (const [index, draft] of of.entries()) matcher.set(inForce(draft, index + 1));
    const results: DryRun['results'] = of.map((draft) => ({ subject: subjectOf(draft), hits: 0, newest: [] }));
    const asked = {
      fromMs,
      vehicles: of.some(({ kind }) => kind === 'vehicle'),
      persons: of.some(({ kind }) => kind === 'person'),
    };
    let looked = 0;
    for (let last: SeenBefore | null = null; ;) {
      const limit = Math.min(pageSize, most - looked);
      const page: SeenBefore[] = limit === 0 ? [] : await sightings.before(last, { ...asked, limit });
      for (const seen of page) {
        for (const hit of matcher.match(seen, seen.receivedAtMs)) count(results[hit.entryId - 1], seen, hit);
      }
      looked += page.length;
      last = page.at(-1) ?? last;
      if (page.length < limit) return { fromMs, toMs, looked, complete: true, results };
      if (looked >= most) {
        const [more] = await sightings.before(last, { ...asked, limit: 1 });
        return { fromMs, toMs, looked, complete: more === undefined, results };
      }
      await nextTurn();
    }
  }
}

/** The entry as if somebody had approved it long ago, for ever. */
function inForce(draft: EntryDraft | WatchlistEntry, id: number): WatchlistEntry {
  return {
    ...draft,
    id,
    author: 'author',
    approvedBy: 'approver',
    approvedAtMs: 0,
    validFromMs: null,
    expiresAtMs: Number.MAX_SAFE_INTEGER,
    origin: 'console',
    disposition: null,
  };
}

function count(
  result: DryRun['results'][number] | undefined,
  seen: SeenBefore,
  hit: ReturnType<Matcher['match']>[number],
): void {
  if (result === undefined) return;
  result.hits += 1;
  if (result.newest.length >= shownHits) return;
  result.newest.push({
    sightingId: seen.id,
    cameraName: seen.cameraName,
    receivedAtMs: seen.receivedAtMs,
    reason: hit.reason,
    read: hit.matched,
    score: hit.score,
  });
}
