/** The dispositions 布控 of upper platforms: taken, kept as posted, and entries of the watchlist as long as they hold. */
import type { DispositionOrder, DispositionOutcome, PostedDisposition, UpperPlatform } from '#contract/disposition.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { assumedLifeMs, authorOf, decideOrder } from './dispositions.ts';
import type { DecidedOrder, PlaceOf } from './dispositions.ts';
import type { DispositionRecord, DispositionStore, KeptDisposition } from './disposition-store.ts';
import type { EntryChange } from './watchlist-store.ts';
import type { Watchlist } from './watchlist.ts';

interface DispositionBookOptions {
  watchlist: Pick<Watchlist, 'applyDispositions'>;
  store: DispositionStore;
  clock: Clock;
  log: Log;
}

interface Said {
  order: DispositionOrder;
  saidAtMs: number;
}

const everyOne = Number.MAX_SAFE_INTEGER;

export class DispositionBook {
  readonly #options: DispositionBookOptions;
  readonly #log: Log;

  constructor(options: DispositionBookOptions) {
    this.#options = options;
    this.#log = options.log.room('watchlist');
  }

  /** One outcome for each order, in order, once all are durable. The same orders again change nothing. */
  async take(
    platform: UpperPlatform,
    orders: readonly DispositionOrder[],
    placeOf: PlaceOf,
  ): Promise<DispositionOutcome[]> {
    const outcomes: DispositionOutcome[] = [];
    // An ID that comes twice in one post is decided the second time on what the first left.
    for (const round of roundsOf(orders)) {
      const saidAtMs = this.#options.clock.nowMs();
      const said = round.map((order): Said => ({ order, saidAtMs }));
      outcomes.push(...(await this.#apply(platform, said, placeOf, 'record')));
    }
    return outcomes;
  }

  async posted(platformId: string, ids: readonly string[] | null, limit: number): Promise<PostedDisposition[]> {
    const nowMs = this.#options.clock.nowMs();
    const found = await this.#options.store.find(platformId, ids, limit);
    return found.map(({ disposition, state, postedAtMs }) => {
      const over = state === 'active' && disposition.endsAtMs !== null && disposition.endsAtMs <= nowMs;
      return { disposition, state: over ? 'expired' : state, postedAtMs };
    });
  }

  /** Where the platform wants to be told of hits on this one; null: it names no place. */
  async receiveAddressOf(platformId: string, dispositionId: string): Promise<string | null> {
    const [found] = await this.#options.store.find(platformId, [dispositionId], 1);
    return found?.disposition.receiveAddress ?? null;
  }

  /**
   * Which platforms there are, and where places are, may have changed while the station was down: entries of a platform
   * that nobody configures any more could be taken back by nobody, so they end; what is posted stays, and holds again
   * when the platform is back. Places that were unknown may be known now.
   */
  async reconsider(platforms: readonly UpperPlatform[], placeOf: PlaceOf): Promise<void> {
    const { store, clock } = this.#options;
    const active = (await store.active()).filter((one) => endOf(one) > clock.nowMs());
    for (const platform of platforms) {
      const said = active
        .filter((one) => one.platform === platform.id)
        .map(({ disposition, saidAtMs }): Said => ({ order: { order: 'set', disposition }, saidAtMs }));
      await this.#apply(platform, said, placeOf, 'keep');
    }
    const configured = new Set(platforms.map(({ id }) => id));
    await this.#options.watchlist.applyDispositions(async (current) => {
      const left = current.filter(({ disposition }) => disposition !== null && !configured.has(disposition.platform));
      const changes = left.map(({ id }): EntryChange => ({ change: 'withdraw', id }));
      if (changes.length > 0) this.#log.warn('entries of platforms that are gone end', { entries: changes.length });
      return { written: await this.#write(changes, [], 'station'), changes, result: undefined };
    });
  }

  /** `record`: the platform says so now. `keep`: it said so before, and what it posted is kept already. */
  async #apply(
    platform: UpperPlatform,
    said: readonly Said[],
    placeOf: PlaceOf,
    records: 'record' | 'keep',
  ): Promise<DispositionOutcome[]> {
    const { watchlist, store } = this.#options;
    if (said.length === 0) return [];
    const ends = said.flatMap(({ order }) => (order.order === 'end' ? [order.dispositionId] : []));
    const ended = ends.length === 0 ? [] : await store.find(platform.id, ends, everyOne);
    return watchlist.applyDispositions(async (current) => {
      const own = ownOf(platform.id, current);
      const known = new Set(ended.map(({ disposition }) => disposition.dispositionId));
      let count = own.size;
      const decided = said.map(({ order, saidAtMs }) => {
        const one = decideOrder(order, {
          ...{ platform, placeOf, count, saidAtMs },
          entryOf: (id) => own.get(id) ?? null,
          known: (id) => known.has(id),
        });
        if (one.change?.change === 'add') count += 1;
        return one;
      });
      const changes = decided.flatMap(({ change }) => change ?? []);
      const kept = records === 'keep' ? [] : said.flatMap(({ order }, n) => recordOf(platform.id, order, decided[n]));
      const written = await this.#write(changes, kept, authorOf(platform.id));
      return { written, changes, result: decided.map(({ outcome }) => outcome) };
    });
  }

  async #write(
    changes: readonly EntryChange[],
    records: readonly DispositionRecord[],
    by: string,
  ): Promise<WatchlistEntry[]> {
    if (changes.length === 0 && records.length === 0) return [];
    return this.#options.store.apply({ changes, records, by, atMs: this.#options.clock.nowMs() });
  }
}

const endOf = ({ disposition, saidAtMs }: KeptDisposition): number =>
  disposition.endsAtMs ?? Math.max(saidAtMs, disposition.beginsAtMs ?? saidAtMs) + assumedLifeMs;

function ownOf(platformId: string, current: readonly WatchlistEntry[]): Map<string, WatchlistEntry> {
  const own = new Map<string, WatchlistEntry>();
  for (const entry of current) {
    if (entry.disposition?.platform === platformId) own.set(entry.disposition.dispositionId, entry);
  }
  return own;
}

function recordOf(
  platform: string,
  order: DispositionOrder,
  decided: DecidedOrder | undefined,
): DispositionRecord | readonly [] {
  const outcome = decided?.outcome.outcome;
  if (outcome === undefined || outcome === 'unknown' || outcome === 'too-many') return [];
  return order.order === 'set'
    ? { platform, dispositionId: order.disposition.dispositionId, posted: order.disposition, state: 'active' }
    : { platform, dispositionId: order.dispositionId, posted: null, state: order.as };
}

/** In order, cut wherever an ID comes again. */
function* roundsOf(orders: readonly DispositionOrder[]): Generator<DispositionOrder[]> {
  let round: DispositionOrder[] = [];
  let ids = new Set<string>();
  for (const order of orders) {
    const id = order.order === 'set' ? order.disposition.dispositionId : order.dispositionId;
    if (ids.has(id)) {
      yield round;
      round = [];
      ids = new Set();
    }
    round.push(order);
    ids.add(id);
  }
  if (round.length > 0) yield round;
}
