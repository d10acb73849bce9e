import type { z } from 'zod';
import type { Unit } from '#contract/access.ts';
import { summaryReport, summarySettings } from '#contract/summary.ts';
import type { SummaryKind, SummaryReport, SummarySettings, WrittenSummary } from '#contract/summary.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import { days, hours, seconds } from '../system/clock.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { isoWith, offsetHere } from './local-time.ts';
import type { OffsetAt } from './local-time.ts';
import type { SummaryPeriod, SummarySource } from './summaries.ts';
import { dayCalendar, intervalCalendar, shiftCalendar } from './summary-calendar.ts';
import type { Calendar } from './summary-calendar.ts';
import { SummarySchedule } from './summary-schedule.ts';
import type { SummaryStore } from './summary-store.ts';
import { SummaryWriter } from './summary-writer.ts';
import type { SummaryOutbox } from './summary-writer.ts';

/** Summaries stay readable this long, and this many: hourly ones, with days and shifts, are a good 30,000. */
const keptMs = days(1_100);
const mostKept = 60_000;
const pruneEveryMs = hours(6);
/** A month; of one in which clocks are put back, an hour more. */
const longestMs = days(31) + hours(1);

export const storedSummarySettings = summarySettings.omit({ provisioned: true });
export type StoredSummarySettings = z.infer<typeof storedSummarySettings>;
export const usualSummarySettings: StoredSummarySettings = { everyMs: hours(1), daily: true, shifts: [] };

export interface SummaryBookOptions {
  store: SummaryStore;
  source: SummarySource;
  /** Null: never set. */
  settings: { read(): Promise<StoredSummarySettings | null>; write(settings: StoredSummarySettings): Promise<void> };
  /** Null: none is set up yet. */
  unit(): Promise<Unit | null>;
  clock: Clock;
  log: Log;
  offsetAt?: OffsetAt;
}

/** Where summaries go while a county link is open. */
export interface OpenedLink {
  outbox: SummaryOutbox;
  /** The interval that the provision file sets; null: it sets none. */
  everyMs: number | null;
}

/** The summaries 汇总 of this station: what is written, and when. Outlives every county link. */
export class SummaryBook {
  readonly #options: SummaryBookOptions;
  readonly #writer: SummaryWriter;
  readonly #offsetAt: OffsetAt;
  readonly #log: Log;
  #link: OpenedLink | null = null;
  #schedule: SummarySchedule | null = null;
  #cancelPruning: Cancel = () => undefined;
  #pruning: Promise<void> = Promise.resolve();
  /** Openings, closings and settings, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: SummaryBookOptions) {
    const { store, source, clock, offsetAt = offsetHere } = options;
    this.#options = options;
    this.#offsetAt = offsetAt;
    this.#log = options.log.room('county');
    this.#writer = new SummaryWriter({ store, source, clock, toIso: isoWith(offsetAt) });
  }

  /** From here on periods are written as they end, beginning with those that were missed. */
  open(link: OpenedLink): Promise<void> {
    return this.#inTurn(async () => {
      this.#link = link;
      this.#prune();
      this.#cancelPruning = this.#options.clock.every(pruneEveryMs, () => this.#prune());
      await this.#startSchedule();
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#cancelPruning();
      await this.#schedule?.stop();
      await this.#pruning;
      this.#schedule = null;
      this.#link = null;
    });
  }

  list(kind: SummaryKind | null, before: number | null, limit: number): Promise<WrittenSummary[]> {
    return this.#options.store.page(kind, before, limit);
  }

  async find(id: number): Promise<{ summary: WrittenSummary; report: SummaryReport }> {
    const found = await this.#options.store.find(id);
    if (found === null) throw new AppError('not-found', `there is no summary ${id}`);
    const { summary, body } = found;
    return { summary, report: summaryReport.parse(JSON.parse(Buffer.from(body).toString())) };
  }

  /** Of a period that goes on, up to now. Throws `bad-input`, or `unavailable` while the station is not set up. */
  async preview(fromMs: number, toMs: number): Promise<SummaryReport> {
    const period = this.#askedPeriod(fromMs, toMs);
    const { unit, outbox } = await this.#parts();
    return this.#writer.report(unit, period, outbox);
  }

  /** As `preview`; also throws what the outbox throws when it takes no more. */
  async write(fromMs: number, toMs: number, account: string): Promise<WrittenSummary> {
    const period = this.#askedPeriod(fromMs, toMs);
    const { unit, outbox } = await this.#parts();
    const id = await this.#writer.write(unit, period, outbox, account);
    return (await this.find(id)).summary;
  }

  async settings(): Promise<SummarySettings> {
    const stored = (await this.#options.settings.read()) ?? usualSummarySettings;
    const everyMs = this.#link?.everyMs ?? null;
    return { ...stored, everyMs: everyMs ?? stored.everyMs, provisioned: everyMs !== null };
  }

  /** Throws `provisioned-elsewhere` for another interval than the provision file sets, and `bad-input`. */
  async setSettings(wanted: StoredSummarySettings): Promise<SummarySettings> {
    refuseUnordered(wanted);
    await this.#inTurn(async () => {
      const before = await this.settings();
      if (before.provisioned && wanted.everyMs !== before.everyMs) {
        throw new AppError('provisioned-elsewhere', 'the interval of summaries is set in the provision file');
      }
      await this.#schedule?.stop();
      try {
        const { store, settings } = this.#options;
        // What begins now begins with the period that goes on, not where it once left off.
        if (wanted.daily !== before.daily) await store.setWrittenUntil('day', null);
        if (wanted.shifts.length === 0 || before.shifts.length === 0) await store.setWrittenUntil('shift', null);
        const everyMs = before.provisioned ? await this.#ownEveryMs() : wanted.everyMs;
        await settings.write(storedSummarySettings.parse({ ...wanted, everyMs }));
      } finally {
        if (this.#link !== null) await this.#startSchedule();
      }
    });
    return this.settings();
  }

  /** Records from here on are still to be counted; null: none are. */
  async neededFromMs(): Promise<number | null> {
    if ((await this.#options.unit()) === null) return null;
    const marks = await Promise.all(
      this.#calendars(await this.settings()).map(({ kind }) => this.#options.store.writtenUntilMs(kind)),
    );
    const known = marks.flatMap((markMs) => markMs ?? []);
    return known.length === 0 ? null : Math.min(...known);
  }

  async #startSchedule(): Promise<void> {
    const { store, unit, clock, log } = this.#options;
    this.#schedule = new SummarySchedule({
      calendars: this.#calendars(await this.settings()),
      write: (of, period) => this.#writer.write(of, period, this.#linkNow().outbox, null),
      ...{ store, unit, clock, log },
    });
    this.#schedule.start();
  }

  #calendars({ everyMs, daily, shifts }: StoredSummarySettings): Calendar[] {
    return [
      intervalCalendar(everyMs, this.#offsetAt),
      ...(shifts.length > 0 ? [shiftCalendar(shifts, this.#offsetAt)] : []),
      ...(daily ? [dayCalendar(this.#offsetAt)] : []),
    ];
  }

  async #ownEveryMs(): Promise<number> {
    return ((await this.#options.settings.read()) ?? usualSummarySettings).everyMs;
  }

  #linkNow(): OpenedLink {
    if (this.#link === null) throw new AppError('unavailable', 'the county link is being opened');
    return this.#link;
  }

  async #parts(): Promise<{ unit: Unit; outbox: SummaryOutbox }> {
    const unit = await this.#options.unit();
    if (unit === null) throw new AppError('unavailable', 'no unit is set up yet');
    return { unit, outbox: this.#linkNow().outbox };
  }

  /** In whole seconds, as reports say it. */
  #askedPeriod(fromMs: number, toMs: number): SummaryPeriod {
    const whole = (ms: number): number => Math.floor(ms / seconds(1)) * seconds(1);
    const untilMs = Math.min(whole(toMs), whole(this.#options.clock.nowMs()));
    const beginsMs = whole(fromMs);
    const refuse = (path: string, message: string): never => {
      throw new AppError('bad-input', message, { facts: { paths: path } });
    };
    if (toMs <= fromMs) refuse('toMs', 'the period ends before it begins');
    if (untilMs <= beginsMs) refuse('fromMs', 'the period has not begun');
    if (untilMs - beginsMs > longestMs) refuse('toMs', 'the period is longer than a month');
    return { kind: 'on-demand', name: null, fromMs: beginsMs, toMs: untilMs };
  }

  #prune(): void {
    const { store, clock } = this.#options;
    this.#pruning = store.forget(clock.nowMs() - keptMs, mostKept).then(
      (forgotten) => this.#log.debug('old summaries forgotten', { forgotten }),
      (error: unknown) => this.#log.error('old summaries could not be forgotten', { reason: reasonOf(error) }),
    );
  }

  #inTurn(job: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(job);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

function refuseUnordered({ shifts }: StoredSummarySettings): void {
  const unordered = shifts.some(({ beginsAt }, n) => beginsAt <= (shifts[n - 1]?.beginsAt ?? -1));
  const alike = new Set(shifts.map(({ name }) => name.trim())).size < shifts.length;
  if (!unordered && !alike) return;
  throw new AppError('bad-input', unordered ? 'shifts are not in order' : 'two shifts have one name', {
    facts: { paths: 'shifts' },
  });
}
