import type { Alarm } from '#contract/alarm.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Log } from '../system/log.ts';
import { AlarmBook, BookDraft, resolvedKept } from './alarm-book.ts';
import type { AlarmStore } from './alarm-store.ts';
import type { Announcer } from './announcer.ts';

/** Requests decided and committed together. */
const maxGroup = 500;
/** Requests waiting beyond this are refused: the disk has stopped keeping up. */
const maxWaiting = 5_000;

/** The sighting to judge, the alarm to act on, or neither: what the station noticed by itself. */
type About = { sightingId: number } | { alarmId: number } | { notice: true };

interface Request {
  about: About;
  /** Decides on the draft; what it returns runs once the draft is durable. Throws an AppError to refuse. */
  decide(desk: Desk): () => void;
  fail(error: unknown): void;
}

/** A draft, and what was fetched from the store for it. */
export interface Desk {
  draft: BookDraft;
  find(id: number): Alarm | null;
  judgedBefore(sightingId: number): { alarmId: number; subject: string }[];
}

/**
 * Where everything about alarms is decided, one request after the other. Those that arrive while the disk is busy are
 * decided together and committed as one batch: two guards' keys are told apart, a flood costs few commits, and nobody
 * hears of anything before it is durable.
 */
export class AlarmDesk {
  refused = 0;
  batches = 0;
  readonly #store: AlarmStore;
  readonly #log: Log;
  readonly #announcer: Announcer;
  #book = new AlarmBook({ active: [], resolved: [], lastAlarmId: 0, lastRevision: 0, lastSightingId: 0 });
  #waiting: Request[] = [];
  #working: Promise<void> | null = null;
  #taking = false;

  constructor({ store, announcer, log }: { store: AlarmStore; announcer: Announcer; log: Log }) {
    this.#store = store;
    this.#announcer = announcer;
    this.#log = log;
  }

  get book(): AlarmBook {
    return this.#book;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  async open(): Promise<void> {
    this.#book = new AlarmBook(await this.#store.load(resolvedKept));
    this.#taking = true;
  }

  /** Finishes what waits, then takes nothing more. */
  async close(): Promise<void> {
    this.#taking = false;
    await this.#working;
  }

  /** What `decide` returns is run once the batch is durable, and answers. */
  ask<T>(about: About, decide: (desk: Desk) => () => T): Promise<T> {
    if (!this.#taking) return Promise.reject(new AppError('unavailable', 'alarms are not being taken now'));
    if (this.#waiting.length >= maxWaiting) {
      this.refused += 1;
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

  /** As it stands now that the batch is durable. */
  afterwards(desk: Desk, id: number): Alarm {
    const alarm = this.#book.find(id) ?? desk.find(id);
    if (!alarm) throw new AppError('internal', 'an alarm was lost on its way', { facts: { id } });
    return alarm;
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
      this.batches += 1;
      this.#book.adopt(batch);
    }
    for (const answer of answers) answer();
    if (batch && batch.alarms.length > 0) this.#announcer.changed(batch.alarms, desk.draft.urgent);
  }

  /** Fetches what the book does not hold: alarms closed long ago, and alarms of sightings that may have been judged. */
  async #layOut(group: readonly Request[]): Promise<Desk> {
    const alarmIds = new Set<number>();
    const sightingIds = new Set<number>();
    for (const { about } of group) {
      if ('alarmId' in about) alarmIds.add(about.alarmId);
      else if ('sightingId' in about && about.sightingId <= this.#book.lastSightingId) {
        sightingIds.add(about.sightingId);
      }
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
