import type { CameraPoint } from '#contract/camera.ts';
import type { Sighting } from '#contract/sighting.ts';
import { usualSettings } from '#contract/watchlist.ts';
import type { Hit, WatchlistEntry, WatchlistSettings } from '#contract/watchlist.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { AgreeingReads } from './agreeing-reads.ts';
import { Matcher } from './matcher.ts';
import type { CategoryProcedures } from './procedures.ts';
import { checkListed, decideProvision, provisionAuthor } from './provision.ts';
import type { Listed } from './provision.ts';
import type { EntryChange, WatchlistStore } from './watchlist-store.ts';

export interface WatchlistMatch {
  hit: Hit;
  /** As it stands now; an alarm keeps this copy. */
  entry: WatchlistEntry;
}

export interface WatchlistOptions {
  store: WatchlistStore;
  clock: Clock;
  log: Log;
  procedures: CategoryProcedures;
  /** In which the unit writes its instructions to the guard. */
  language?: keyof CategoryProcedures;
  /** Where a camera looks, for entries that hold at some kinds of place only; null: it is not known. */
  pointOf?: (cameraId: string) => CameraPoint | null;
}

/** The unit's watchlist: durable in the store, matched in memory. */
export class Watchlist {
  readonly #options: WatchlistOptions;
  readonly #log: Log;
  readonly #matcher = this.newMatcher();
  readonly #reads: AgreeingReads;
  /** As written: an empty procedure means the category's. */
  readonly #entries = new Map<number, WatchlistEntry>();
  readonly #listeners = new Set<() => void>();
  #settings: WatchlistSettings = usualSettings;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: WatchlistOptions) {
    this.#options = options;
    this.#log = options.log.room('watchlist');
    this.#reads = new AgreeingReads({ clock: options.clock, log: this.#log });
  }

  /** Loads what is stored. Nothing matches before. */
  async start(): Promise<void> {
    for (const entry of await this.#options.store.load()) this.#put(entry);
    this.#log.info('watchlist loaded', { entries: this.#entries.size });
  }

  /** Every entry that was not withdrawn, expired ones included: most urgent first, then newest. */
  list(): WatchlistEntry[] {
    return [...this.#entries.values()]
      .sort((a, b) => a.priority - b.priority || b.id - a.id)
      .map((entry) => this.#withProcedure(entry));
  }

  find(id: number): WatchlistEntry | null {
    const entry = this.#entries.get(id);
    return entry ? this.#withProcedure(entry) : null;
  }

  /** What the sighting hits now, most urgent first; vehicles with what was read of them just before. */
  match(sighting: Sighting): WatchlistMatch[] {
    const findings = this.#matcher.find(sighting, this.#options.clock.nowMs());
    const matches: WatchlistMatch[] = [];
    for (const { entry, hit, counts } of this.#reads.combine(sighting, findings, this.#settings.readWindowSeconds)) {
      if (counts) matches.push({ hit, entry: this.#withProcedure(entry) });
    }
    return matches;
  }

  /** An empty one that goes by the same settings: for asking what other entries would hit. */
  newMatcher(): Matcher {
    return new Matcher({
      pointOf: (cameraId) => this.#options.pointOf?.(cameraId) ?? null,
      settings: () => this.#settings,
    });
  }

  /**
   * Makes the provisioned entries equal to what the file lists: adds, changes, withdraws what the file no longer has.
   * The same file again changes nothing. Check the rows with `checkListed` first; wrong ones are refused as a whole.
   */
  applyProvision(listed: readonly Listed[]): Promise<{ added: number; changed: number; withdrawn: number }> {
    const problem = checkListed(listed)[0];
    if (problem) {
      const facts = { field: `watchlist[${problem.index}].${problem.field}`, problem: problem.problem };
      return Promise.reject(new AppError('bad-input', 'an entry of the watchlist is wrong', { facts }));
    }
    return this.#oneAtATime(async () => {
      const { store, clock } = this.#options;
      const changes = decideProvision([...this.#entries.values()], listed);
      const count = (kind: (typeof changes)[number]['change']) =>
        changes.filter(({ change }) => change === kind).length;
      const outcome = { added: count('add'), changed: count('replace'), withdrawn: count('withdraw') };
      if (changes.length === 0) return outcome;
      for (const entry of await store.apply(changes, provisionAuthor, clock.nowMs())) this.#put(entry);
      for (const change of changes) if (change.change === 'withdraw') this.#drop(change.id);
      this.#log.info('provisioned watchlist applied', outcome);
      this.#announce();
      return outcome;
    });
  }

  /**
   * Changes that `apply` decides on how the list stands (as written) and makes durable; nothing else changes meanwhile.
   * It gives the entries that were added and replaced, and what to give back.
   */
  applyDispositions<T>(
    apply: (
      current: readonly WatchlistEntry[],
    ) => Promise<{ written: readonly WatchlistEntry[]; changes: readonly EntryChange[]; result: T }>,
  ): Promise<T> {
    return this.#oneAtATime(async () => {
      const { written, changes, result } = await apply([...this.#entries.values()]);
      for (const entry of written) this.#put(entry);
      for (const change of changes) if (change.change === 'withdraw') this.#drop(change.id);
      if (changes.length > 0) this.#announce();
      return result;
    });
  }

  /** Tells after every change; ask `list` for what it is now. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #put(entry: WatchlistEntry): void {
    this.#entries.set(entry.id, entry);
    this.#matcher.set(entry);
    this.#reads.forget(entry.id);
  }

  #drop(id: number): void {
    this.#entries.delete(id);
    this.#matcher.remove(id);
    this.#reads.forget(id);
  }

  #withProcedure(entry: WatchlistEntry): WatchlistEntry {
    if (entry.procedure.length > 0) return entry;
    const { procedures, language = 'zh' } = this.#options;
    return { ...entry, procedure: procedures[language][entry.category] };
  }

  /** A change is decided on what the one before left. */
  #oneAtATime<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#lastChange.then(change);
    this.#lastChange = done.catch(() => undefined);
    return done;
  }

  #announce(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#log.error('a listener failed', { reason: reasonOf(error) });
      }
    }
  }
}
