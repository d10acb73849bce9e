import type { ActionRun } from '#contract/action.ts';
import type { Alarm, Escalation } from '#contract/alarm.ts';
import type { Sighting } from '#contract/sighting.ts';
import { AppError, assertNever } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { AlarmDesk } from './alarm-desk.ts';
import type { Desk } from './alarm-desk.ts';
import type { AlarmEvent, AlarmStore } from './alarm-store.ts';
import { Announcer } from './announcer.ts';
import { countAlarms } from './count-alarms.ts';
import type { AlarmCounts } from './count-alarms.ts';
import { decideAlarms, foldInto, subjectOf } from './decide-alarms.ts';
import type { AlarmDecision, Match, Notice, RuleMatch } from './decide-alarms.ts';
import {
  acknowledge,
  addNote,
  escalate,
  handOver,
  mostNotes,
  recordRun,
  resolve,
  showPictures,
  tickStep,
} from './lifecycle.ts';
import type { Resolution } from './lifecycle.ts';
import type { PlaceOf } from './place.ts';

/** A console that missed more than this starts afresh. */
const maxResumed = 500;

export interface AlarmsOptions {
  store: AlarmStore;
  /** Where a camera looks; without it each camera is a place of its own. */
  placeOf?: PlaceOf;
  clock: Clock;
  log: Log;
}

/** The alarms of the station: raised, folded, and handled, each step durable before anybody hears of it. */
export class Alarms {
  readonly #store: AlarmStore;
  readonly #placeOf: PlaceOf;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #announcer: Announcer;
  readonly #desk: AlarmDesk;

  constructor({ store, placeOf = (cameraId) => cameraId, clock, log }: AlarmsOptions) {
    this.#store = store;
    this.#placeOf = placeOf;
    this.#clock = clock;
    this.#log = log.room('alarms');
    this.#announcer = new Announcer(clock, this.#log);
    this.#desk = new AlarmDesk({ store, announcer: this.#announcer, log: this.#log });
  }

  /** Loads what is open, so that it sounds again. */
  async start(): Promise<void> {
    await this.#desk.open();
    this.#log.info('alarms loaded', { unresolved: this.#desk.book.active().length });
  }

  /** Finishes what waits, then takes nothing more and tells nobody anything. */
  async stop(): Promise<void> {
    await this.#desk.close();
    this.#announcer.stop();
  }

  /**
   * Raises or folds; durable when it resolves, with one alarm for each subject that was hit. Judging a sighting
   * again (intake does, after a crash) changes nothing and gives the alarms it is in.
   */
  async judge(sighting: Sighting, matches: readonly Match[]): Promise<Alarm[]> {
    if (matches.length === 0) return [];
    return this.#desk.ask({ sightingId: sighting.id }, (desk) => this.#decide(desk, sighting, matches));
  }

  /** As `judge`, for what the station noticed by itself: there is no sighting to show. */
  async notice(notice: Omit<Notice, 'id'>, matches: readonly RuleMatch[]): Promise<Alarm[]> {
    if (matches.length === 0) return [];
    return this.#desk.ask({ notice: true }, (desk) => this.#decide(desk, { id: null, ...notice }, matches));
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

  /** Of a resolved one only its history grows. Throws `bad-input` beyond 50 notes of one alarm. */
  async addNote(id: number, by: string, text: string): Promise<Alarm> {
    const noted = (await this.#store.history(id)).filter(({ event }) => event === 'noted').length;
    return this.#act(id, (alarm, nowMs) => addNote(alarm, by, text, noted, nowMs));
  }

  /** `to`: an account that can sign in. Throws `already-resolved`, `not-found`. */
  handOver(id: number, by: string, to: string): Promise<Alarm> {
    return this.#act(id, (alarm, nowMs) => handOver(alarm, by, to, nowMs));
  }

  /** Only an open alarm goes further; one that is acknowledged meanwhile stays as it is. */
  escalate(id: number, level: Escalation['level']): Promise<Alarm> {
    return this.#act(id, (alarm, nowMs) => escalate(alarm, level, nowMs));
  }

  /** Puts the run on its alarm, or in the place of how it stood before; of a resolved one only its history grows. */
  async recordRun(alarmId: number, run: ActionRun): Promise<void> {
    await this.#act(alarmId, (alarm, nowMs) => recordRun(alarm, run, nowMs));
  }

  /** Pictures that came after their sighting are on the cards that show it; once it has been judged. */
  async showPictures(sighting: Sighting): Promise<void> {
    for (const { alarmId } of await this.#store.alarmsOf([sighting.id])) {
      await this.#act(alarmId, (alarm) => showPictures(alarm, sighting));
    }
  }

  /** Open and acknowledged ones, and the last 50 resolved, newest first. */
  list(): Alarm[] {
    return this.#desk.book.all().sort((a, b) => b.id - a.id);
  }

  /** Not resolved, in order of revision: how a feed begins. */
  unresolved(): Alarm[] {
    return this.#desk.book.active().sort((a, b) => a.revision - b.revision);
  }

  /** Of the newest durable change: where a feed that began with `unresolved` stands. */
  get revision(): number {
    return this.#desk.book.lastRevision;
  }

  /** Raised at or after an instant, oldest first: what the county link checks its outbox against at the start. */
  raisedSince(fromMs: number): Promise<Alarm[]> {
    return this.#store.raisedSince(fromMs, maxResumed * 10);
  }

  async find(id: number): Promise<Alarm | null> {
    return this.#desk.book.find(id) ?? (await this.#store.find(id));
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
    const { book } = this.#desk;
    if (revision > book.lastRevision) return null;
    if (revision >= book.forgottenRevision) {
      return book
        .all()
        .filter((alarm) => alarm.revision > revision)
        .sort((a, b) => a.revision - b.revision);
    }
    const changed = await this.#store.changedAfter(revision, maxResumed + 1);
    return changed.length > maxResumed ? null : changed;
  }

  /** Retention has removed these resolved alarms from the store. */
  forget(ids: readonly number[]): void {
    this.#desk.book.forgetResolved(new Set(ids));
  }

  /** What happened in [fromMs, toMs), counted for a summary. */
  async counts(fromMs: number, toMs: number): Promise<AlarmCounts> {
    return countAlarms(await this.#store.touchedBetween(fromMs, toMs), fromMs, toMs);
  }

  /** For the engineer: queue depth and what was dropped, merged or written. */
  figures(): { waiting: number; refused: number; batches: number; announced: number; coalesced: number } {
    const { announced, coalesced } = this.#announcer;
    const { waiting, refused, batches } = this.#desk;
    return { waiting, refused, batches, announced, coalesced };
  }

  #decide(desk: Desk, seen: Sighting | Notice, matches: readonly Match[]): () => Alarm[] {
    const nowMs = this.#clock.nowMs();
    const openAlarms = [...new Set(matches.map(subjectOf))].flatMap((subject) => desk.draft.activeOf(subject));
    const judgedBefore = seen.id === null ? [] : desk.judgedBefore(seen.id);
    const decisions = decideAlarms({ seen, matches, openAlarms, judgedBefore, placeOf: this.#placeOf, nowMs });
    const ids = decisions.map((decision) => carryOut(decision, desk, seen, nowMs));
    return () => ids.map((id) => this.#desk.afterwards(desk, id));
  }

  #act(id: number, act: (alarm: Alarm, nowMs: number) => Act): Promise<Alarm> {
    return this.#desk.ask({ alarmId: id }, (desk) => {
      const alarm = desk.find(id);
      if (!alarm) throw new AppError('not-found', 'there is no such alarm', { facts: { id } });
      const result = act(alarm, this.#clock.nowMs());
      switch (result.outcome) {
        case 'changed':
          desk.draft.change(result.alarm, result.event);
          break;
        case 'recorded':
          desk.draft.record(id, result.event);
          break;
        case 'redrawn':
          desk.draft.redraw(result.alarm);
          break;
        case 'unchanged':
          break;
        default:
          throw refusalOf(result);
      }
      return () => this.#desk.afterwards(desk, id);
    });
  }
}

type Act = ReturnType<
  | typeof acknowledge
  | typeof resolve
  | typeof tickStep
  | typeof addNote
  | typeof handOver
  | typeof escalate
  | typeof recordRun
  | typeof showPictures
>;
type Refusal = Exclude<Act, { outcome: 'changed' | 'recorded' | 'redrawn' | 'unchanged' }>;

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
    case 'too-many-notes':
      return new AppError('bad-input', `an alarm has at most ${mostNotes} notes`, {
        facts: { field: 'text', problem: 'too-many' },
      });
    case 'no-such-step':
      return new AppError('bad-input', 'the procedure has no such step', { facts: { field: 'step' } });
    default:
      return assertNever(refusal);
  }
}

/** The number of the alarm the sighting is in now. */
function carryOut(decision: AlarmDecision, { draft, find }: Desk, seen: Sighting | Notice, nowMs: number): number {
  const again = { event: 'raised-again', by: 'station', atMs: nowMs, cameraName: seen.cameraName } as const;
  switch (decision.decision) {
    case 'raise': {
      const { alarm, after } = decision;
      const id = draft.raise(alarm, seen.id, nowMs, after?.alarmId);
      if (after) draft.record(after.alarmId, { ...again, change: after.change, as: id });
      return id;
    }
    case 'fold': {
      const { alarmId, match, change } = decision;
      const alarm = find(alarmId);
      if (!alarm) throw new AppError('internal', 'the alarm to fold into is gone');
      const folded = foldInto(alarm, seen, match);
      draft.fold(folded, seen.id, nowMs);
      if (change !== null) draft.change(folded, { ...again, change });
      return alarmId;
    }
    case 'known':
      return decision.alarmId;
    default:
      return assertNever(decision);
  }
}
