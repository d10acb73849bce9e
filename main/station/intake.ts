/**
 * What happens to a sighting, from top to bottom:
 *
 *   journal.append    durable; only then is the camera answered
 *   watchlist.match   pure
 *   rules.match       pure but for what each rule remembers: crowds, plates
 *   alarms.judge      decides and stores; consoles hear of it
 *   county            the outbox takes what the county is to know
 *
 * A station that dies between the first step and the last judges again at its next start everything after the last
 * sighting it is sure to have judged; alarms fold the same sighting only once, the outbox takes the same key only once.
 */
import type { Alarm } from '#contract/alarm.ts';
import type { NewSighting, Sighting } from '#contract/sighting.ts';
import type { EntryMatch, Match, RuleMatch } from '../alarms/decide-alarms.ts';
import { reasonOf } from '../system/app-error.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import { seconds } from '../system/clock.ts';
import type { Log } from '../system/log.ts';

export interface IntakeJournal {
  append(batch: readonly NewSighting[]): Promise<{ outcome: 'new' | 'known'; sighting: Sighting }[]>;
  /** Sightings with a greater number, in order of number. */
  after(id: number, limit: number): Promise<Sighting[]>;
}
export interface IntakeWatchlist {
  match(sighting: Sighting): EntryMatch[];
}
export interface IntakeRules {
  /** Asked once of every sighting, in order of receipt. */
  match(sighting: Sighting): RuleMatch[];
}
export interface IntakeAlarms {
  /** Those asked first are decided first. */
  judge(sighting: Sighting, matches: readonly Match[]): Promise<Alarm[]>;
}
/** How far judging has come, kept across restarts. */
export interface JudgedMark {
  read(): Promise<number>;
  write(sightingId: number): Promise<void>;
}
export interface IntakeOptions {
  journal: IntakeJournal;
  watchlist: IntakeWatchlist;
  rules: IntakeRules;
  alarms: IntakeAlarms;
  mark: JudgedMark;
  clock: Clock;
  log: Log;
}

/** Sightings appended and not yet judged, at most; beyond it cameras wait for their answer. */
const maxBacklog = 2000;
const pageSize = 500;

export class Intake {
  readonly #options: IntakeOptions;
  /** Appended, not yet judged. */
  #waiting: Sighting[] = [];
  #judging: Promise<void> | null = null;
  #backlog = 0;
  #judgedUpTo = 0;
  #marked = 0;
  /** A sighting could not be judged: the mark stays before it, so that the next start tries again. */
  #markHeld = false;
  #stopMarking: Cancel | null = null;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Judges what the last run left unjudged, then is ready to take. */
  async start(): Promise<void> {
    const { journal, mark, clock, log } = this.#options;
    this.#judgedUpTo = this.#marked = await mark.read();
    let last = this.#judgedUpTo;
    for (;;) {
      const page = await journal.after(last, pageSize);
      if (page.length === 0) break;
      log.info('judging what the last run left', { sightings: page.length });
      await this.#judgeAll(page);
      last = page.reduce((highest, { id }) => Math.max(highest, id), last);
    }
    await this.#saveMark();
    this.#stopMarking = clock.every(seconds(1), () => void this.#saveMark());
  }

  /** Resolves once every sighting of the batch is durable; the outcomes are in the order of the batch. */
  async take(batch: readonly NewSighting[]): Promise<{ outcome: 'new' | 'known' }[]> {
    const appended = await this.#options.journal.append(batch);
    const fresh = appended.filter(({ outcome }) => outcome === 'new').map(({ sighting }) => sighting);
    if (fresh.length > 0) {
      this.#backlog += fresh.length;
      this.#waiting.push(...fresh);
      this.#judging ??= this.#judgeWaiting();
      if (this.#backlog > maxBacklog) await this.#judging;
    }
    return appended.map(({ outcome }) => ({ outcome }));
  }

  /** Resolves once all that was taken so far is judged. */
  async judged(): Promise<void> {
    await this.#judging;
  }

  async stop(): Promise<void> {
    this.#stopMarking?.();
    await this.#judging;
    await this.#saveMark();
  }

  /** All that waits together, so that alarms are committed together: a rule may make one of every sighting. */
  async #judgeWaiting(): Promise<void> {
    // The camera's answer goes first.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, pageSize);
      await this.#judgeAll(group);
      this.#backlog -= group.length;
    }
    this.#judging = null;
  }

  /** In order; the mark moves past them when what they made is durable. */
  async #judgeAll(group: readonly Sighting[]): Promise<void> {
    const judged = await Promise.all(group.map((sighting) => this.#judge(sighting)));
    for (const [at, { id }] of group.entries()) {
      if (judged[at] !== true) this.#markHeld = true;
      if (!this.#markHeld) this.#judgedUpTo = Math.max(this.#judgedUpTo, id);
    }
  }

  async #judge(sighting: Sighting): Promise<boolean> {
    const { watchlist, rules, alarms, log } = this.#options;
    try {
      const matches = [...watchlist.match(sighting), ...rules.match(sighting)];
      if (matches.length > 0) await alarms.judge(sighting, matches);
      return true;
    } catch (error) {
      log.error('a sighting could not be judged', { sightingId: sighting.id, reason: reasonOf(error) });
      return false;
    }
  }

  async #saveMark(): Promise<void> {
    if (this.#judgedUpTo === this.#marked) return;
    const judgedUpTo = this.#judgedUpTo;
    try {
      await this.#options.mark.write(judgedUpTo);
      this.#marked = judgedUpTo;
    } catch (error) {
      this.#options.log.warn('the judged mark was not written', { reason: reasonOf(error) });
    }
  }
}
