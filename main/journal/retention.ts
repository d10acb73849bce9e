import type { Deletion, RetainedKind, RetentionFacts, RetentionOutlook } from '#contract/retention.ts';
import { reasonOf } from '../system/app-error.ts';
import { days, hours, minutes } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { LawfulBounds } from './lawful-bounds.ts';
import { forecastKinds, worstOutlook } from './retention-forecast.ts';
import { clockJumped, cutoffMs, keepingPeriods, makesRoom } from './retention-policy.ts';
import type { AskedPeriods, ClockReading, KeepingPeriod } from './retention-policy.ts';
import { RetentionRun } from './retention-run.ts';
import type { Clearing } from './retention-run.ts';
import type { HeldBack, RetentionFiles, RetentionStore } from './retention-store.ts';

export interface RetentionOptions {
  store: RetentionStore;
  files: RetentionFiles;
  bounds: LawfulBounds;
  /** Asked before each run: what the unit wants and is may change. */
  policy(): Promise<{ asked: AskedPeriods; keyTarget: boolean }>;
  /** Sightings up to this number have been judged. */
  judgedUpTo(): Promise<number>;
  /** Counts of periods from here on are still to go to the county; null: nothing is told there. */
  summariesFromMs(): Promise<number | null>;
  /** Kept across restarts; null: never run. */
  memory: {
    read(): Promise<{ lastRunAtMs: number } | null>;
    write(run: { lastRunAtMs: number }): Promise<void>;
  };
  alarmsGone(ids: readonly number[]): void;
  clock: Clock;
  log: Log;
}

const everyMs = minutes(15);
const firstAfterMs = minutes(2);
/** After its clock jumped the station deletes nothing for so long: time for somebody to see that the clock is wrong. */
const distrustMs = hours(24);
const measuredForMs = minutes(1);
/** Summaries of periods that ended longer ago are not made up. */
const summariesReachMs = days(32);

/** What clips leave free, and where making room begins and ends: see `cameras/clips/free-space.ts`. */
const floorOf = (totalBytes: number): number => Math.min(totalBytes * 0.02, 1024 ** 3);

interface Measured {
  atMonotonicMs: number;
  facts: Pick<RetentionFacts, 'outlooks' | 'freeBytes' | 'faces'>;
}

/**
 * Retention 保存期限: what is past its period goes, by itself, in small commits; what the county has not acknowledged,
 * what an open case holds and what belongs to an unresolved alarm stays. Says honestly how long the disk will hold.
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #log: Log;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #cancel: () => void = () => undefined;
  #lastRunAtMs: number | null = null;
  #nextRunAtMs: number | null = null;
  #clockSeen: ClockReading | null = null;
  #distrustUntilMonotonicMs = 0;
  #held = new Map<RetainedKind, HeldBack>();
  #measured: Measured | null = null;
  #measuring: Promise<Measured> | null = null;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#log = options.log.room('retention');
  }

  async start(): Promise<void> {
    const { memory } = this.#options;
    this.#lastRunAtMs = (await memory.read())?.lastRunAtMs ?? null;
    if (this.#lastRunAtMs !== null) this.#clockSeen = { wallMs: this.#lastRunAtMs, monotonicMs: null };
    this.#next(firstAfterMs);
  }

  /** Waits for the commit in hand; the rest is the next start's. */
  async stop(): Promise<void> {
    this.#cancel();
    this.#stopping.abort();
    await this.#running;
    await this.#measuring?.catch(() => undefined);
  }

  /** Deletes what is due. One run at a time: who asks while one is going on waits for that one. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** At most a minute old. */
  async facts(): Promise<RetentionFacts> {
    const { facts } = this.#fresh() ?? (await this.#measure());
    return { ...facts, lastRunAtMs: this.#lastRunAtMs, nextRunAtMs: this.#nextRunAtMs };
  }

  /** The same, for whom it need not be remembered: who looks later sees what is there then. */
  async outlooks(): Promise<RetentionOutlook[]> {
    const { facts } = this.#fresh() ?? (await this.#measureNow());
    return facts.outlooks;
  }

  /** Newest first. */
  deletions(before: number | null, limit: number): Promise<Deletion[]> {
    return this.#options.store.deletions(before, limit);
  }

  /** The worst of the kinds', as last measured. */
  outlook(): RetentionOutlook['outlook'] {
    return worstOutlook(this.#measured?.facts.outlooks.map(({ outlook }) => outlook) ?? []);
  }

  #next(delayMs: number): void {
    if (this.#stopping.signal.aborted) return;
    this.#nextRunAtMs = this.#options.clock.nowMs() + delayMs;
    this.#cancel = this.#options.clock.after(delayMs, () => {
      void this.run().then(() => this.#next(everyMs));
    });
  }

  async #run(): Promise<void> {
    const { clock, store, files, memory, log } = { ...this.#options, log: this.#log };
    try {
      await store.tell();
      if (this.#mayTrustClock()) {
        const run = new RetentionRun({ store, files, clock, signal: this.#stopping.signal });
        const periods = await this.#periods();
        const went = await this.#clearExpired(run, periods);
        const roomMade = await this.#makeRoom(run, periods);
        await store.forgetCopies();
        if (went || roomMade || this.#lastRunAtMs === null) {
          const swept = await files.sweep(clock.nowMs());
          if (swept.files > 0) log.info('files without a record removed', swept);
        }
        await store.tell();
        this.#lastRunAtMs = clock.nowMs();
        await memory.write({ lastRunAtMs: this.#lastRunAtMs });
      }
      await this.#measure();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      // Nothing is lost by it: what is due stays due.
      log.error('retention failed; it is tried again', { reason: reasonOf(error), inMs: everyMs });
    }
  }

  #mayTrustClock(): boolean {
    const { clock } = this.#options;
    const now = { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
    if (this.#clockSeen !== null && clockJumped(this.#clockSeen, now)) {
      this.#distrustUntilMonotonicMs = now.monotonicMs + distrustMs;
      this.#log.warn('the clock jumped: nothing is deleted for a day', { wasMs: this.#clockSeen.wallMs });
    }
    this.#clockSeen = now;
    return now.monotonicMs >= this.#distrustUntilMonotonicMs;
  }

  async #periods(): Promise<KeepingPeriod[]> {
    const { asked, keyTarget } = await this.#options.policy();
    return keepingPeriods(asked, this.#options.bounds, { keyTarget });
  }

  async #clearExpired(run: RetentionRun, periods: readonly KeepingPeriod[]): Promise<boolean> {
    let anything = false;
    for (const { kind, days: periodDays } of periods) {
      const clearing = await this.#clearing(kind, cutoffMs(this.#options.clock.nowMs(), periodDays), 'period-over');
      const { held, went } = await this.#clear(run, clearing);
      this.#held.set(kind, held);
      anything ||= went;
    }
    return anything;
  }

  /** Warned of for days, and still nobody came: the oldest of what the law does not ask for gives way to the newest. */
  async #makeRoom(run: RetentionRun, periods: readonly KeepingPeriod[]): Promise<boolean> {
    const { clock, files, store } = this.#options;
    const passed: Partial<Record<RetainedKind, number>> = {};
    for (let began = false; ; began = true) {
      const { freeBytes, totalBytes } = await files.space();
      if (freeBytes >= floorOf(totalBytes) * (began ? 3 : 2)) return began;
      const { kinds } = await store.figures(clock.nowMs());
      const oldest = (kind: RetainedKind): number | null =>
        kinds[kind].oldestAtMs === null ? null : Math.max(kinds[kind].oldestAtMs, passed[kind] ?? 0);
      const next = makesRoom(periods, { footage: oldest('footage'), sightings: oldest('sightings') }, clock.nowMs());
      if (next === null) {
        this.#log.error('the disk is full, and nothing on it may be deleted', { freeBytes });
        return began;
      }
      const clearing = await this.#clearing(next.kind, next.beforeMs, 'disk-full');
      await this.#clear(run, clearing);
      passed[next.kind] = next.beforeMs;
      // Clips and snapshots are files of their own: they free the disk when they are swept.
      if (next.kind === 'footage') await files.sweep(clock.nowMs());
    }
  }

  async #clearing(kind: RetainedKind, cutAtMs: number, reason: Deletion['reason']): Promise<Clearing> {
    const { store, clock } = this.#options;
    const nowMs = clock.nowMs();
    const holds = await store.holds(nowMs, await this.#options.judgedUpTo());
    const countedFromMs = kind === 'sightings' || kind === 'alarms' ? await this.#options.summariesFromMs() : null;
    const neededFromMs = countedFromMs === null ? Infinity : Math.max(countedFromMs, nowMs - summariesReachMs);
    return { kind, reason, holds, beforeMs: Math.min(cutAtMs, neededFromMs) };
  }

  async #clear(run: RetentionRun, clearing: Clearing): Promise<{ held: HeldBack; went: boolean }> {
    const { held, alarms, anything } = await run.clear(clearing);
    if (alarms.length > 0) this.#options.alarmsGone(alarms);
    if (anything) {
      const { kind, reason, beforeMs } = clearing;
      this.#log.info('records deleted', { kind, why: reason, before: new Date(beforeMs).toISOString(), held });
      await this.#options.store.tell();
    }
    return { held, went: anything };
  }

  #fresh(): Measured | null {
    const measured = this.#measured;
    if (measured === null) return null;
    return this.#options.clock.monotonicMs() - measured.atMonotonicMs < measuredForMs ? measured : null;
  }

  #measure(): Promise<Measured> {
    this.#measuring ??= this.#measureAndKeep().finally(() => {
      this.#measuring = null;
    });
    return this.#measuring;
  }

  async #measureAndKeep(): Promise<Measured> {
    this.#measured = await this.#measureNow();
    return this.#measured;
  }

  async #measureNow(): Promise<Measured> {
    const { clock, store, files, bounds } = this.#options;
    const nowMs = clock.nowMs();
    const [{ kinds, facesStored }, { freeBytes, totalBytes }, periods] = await Promise.all([
      store.figures(nowMs),
      files.space(),
      this.#periods(),
    ]);
    const loads = periods.map(({ kind, days: periodDays }) => ({ kind, periodDays, ...kinds[kind] }));
    const forecasts = forecastKinds(loads, Math.max(0, freeBytes - floorOf(totalBytes)), nowMs);
    const outlooks = periods.map(({ kind, days: askedDays, lawful }, n): RetentionOutlook => {
      const { forecastDays, outlook } = forecasts[n] ?? { forecastDays: null, outlook: 'unknown' };
      const heldBack = this.#held.get(kind) ?? { cases: 0, county: 0, unresolved: 0 };
      return { kind, askedDays, lawful, ...kinds[kind], forecastDays, outlook, heldBack };
    });
    const { filingAt, warnAtShare } = bounds.faces;
    const faces = { stored: facesStored, filingAt, warning: facesStored >= filingAt * warnAtShare };
    return { atMonotonicMs: clock.monotonicMs(), facts: { outlooks, freeBytes, faces } };
  }
}
