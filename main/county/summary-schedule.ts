import type { Unit } from '#contract/access.ts';
import { reasonOf } from '../system/app-error.ts';
import { days, hours } from '../system/clock.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { isoWith, lastBoundaryMs, nextBoundaryMs } from './local-time.ts';
import type { OffsetAt, ToIso } from './local-time.ts';
import type { Outbox } from './outbox.ts';
import type { SummaryStore } from './outbox-store.ts';
import { buildSummary, summaryFigures, summaryKey } from './summaries.ts';
import type { Period, SummarySource } from './summaries.ts';

/** Periods missed longer ago are not made up: the journal may have forgotten them. */
const madeUpAtMost = days(31);
/** The clock is looked at this often, because it may be set while a timer runs. */
const lookAgainMs = 30_000;
/** What was received at the last moment of a period is in the journal this much later. */
const settleMs = 2_000;

/** The next period to report, given how far was reported and what the clock says; null when none is over yet. */
export function nextPeriod(
  reportedUntilMs: number | null,
  nowMs: number,
  everyMs: number,
  offsetAt: OffsetAt,
): Period | null {
  const latestBoundaryMs = lastBoundaryMs(nowMs, everyMs, offsetAt);
  // At the very first start: the period that has just ended, so that the county and we know at once whether the link works.
  const fromMs = reportedUntilMs ?? lastBoundaryMs(latestBoundaryMs - 1, everyMs, offsetAt);
  const toMs = nextBoundaryMs(fromMs, everyMs, offsetAt);
  return toMs <= nowMs ? { fromMs, toMs } : null;
}

/** Writes a summary of every period into the outbox, once, also of those that ended while the station was off. */
export class SummarySchedule {
  readonly #everyMs: number;
  readonly #unit: Unit;
  readonly #source: SummarySource;
  readonly #store: SummaryStore;
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #offsetAt: OffsetAt;
  readonly #toIso: ToIso;
  readonly #settleMs: number;
  #cancel: Cancel = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: {
    everyMs: number;
    unit: Unit;
    source: SummarySource;
    store: SummaryStore;
    outbox: Outbox;
    clock: Clock;
    log: Log;
    offsetAt: OffsetAt;
  }) {
    this.#everyMs = options.everyMs;
    this.#unit = options.unit;
    this.#source = options.source;
    this.#store = options.store;
    this.#outbox = options.outbox;
    this.#clock = options.clock;
    this.#log = options.log.room('county');
    this.#offsetAt = options.offsetAt;
    this.#toIso = isoWith(options.offsetAt);
    this.#settleMs = Math.min(settleMs, options.everyMs / 10);
  }

  start(): void {
    this.#running = this.#round();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  async #round(): Promise<void> {
    try {
      await this.#makeUp();
    } catch (error) {
      // The journal or the disk. The period is not marked as reported: the next round tries it again.
      this.#log.error('a summary could not be written', { reason: reasonOf(error) });
    }
    if (this.#stopped) return;
    const nowMs = this.#clock.nowMs();
    const dueInMs = nextBoundaryMs(nowMs - this.#settleMs, this.#everyMs, this.#offsetAt) + this.#settleMs - nowMs;
    this.#cancel = this.#clock.after(Math.max(1, Math.min(lookAgainMs, dueInMs)), () => {
      this.#running = this.#round();
    });
  }

  async #makeUp(): Promise<void> {
    let reportedUntilMs = await this.#believableMark();
    for (;;) {
      const period = nextPeriod(reportedUntilMs, this.#clock.nowMs() - this.#settleMs, this.#everyMs, this.#offsetAt);
      if (period === null || this.#stopped) return;
      await this.#report(period);
      reportedUntilMs = period.toMs;
    }
  }

  /** How far was reported, after a look at whether that can be. */
  async #believableMark(): Promise<number | null> {
    const markMs = await this.#store.reportedUntilMs();
    if (markMs === null) return null;
    const nowMs = this.#clock.nowMs();
    if (markMs > nowMs + Math.max(hours(24), this.#everyMs)) {
      // The clock stood far in the future once; waiting for that day would silence the summaries.
      const hereMs = lastBoundaryMs(nowMs, this.#everyMs, this.#offsetAt);
      this.#log.warn('summaries were reported into the future: starting again from now', { reportedUntilMs: markMs });
      await this.#store.setReportedUntil(hereMs);
      return hereMs;
    }
    const oldestMs = lastBoundaryMs(nowMs - madeUpAtMost, this.#everyMs, this.#offsetAt);
    if (markMs >= oldestMs) return markMs;
    this.#log.warn('periods too long ago are not made up', { fromMs: markMs, toMs: oldestMs });
    await this.#store.setReportedUntil(oldestMs);
    return oldestMs;
  }

  async #report(period: Period): Promise<void> {
    const figures = await summaryFigures(this.#source, period);
    const generatedAtMs = this.#clock.nowMs();
    const summary = buildSummary({
      unit: this.#unit,
      period: { ...period, kind: 'interval', name: null },
      generatedAtMs,
      ...figures,
      outboxUnacknowledged: this.#outbox.status().reduce((sum, { unacknowledged }) => sum + unacknowledged, 0),
      toIso: this.#toIso,
    });
    const messages = this.#outbox.destinations
      .filter((destination) => destination.takesSummaries)
      .map(({ name }) => ({
        destination: name,
        kind: 'summary' as const,
        route: null,
        key: summaryKey(this.#unit, period),
        body: Buffer.from(JSON.stringify(summary)),
        createdAtMs: generatedAtMs,
      }));
    this.#outbox.checkAll(messages);
    await this.#store.append(messages, period.toMs);
    for (const { destination, kind } of messages) this.#outbox.notice(destination, kind);
    this.#log.info('summary written', { from: summary.period.from, to: summary.period.to });
  }
}
