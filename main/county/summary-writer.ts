import type { Unit } from '#contract/access.ts';
import type { CountyDestination, OutboxKind } from '#contract/county.ts';
import type { SummaryReport } from '#contract/summary.ts';
import { seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Destination } from './destination.ts';
import type { ToIso } from './local-time.ts';
import type { NewOutboxMessage } from './outbox-store.ts';
import { buildSummary, summaryFigures } from './summaries.ts';
import type { SummaryPeriod, SummarySource } from './summaries.ts';
import type { SummaryStore } from './summary-store.ts';

/** The outbox, as far as summaries have to do with it. */
export interface SummaryOutbox {
  readonly destinations: readonly Pick<Destination, 'name' | 'takesSummaries'>[];
  status(): readonly Pick<CountyDestination, 'unacknowledged'>[];
  /** Throws when these must not be written now. */
  checkAll(messages: readonly NewOutboxMessage[]): void;
  notice(destination: string, kind: OutboxKind): void;
}

/** Words a period, and puts it down: in the book and, where a county takes summaries, in the outbox. */
export class SummaryWriter {
  readonly #source: SummarySource;
  readonly #store: SummaryStore;
  readonly #clock: Clock;
  readonly #toIso: ToIso;
  #lastAtMs = 0;

  constructor(options: { source: SummarySource; store: SummaryStore; clock: Clock; toIso: ToIso }) {
    this.#source = options.source;
    this.#store = options.store;
    this.#clock = options.clock;
    this.#toIso = options.toIso;
  }

  async report(unit: Unit, period: SummaryPeriod, outbox: SummaryOutbox): Promise<SummaryReport> {
    return (await this.#worded(unit, period, outbox)).report;
  }

  /** Gives its number. `by`: account that asked for it; null: the clock did. Throws `disk-full` and what else the outbox throws. */
  async write(unit: Unit, period: SummaryPeriod, outbox: SummaryOutbox, by: string | null): Promise<number> {
    const { report, atMs } = await this.#worded(unit, period, outbox);
    const { key } = report;
    const body = Buffer.from(JSON.stringify(report));
    const messages = outbox.destinations
      .filter(({ takesSummaries }) => takesSummaries)
      .map(({ name }) => ({
        ...{ destination: name, kind: 'summary' as const, route: null },
        ...{ key, body, createdAtMs: atMs },
      }));
    outbox.checkAll(messages);
    const id = await this.#store.append({ ...period, writtenAtMs: atMs, writtenBy: by, key, body }, messages);
    for (const { destination, kind } of messages) outbox.notice(destination, kind);
    return id;
  }

  async #worded(
    unit: Unit,
    period: SummaryPeriod,
    outbox: SummaryOutbox,
  ): Promise<{ report: SummaryReport; atMs: number }> {
    const figures = await summaryFigures(this.#source, period);
    // No two at the same instant: it is part of the key of what was asked for.
    const nowMs = this.#clock.nowMs();
    const isAgain = nowMs <= this.#lastAtMs && nowMs > this.#lastAtMs - seconds(1);
    const atMs = isAgain ? this.#lastAtMs + 1 : nowMs;
    this.#lastAtMs = atMs;
    const report = buildSummary({
      ...{ unit, period, generatedAtMs: atMs, ...figures, toIso: this.#toIso },
      outboxUnacknowledged: outbox.status().reduce((sum, { unacknowledged }) => sum + unacknowledged, 0),
    });
    return { report, atMs };
  }
}
