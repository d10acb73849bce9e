import type { Unit } from '#contract/access.ts';
import { reasonOf } from '../system/app-error.ts';
import { days, hours } from '../system/clock.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Period } from './summaries.ts';
import { nextPeriod } from './summary-calendar.ts';
import type { Calendar } from './summary-calendar.ts';
import type { ScheduledKind, SummaryStore } from './summary-store.ts';

/** Periods missed longer ago are not made up: the journal may have forgotten them. */
const madeUpAtMost = days(31);
/** The clock is looked at this often, because it may be set while a timer runs. */
const lookAgainMs = 30_000;

export interface SummaryScheduleOptions {
  calendars: readonly Calendar[];
  /** Null: none is set up yet, and nothing is written. */
  unit(): Promise<Unit | null>;
  store: Pick<SummaryStore, 'writtenUntilMs' | 'setWrittenUntil'>;
  /** Resolves when the summary is on the disk and its kind counts as written up to the end of the period. */
  write(unit: Unit, period: Period & { kind: ScheduledKind; name: string | null }): Promise<unknown>;
  clock: Clock;
  log: Log;
}

/** Has a summary written of every period of each kind, once, also of those that ended while the station was off. */
export class SummarySchedule {
  readonly #options: SummaryScheduleOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  #cancel: Cancel = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: SummaryScheduleOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#log = options.log.room('county');
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
    const { calendars } = this.#options;
    for (const calendar of calendars) {
      try {
        await this.#makeUp(calendar);
      } catch (error) {
        // The journal or the disk. The period is not marked as written: the next round tries it again.
        this.#log.error('a summary could not be written', { kind: calendar.kind, reason: reasonOf(error) });
      }
    }
    if (this.#stopped) return;
    const nowMs = this.#clock.nowMs();
    const dueInMs = calendars.map(({ nextMs, settleMs }) => nextMs(nowMs - settleMs) + settleMs - nowMs);
    this.#cancel = this.#clock.after(Math.max(1, Math.min(lookAgainMs, ...dueInMs)), () => {
      this.#running = this.#round();
    });
  }

  async #makeUp(calendar: Calendar): Promise<void> {
    const unit = await this.#options.unit();
    if (unit === null) return;
    let untilMs = await this.#believableMark(calendar);
    while (!this.#stopped) {
      const period = nextPeriod(untilMs, this.#clock.nowMs() - calendar.settleMs, calendar);
      if (period === null) return;
      await this.#options.write(unit, { ...period, kind: calendar.kind, name: calendar.nameAt(period.fromMs) });
      this.#log.info('summary written', { kind: calendar.kind, ...period });
      untilMs = period.toMs;
    }
  }

  /** How far this kind is written, after a look at whether that can be. */
  async #believableMark(calendar: Calendar): Promise<number> {
    const { kind } = calendar;
    const markMs = await this.#options.store.writtenUntilMs(kind);
    const nowMs = this.#clock.nowMs();
    const hereMs = calendar.lastMs(nowMs);
    if (markMs === null) {
      // The interval that has just ended, so that the county and we know at once whether the link works. Of shifts and
      // days, the one that goes on is the first: what was before nobody asked for.
      return this.#markAt(kind, kind === 'interval' ? calendar.lastMs(hereMs - 1) : hereMs);
    }
    if (markMs > nowMs + hours(26)) {
      // The clock stood far in the future once; waiting for that day would silence the summaries.
      this.#log.warn('summaries were written into the future: starting again from now', {
        kind,
        writtenUntilMs: markMs,
      });
      return this.#markAt(kind, hereMs);
    }
    const oldestMs = calendar.lastMs(nowMs - madeUpAtMost);
    if (markMs >= oldestMs) return markMs;
    this.#log.warn('periods too long ago are not made up', { kind, fromMs: markMs, toMs: oldestMs });
    return this.#markAt(kind, oldestMs);
  }

  async #markAt(kind: ScheduledKind, atMs: number): Promise<number> {
    await this.#options.store.setWrittenUntil(kind, atMs);
    return atMs;
  }
}
