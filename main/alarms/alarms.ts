import type { ActionRun } from '#contract/action.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { Sighting } from '#contract/sighting.ts';
import { AppError, assertNever, reasonOf } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { AlarmBook, BookDraft, resolvedKept } from './alarm-book.ts';
import type { AlarmEvent, AlarmStore } from './alarm-store.ts';
import { Announcer } from './announcer.ts';
import { countAlarms } from './count-alarms.ts';
import type { AlarmCounts } from './count-alarms.ts';
import { decideAlarms, foldInto, subjectOf } from './decide-alarms.ts';
import type { AlarmDecision, Match } from './decide-alarms.ts';
import { acknowledge, recordRun, resolve, tickStep } from './lifecycle.ts';
import type { Resolution } from './lifecycle.ts';

/** Requests decided and committed together. */
const maxGroup = 500;
/** Requests waiting beyond this are refused: the disk has stopped keeping up. */
const maxWaiting = 5_000;
/** A console that missed more than this starts afresh. */
const maxResumed = 500;

interface Request {
  /** The judged sighting, or the alarm to act on. */
  about: { sightingId: number } | { alarmId: number };
  /** Decides on the draft; what it returns runs once the draft is durable. Throws an AppError to refuse. */
  decide(draft: Desk): () => void;
  fail(error: unknown): void;
}

/** A draft, and what was fetched from the store for it. */
interface Desk {
  draft: BookDraft;
  find(id: number): Alarm | null;
  judgedBefore(sightingId: number): { alarmId: number; subject: string }[];
}

/**
 * The alarms of the station. Requests that arrive while the disk is busy are decided together, one after the other,
 * and committed as one batch: two guards' keys are told apart, a flood costs few commits, and nobody hears of
 * anything before it is durable.
 */
export class Alarms {
  readonly #store: AlarmStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #announcer: Announcer;
  #book = new AlarmBook({ active: [], resolved: [], lastAlarmId: 0, lastRevision: 0, lastSightingId: 0 });
  #waiting: Request[] = [];
  #working: Promise<void> | null = null;
  #taking = false;
  #refused = 0;
  #batches = 0;

  constructor({ store, clock, log }: { store: AlarmStore; clock: Clock; log: Log }) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log.room('alarms');
    this.#announcer = new Announcer(clock, this.#log);
  }

  /** Loads what is open, so that it sounds again. */
  async start(): Promise<void> {
    this.#book = new AlarmBook(await this.#store.load(resolvedKept));
    this.#taking = true;
    this.#log.info('alarms loaded', { unresolved: this.#book.active().length });
  }

  /** Finishes what waits, then takes nothing more and tells nobody anything. */
  async stop(): Promise<void> {
    this.#taking = false;
    await this.#working;
    this.#announcer.stop();
  }

  /**
   * Raises or folds; durable when it resolves, with one alarm for each subject that was hit. Judging a sighting
   * again (intake does, after a crash) changes nothing and gives the alarms it is in.
   */
  async judge(sighting: Sighting, matches: readonly Match[]): Promise<Alarm[]> {
    if (matches.length === 0) return [];
    return this.#ask({ sightingId: sighting.id }, (desk) => {
      const nowMs = this.#clock.nowMs();
      const openAlarms = [...new Set(matches.map(subjectOf))].flatMap((subject) => desk.draft.activeOf(subject));
      const judgedBefore = desk.judgedBefore(sighting.id);
      const decisions = decideAlarms({ sighting, matches, openAlarms, judgedBefore, nowMs });
      const ids = decisions.map((decision) => carryOut(decision, desk, sighting, nowMs));
      return () => ids.map((id) => this.#afterwards(desk, id));
    });
  }

  /** Throws `already-acknowledged` or `already-resolved` with `by` and `atMs`, or `not-found`. */
  acknowledge(id: number, by: string): Promise<Alarm> {
    return this.#act(id, (alarm, nowMs) => acknowledge(alarm, by, nowMs));
  }

  /** Throws `already-resolved` with `by` and `atMs`; `bad-input` (field `note`) when priority 1 is closed without one. */
  resolve(id: number, by: string, outcome: Resolution['outcome'], note: string): Promise<Alarm> {
    return this.#act(id, (alarm, nowMs) => resolve(alarm, by, { outcome, note }, nowMs));
  }

  tickStep(id: number, by: string, step: number, done: boolean): Promise<Alarm> {
    return this.#act(id, (alarm, nowMs) => tickStep(alarm, by, step, done, nowMs));
  }

  /** Puts an action's run on the card, or how it stands now when it is there. `not-found`. */
  async recordRun(alarmId: number, run: ActionRun): Promise<void> {
    await this.#act(alarmId, (alarm, nowMs) => recordRun(alarm, run, nowMs));
  }

  /** Open and acknowledged ones, and the last 50 resolved, newest first. */
  list(): Alarm[] {
    return this.#book.all().sort((a, b) => b.id - a.id);
  }

  /** Not resolved, in order of revision: how a feed begins. */
  unresolved(): Alarm[] {
    return this.#book.active().sort((a, b) => a.revision - b.revision);
  }

  /** Of the newest durable change: where a feed that began with `unresolved` stands. */
  get revision(): number {
    return this.#book.lastRevision;
  }

  /** Raised at or after an instant, oldest first: what the county link checks its outbox against at the start. */
  raisedSince(fromMs: number): Promise<Alarm[]> {
    return this.#store.raisedSince(fromMs, maxResumed * 10);
  }

  async find(id: number): Promise<Alarm | null> {
    return this.#book.find(id) ?? (await this.#store.find(id));
  }

  /** Who did what, when; oldest first. */
  history(id: number): Promise<AlarmEvent[]> {
    return this.#store.history(id);
  }

  /**
   * Tells each alarm after it changed, in order of revision. A climbing counter is told at most four times a second;
   * everything else at once.
   */
  watch(listener: (alarm: Alarm) => void): () => void {
    return this.#announcer.watch(listener);
  }

  /**
   * What changed after a revision, in order, for a feed that resumes: watch first, then ask, and skip what is not
   * newer. Null when the gap is too long or the revision is not ours: begin with `unresolved`.
   */
  async changesAfter(revision: number): Promise<Alarm[] | null> {
    if (revision > this.#book.lastRevision) return null;
    if (revision >= this.#book.forgottenRevision) {
      return this.#book
        .all()
        .filter((alarm) => alarm.revision > revision)
        .sort((a, b) => a.revision - b.revision);
    }
    const changed = await this.#store.changedAfter(revision, maxResumed + 1);
    return changed.length > maxResumed ? null : changed;
  }

  /** Retention has removed these resolved alarms from the store. */
  forget(ids: readonly number[]): void {
    this.#book.forgetResolved(new Set(ids));
  }

  /** What happened in [fromMs, toMs), counted for a summary. */
  async counts(fromMs: number, toMs: number): Promise<AlarmCounts> {
    return countAlarms(await this.#store.touchedBetween(fromMs, toMs), fromMs, toMs);
  }

  /** For the engineer: queue depth and what was dropped, merged or written. */
  figures(): { waiting: number; refused: number; batches: number; announced: number; coalesced: number } {
    const { announced, coalesced } = this.#announcer;
    return { waiting: this.#waiting.length, refused: this.#refused, batches: this.#batches, announced, coalesced };
  }

  #act(id: number, act: (alarm: Alarm, nowMs: number) => GuardAct): Promise<Alarm> {
    return this.#ask({ alarmId: id }, (desk) => {
      const alarm = desk.find(id);
      if (!alarm) throw new AppError('not-found', 'there is no such alarm', { facts: { id } });
      const result = act(alarm, this.#clock.nowMs());
      if (result.outcome === 'changed') desk.draft.change(result.alarm, result.event);
      else if (result.outcome !== 'unchanged') throw refusalOf(result);
      return () => this.#afterwards(desk, id);
    });
  }

  #afterwards(desk: Desk, id: number): Alarm {
    const alarm = this.#book.find(id) ?? desk.find(id);
    if (!alarm) throw new AppError('internal', 'an alarm was lost on its way', { facts: { id } });
    return alarm;
  }

  #ask<T>(about: Request['about'], decide: (desk: Desk) => () => T): Promise<T> {
    if (!this.#taking) return Promise.reject(new AppError('unavailable', 'alarms are not being taken now'));
    if (this.#waiting.length >= maxWaiting) {
      this.#refused += 1;
      return Promise.reject(new AppError('unavailable', 'too many alarms are waiting for the disk'));
    }
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        about,
        decide(desk) {
          const answer = decide(desk);
          return () => resolve(answer());
        },
        fail: reject,
      });
      this.#working ??= this.#work();
    });
  }

  async #work(): Promise<void> {
    // Requests made in the same turn share the batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, maxGroup);
      try {
        await this.#decideAndCommit(group);
      } catch (error) {
        this.#log.error('alarms could not be stored', { requests: group.length, reason: reasonOf(error) });
        for (const request of group) request.fail(error);
      }
    }
    this.#working = null;
  }

  async #decideAndCommit(group: readonly Request[]): Promise<void> {
    const desk = await this.#layOut(group);
    const answers = group.map((request) => {
      try {
        return request.decide(desk);
      } catch (refusal) {
        return () => request.fail(refusal);
      }
    });
    const batch = desk.draft.batch();
    if (batch) {
      await this.#store.commit(batch);
      this.#batches += 1;
      this.#book.adopt(batch);
    }
    for (const answer of answers) answer();
    if (batch) this.#announcer.changed(batch.alarms, desk.draft.urgent);
  }

  /** Fetches what the book does not hold: alarms closed long ago, and alarms of sightings that may have been judged. */
  async #layOut(group: readonly Request[]): Promise<Desk> {
    const alarmIds = new Set<number>();
    const sightingIds = new Set<number>();
    for (const { about } of group) {
      if ('alarmId' in about) alarmIds.add(about.alarmId);
      else if (about.sightingId <= this.#book.lastSightingId) sightingIds.add(about.sightingId);
    }
    const judged = sightingIds.size === 0 ? [] : await this.#store.alarmsOf([...sightingIds]);
    for (const { alarmId } of judged) alarmIds.add(alarmId);
    const fetched = new Map<number, Alarm>();
    for (const id of alarmIds) {
      const alarm = this.#book.find(id) ?? (await this.#store.find(id));
      if (alarm) fetched.set(id, alarm);
    }
    const draft = new BookDraft(this.#book);
    return {
      draft,
      find: (id) => draft.find(id) ?? fetched.get(id) ?? null,
      judgedBefore: (sightingId) => [
        ...judged.filter((link) => link.sightingId === sightingId),
        ...draft.alarmsOf(sightingId),
      ],
    };
  }
}

type GuardAct =
  | ReturnType<typeof acknowledge>
  | ReturnType<typeof resolve>
  | ReturnType<typeof tickStep>
  | ReturnType<typeof recordRun>;
type Refusal = Exclude<GuardAct, { outcome: 'changed' | 'unchanged' }>;

function refusalOf(refusal: Refusal): AppError {
  switch (refusal.outcome) {
    case 'already-acknowledged':
    case 'already-resolved': {
      const { outcome, by, atMs } = refusal;
      return new AppError(outcome, `the alarm is ${outcome.replace('-', ' ')}`, { facts: { by, atMs } });
    }
    case 'note-needed':
      return new AppError('bad-input', 'an alarm of priority 1 is closed with a note', {
        facts: { field: 'note', problem: 'note-needed' },
      });
    case 'no-such-step':
      return new AppError('bad-input', 'the procedure has no such step', { facts: { field: 'step' } });
    default:
      return assertNever(refusal);
  }
}

/** The number of the alarm the sighting is in now. */
function carryOut(decision: AlarmDecision, desk: Desk, sighting: Sighting, nowMs: number): number {
  switch (decision.decision) {
    case 'raise':
      return desk.draft.raise(decision.alarm, sighting.id, nowMs);
    case 'fold': {
      const alarm = desk.find(decision.alarmId);
      if (!alarm) throw new AppError('internal', 'the alarm to fold into is gone');
      desk.draft.fold(foldInto(alarm, sighting), sighting.id, nowMs);
      return alarm.id;
    }
    case 'known':
      return decision.alarmId;
    default:
      return assertNever(decision);
  }
}
