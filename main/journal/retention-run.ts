import type { Deletion, RetainedKind } from '#contract/retention.ts';
import type { Clock } from '../system/clock.ts';
import type { DeletionStep, HeldBack, Holds, RetentionFiles, RetentionStore, Walk } from './retention-store.ts';

const walksOf: Readonly<Record<RetainedKind, readonly Walk[]>> = {
  footage: ['clips', 'snapshots'],
  sightings: ['sightings'],
  alarms: ['alarms'],
  audit: ['looks'],
};

/** Between two commits, so that captures get the writer in between: at most 250 rows are ever in their way. */
const restMs = 20;

export interface Clearing {
  kind: RetainedKind;
  reason: Deletion['reason'];
  beforeMs: number;
  holds: Holds;
}

export interface Cleared {
  held: HeldBack;
  /** Alarms that went. */
  alarms: number[];
  anything: boolean;
}

/**
 * Deletes one kind up to an instant, in small commits. What is held stays, its pictures copied out of their day. Throws
 * the signal's reason between two commits when the station stops: the next run goes on where this one was.
 */
export class RetentionRun {
  readonly #store: RetentionStore;
  readonly #files: RetentionFiles;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(parts: { store: RetentionStore; files: RetentionFiles; clock: Clock; signal: AbortSignal }) {
    this.#store = parts.store;
    this.#files = parts.files;
    this.#clock = parts.clock;
    this.#signal = parts.signal;
  }

  async clear(clearing: Clearing): Promise<Cleared> {
    const { kind, reason, beforeMs, holds } = clearing;
    const nowMs = this.#clock.nowMs();
    const step: DeletionStep = { reason, beforeMs, nowMs, holds, deletionId: null, after: null };
    const cleared: Cleared = { held: { cases: 0, county: 0, unresolved: 0 }, alarms: [], anything: false };
    for (const walk of walksOf[kind]) await this.#walk(walk, step, cleared);
    if (kind === 'sightings') await this.#dropDays(step);
    cleared.anything = step.deletionId !== null;
    return cleared;
  }

  /** Goes over the records once; `step` remembers which row of the log counts them. */
  async #walk(walk: Walk, step: DeletionStep, cleared: Cleared): Promise<void> {
    step.after = null;
    do {
      const done = await this.#store.step(walk, step);
      step.deletionId = done.deletionId;
      step.after = done.next;
      if (walk === 'alarms') cleared.alarms.push(...done.removed);
      cleared.held.cases += done.held.cases;
      cleared.held.county += done.held.county;
      cleared.held.unresolved += done.held.unresolved;
      await this.#rest();
    } while (step.after !== null);
  }

  /** Each day's pictures go together, once those of sightings that stay have been copied out. */
  async #dropDays(step: DeletionStep): Promise<void> {
    for (const day of await this.#store.packsBefore(step.beforeMs)) {
      const shown = Map.groupBy(await this.#store.stillShown(day), ({ digest }) => digest);
      for (const [digest, of] of shown) {
        await copyOut(this.#store, this.#files, digest, {
          sightingIds: of.map(({ sightingId }) => sightingId),
          atMs: step.nowMs,
        });
        await this.#rest();
      }
      while (await this.#store.forgetSome(day)) await this.#rest();
      step.deletionId = (await this.#store.markDropped(day, step)).deletionId;
      await this.#files.dropDay(day);
    }
  }

  async #rest(): Promise<void> {
    await new Promise<void>((resolve) => void this.#clock.after(restMs, resolve));
    this.#signal.throwIfAborted();
  }
}

/** Copies a picture out for these sightings: the file first, then the row that says so. */
export async function copyOut(
  store: Pick<RetentionStore, 'noteCopy'>,
  files: Pick<RetentionFiles, 'copyOut'>,
  digest: string,
  { sightingIds, atMs }: { sightingIds: readonly number[]; atMs: number },
): Promise<void> {
  const copied = await files.copyOut(digest);
  if (copied !== null) await store.noteCopy({ digest, sightingIds, atMs, ...copied });
}
