import type { Sighting } from '#contract/sighting.ts';
import type { AgreeingRead, Hit, VehicleEntry } from '#contract/watchlist.ts';
import { seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { confidenceOf } from './matcher.ts';
import type { Finding } from './matcher.ts';
import { readsAgree } from './plate-vote.ts';
import type { HeldRead } from './plate-vote.ts';
import { normalisePlate, plateFormOf } from './plate.ts';

interface TimedRead extends HeldRead {
  /** When it was judged, by the clock that never jumps. */
  judgedAtMs: number;
}

export interface AgreeingReadsOptions {
  clock: Pick<Clock, 'monotonicMs'>;
  log: Log;
  /** Entries whose reads are held. */
  mostEntries?: number;
}

/** Told with the hit. */
const readsTold = 5;
/** A few more are held: those that are no hits vote too. */
const readsHeld = 8;

/** Remembers, for the length of the window, what was read of each listed vehicle; and says which reads agree. */
export class AgreeingReads {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #log: Log;
  readonly #mostEntries: number;
  /** By entry, the longest untouched first. */
  readonly #reads = new Map<number, readonly TimedRead[]>();
  #dropped = 0;

  constructor({ clock, log, mostEntries = 2000 }: AgreeingReadsOptions) {
    this.#clock = clock;
    this.#log = log;
    this.#mostEntries = mostEntries;
  }

  /** Entries whose reads were forgotten within the window, because there were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  get size(): number {
    return this.#reads.size;
  }

  /** Hits of the sighting with the reads before it. A person's stay as they are: those are confirmed by a guard. */
  combine(sighting: Sighting, findings: readonly Finding[], windowSeconds: number): Finding[] {
    const windowMs = seconds(windowSeconds);
    this.#forgetOlderThan(this.#clock.monotonicMs() - windowMs);
    return findings.map((finding) => {
      const { entry, hit, counts } = finding;
      if (entry.kind !== 'vehicle') return finding;
      // What is no hit speaks against those before it; alone it speaks of nobody.
      if (!counts && !this.#reads.has(entry.id)) return finding;
      return { ...finding, hit: this.#withReads(sighting, entry, hit, counts, windowMs) };
    });
  }

  /** The entry lists something else now, or nothing. */
  forget(entryId: number): void {
    this.#reads.delete(entryId);
  }

  #withReads(sighting: Sighting, entry: VehicleEntry, hit: Hit, counts: boolean, windowMs: number): Hit {
    const read: TimedRead = {
      sighting,
      text: hit.matched,
      isPlate: plateFormOf(hit.matched) !== null,
      confidence: confidenceOf(sighting.facts),
      score: hit.score,
      counts,
      judgedAtMs: this.#clock.monotonicMs(),
    };
    const before = (this.#reads.get(entry.id) ?? []).filter((other) => other.sighting.id !== sighting.id);
    const reads = [read, ...before].slice(0, readsHeld);
    // Last in the order of what is forgotten.
    this.#reads.delete(entry.id);
    this.#reads.set(entry.id, reads);
    this.#dropBeyond();
    // By both clocks: a jump of the one that records go by makes reads of different hours look like neighbours.
    const near = reads.filter(
      (other) =>
        read.judgedAtMs - other.judgedAtMs <= windowMs &&
        Math.abs(sighting.receivedAtMs - other.sighting.receivedAtMs) <= windowMs,
    );
    return { ...hit, reads: told(near), confirmed: counts && readsAgree(near, normalisePlate(entry.plate)) };
  }

  #forgetOlderThan(monotonicMs: number): void {
    for (const [entryId, [newest]] of this.#reads) {
      if (newest !== undefined && newest.judgedAtMs >= monotonicMs) break;
      this.#reads.delete(entryId);
    }
  }

  #dropBeyond(): void {
    for (const entryId of this.#reads.keys()) {
      if (this.#reads.size <= this.#mostEntries) break;
      this.#reads.delete(entryId);
      if (this.#dropped++ % 1000 === 0) this.#log.warn('reads are forgotten early', { entries: this.#dropped });
    }
  }
}

function told(reads: readonly TimedRead[]): AgreeingRead[] {
  return reads
    .filter(({ counts }) => counts)
    .sort((a, b) => b.sighting.receivedAtMs - a.sighting.receivedAtMs || b.sighting.id - a.sighting.id)
    .slice(0, readsTold)
    .map(({ sighting: { id, cameraId, receivedAtMs }, text, score }) => ({
      ...{ sightingId: id, cameraId, receivedAtMs },
      ...{ read: text, score },
    }));
}
