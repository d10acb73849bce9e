import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CameraPoint } from '#contract/camera.ts';
import type { Sighting } from '#contract/sighting.ts';
import { usualSettings } from '#contract/watchlist.ts';
import type {
  EntryChangeRecord,
  EntryDraft,
  EntryProblem,
  Hit,
  WatchlistEntry,
  WatchlistSettings,
} from '#contract/watchlist.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { AgreeingReads } from './agreeing-reads.ts';
import { decideAdd, decideApproval, decideChange, decideWithdrawal } from './decide-changes.ts';
import type { Decision } from './decide-changes.ts';
import { inOrder } from './list-page.ts';
import { Matcher } from './matcher.ts';
import { numberRanges } from './number-ranges.ts';
import type { CategoryProcedures } from './procedures.ts';
import { checkListed, decideProvision, provisionAuthor } from './provision.ts';
import type { Listed } from './provision.ts';
import { settingsProblemOf } from './settings.ts';
import type { Deed, EntryChange, WatchlistStore } from './watchlist-store.ts';

export interface WatchlistMatch {
  hit: Hit;
  /** As it stands now; an alarm keeps this copy. */
  entry: WatchlistEntry;
}

/** What the unit has set. */
export interface SettingsStore {
  /** Null: never set. */
  read(): Promise<WatchlistSettings | null>;
  write(settings: WatchlistSettings): Promise<void>;
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
  /** Absent: as usual, and nothing can be set. */
  settings?: SettingsStore;
}

/** Entries taken over in memory before others have their turn. */
const takenTogether = 1000;

/** The unit's watchlist: durable in the store, matched in memory. */
export class Watchlist {
  readonly #options: WatchlistOptions;
  readonly #log: Log;
  readonly #matcher = this.newMatcher();
  readonly #reads: AgreeingReads;
  /** As written, in order of number: an empty procedure means the category's. */
  readonly #entries = new Map<number, WatchlistEntry>();
  readonly #listeners = new Set<() => void>();
  #ordered: readonly WatchlistEntry[] | null = null;
  #settings: WatchlistSettings = usualSettings;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: WatchlistOptions) {
    this.#options = options;
    this.#log = options.log.room('watchlist');
    this.#reads = new AgreeingReads({ clock: options.clock, log: this.#log });
  }

  /** Loads what is stored. Nothing matches before. */
  async start(): Promise<void> {
    this.#settings = (await this.#options.settings?.read()) ?? usualSettings;
    for (const entry of await this.#options.store.load()) this.#put(entry);
    this.#log.info('watchlist loaded', { entries: this.#entries.size });
  }

  /** As they are set; matching goes by them as well. */
  get settings(): WatchlistSettings {
    return this.#settings;
  }

  /** Every entry that was not withdrawn, expired ones included: most urgent first, then newest. */
  list(): WatchlistEntry[] {
    return this.written().map((entry) => this.#withProcedure(entry));
  }

  /** As `list`, but each with the procedure that was written for it, which may be none. */
  written(): readonly WatchlistEntry[] {
    return (this.#ordered ??= inOrder(this.#entries.values()));
  }

  find(id: number): WatchlistEntry | null {
    const entry = this.#entries.get(id);
    return entry ? this.#withProcedure(entry) : null;
  }

  findWritten(id: number): WatchlistEntry | null {
    return this.#entries.get(id) ?? null;
  }

  history(id: number): Promise<EntryChangeRecord[]> {
    return this.#options.store.history(id);
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

  /** A checked draft becomes an entry that waits for somebody else's approval. `conflict`: it is listed already. */
  async add(draft: EntryDraft, author: string): Promise<WatchlistEntry> {
    const [added] = await this.#change(author, 'watchlist.add', {}, () => decideAdd(this.#entries, draft, author));
    if (added === undefined) throw new Error('an added entry was not stored');
    return this.#withProcedure(added);
  }

  /** The whole entry anew; it waits for approval again, and matches nothing meanwhile. */
  async change(id: number, draft: EntryDraft, author: string, mayChangeApproved = true): Promise<WatchlistEntry> {
    await this.#change(author, 'watchlist.change', {}, () =>
      decideChange(this.#entries, id, draft, author, mayChangeApproved),
    );
    const changed = this.find(id);
    if (changed === null) throw new AppError('not-found', `there is no entry ${id}`);
    return changed;
  }

  /** All or none, and nobody what he wrote himself. */
  async approve(ids: readonly number[], approver: string): Promise<void> {
    const { clock } = this.#options;
    await this.#change(approver, 'watchlist.approve', {}, () =>
      decideApproval(this.#entries, ids, approver, clock.nowMs()),
    );
  }

  async withdraw(id: number, by: string, reason: string): Promise<void> {
    await this.#change(by, 'watchlist.withdraw', { reason }, () => decideWithdrawal(this.#entries, id));
  }

  /** Many changes as one, decided on the list as it is at that moment. */
  async importChanges(by: string, decide: (list: ReadonlyMap<number, WatchlistEntry>) => EntryChange[]): Promise<void> {
    await this.#change(by, 'watchlist.import', {}, () => ({ outcome: 'decided', changes: decide(this.#entries) }));
  }

  /** `conflict` when a category that is taken away still has entries, `bad-input` when two have one name. */
  setSettings(settings: WatchlistSettings): Promise<WatchlistSettings> {
    return this.#oneAtATime(async () => {
      const problem = settingsProblemOf(settings, this.#entries.values());
      if (problem !== null) throw new AppError(problem.code, 'the settings do not fit', { facts: problem.facts });
      await this.#options.settings?.write(settings);
      this.#settings = settings;
      this.#announce();
      return settings;
    });
  }

  /**
   * Makes the provisioned entries equal to what the file lists: adds, changes, withdraws what the file no longer has.
   * The same file again changes nothing. Check the rows with `checkListed` first; wrong ones are refused as a whole.
   */
  async applyProvision(listed: readonly Listed[]): Promise<{ added: number; changed: number; withdrawn: number }> {
    const problem = checkListed(listed)[0];
    if (problem) {
      const facts = { field: `watchlist[${problem.index}].${problem.field}`, problem: problem.problem };
      throw new AppError('bad-input', 'an entry of the watchlist is wrong', { facts });
    }
    const outcome = { added: 0, changed: 0, withdrawn: 0 };
    await this.#change(provisionAuthor, 'watchlist.provision', {}, () => {
      const changes = decideProvision([...this.#entries.values()], listed);
      const count = (kind: EntryChange['change']) => changes.filter(({ change }) => change === kind).length;
      Object.assign(outcome, { added: count('add'), changed: count('replace'), withdrawn: count('withdraw') });
      return { outcome: 'decided', changes };
    });
    if (Object.values(outcome).some((changes) => changes > 0)) this.#log.info('provisioned watchlist applied', outcome);
    return outcome;
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

  /** Time alone has changed how entries stand. */
  timePassed(): void {
    this.#announce();
  }

  /** Decided on what the change before left, stored with its row in the audit chain, and only then in force. */
  #change(by: string, action: string, facts: Deed['facts'], decide: () => Decision): Promise<WatchlistEntry[]> {
    return this.#oneAtATime(async () => {
      const decision = decide();
      if (decision.outcome === 'refused') {
        throw new AppError(decision.code, 'the watchlist refuses this change', { facts: decision.facts });
      }
      const { changes } = decision;
      if (changes.length === 0) return [];
      const { store, clock } = this.#options;
      const gone = changes.flatMap((change) => (change.change === 'withdraw' ? [change.id] : []));
      const written = await store.apply(changes, by, clock.nowMs(), (entries) =>
        deedOf(action, [...entries.map(({ id }) => id), ...gone], facts),
      );
      for (const [index, entry] of written.entries()) {
        this.#put(entry);
        if (index % takenTogether === takenTogether - 1) await nextTurn();
      }
      for (const id of gone) this.#drop(id);
      this.#announce();
      return written;
    });
  }

  #put(entry: WatchlistEntry): void {
    this.#entries.set(entry.id, entry);
    this.#ordered = null;
    // What nobody approved never matches: it need not be looked for.
    if (entry.approvedBy === null) this.#matcher.remove(entry.id);
    else this.#matcher.set(entry);
    this.#reads.forget(entry.id);
  }

  #drop(id: number): void {
    this.#entries.delete(id);
    this.#ordered = null;
    this.#matcher.remove(id);
    this.#reads.forget(id);
  }

  #withProcedure(entry: WatchlistEntry): WatchlistEntry {
    if (entry.procedure.length > 0) return entry;
    const own = this.#settings.ownCategories.find(({ name }) => name === entry.ownCategory);
    if (own !== undefined && own.procedure.length > 0) return { ...entry, procedure: own.procedure };
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

/** A draft that cannot be listed as it is: its members and what is wrong with each. */
export function refusedDraft(problems: readonly EntryProblem[]): AppError {
  const facts = {
    paths: [...new Set(problems.map(({ field }) => field))].join(', '),
    problems: problems.map(({ field, problem }) => `${field}:${problem}`).join(', '),
  };
  return new AppError('bad-input', 'an entry cannot be listed as it is', { facts });
}

function deedOf(action: string, ids: readonly number[], facts: Deed['facts']): Deed {
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) return { action, subject: `entry:${only}`, facts };
  return { action, subject: 'entries', facts: { ...facts, entries: ids.length, ids: numberRanges(ids) } };
}
