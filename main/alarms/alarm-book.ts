import type { Alarm } from '#contract/alarm.ts';
import type { AlarmBatch, AlarmEvent, StoredAlarms } from './alarm-store.ts';
import type { AlarmChange } from './lifecycle.ts';

/** Resolved alarms kept at hand for the list. */
export const resolvedKept = 50;

/** The alarms a guard may still act on and the last resolved ones, as they are on disk. */
export class AlarmBook {
  lastAlarmId: number;
  lastRevision: number;
  /** No sighting above this was ever judged into an alarm. */
  lastSightingId: number;
  /** Changes up to this revision may concern resolved alarms that are no longer in the book. */
  forgottenRevision = 0;
  readonly #active = new Map<number, Alarm>();
  readonly #activeBySubject = new Map<string, Set<number>>();
  #resolved: Alarm[] = [];

  constructor(stored: StoredAlarms) {
    this.lastAlarmId = stored.lastAlarmId;
    this.lastRevision = stored.lastRevision;
    this.lastSightingId = stored.lastSightingId;
    for (const alarm of stored.active) this.#keep(alarm);
    this.#resolved = [...stored.resolved];
    // The store was asked for a full shelf; a full one may have left some out.
    if (stored.resolved.length >= resolvedKept) this.forgottenRevision = stored.resolved.at(-1)?.revision ?? 0;
  }

  find(id: number): Alarm | null {
    return this.#active.get(id) ?? this.#resolved.find((alarm) => alarm.id === id) ?? null;
  }

  active(): Alarm[] {
    return [...this.#active.values()];
  }

  activeOf(subject: string): Alarm[] {
    return [...(this.#activeBySubject.get(subject) ?? [])].flatMap((id) => this.#active.get(id) ?? []);
  }

  all(): Alarm[] {
    return [...this.#active.values(), ...this.#resolved];
  }

  /** Takes over what has become durable. */
  adopt(batch: AlarmBatch): void {
    this.lastAlarmId = batch.lastAlarmId;
    this.lastRevision = batch.lastRevision;
    for (const { sightingId } of batch.links) this.lastSightingId = Math.max(this.lastSightingId, sightingId);
    for (const alarm of batch.alarms) {
      this.#forget(alarm.id);
      this.#keep(alarm);
    }
  }

  forgetResolved(ids: ReadonlySet<number>): void {
    this.#resolved = this.#resolved.filter(({ id }) => !ids.has(id));
  }

  #keep(alarm: Alarm): void {
    if (!alarm.resolved) {
      this.#active.set(alarm.id, alarm);
      const ids = this.#activeBySubject.get(alarm.subject) ?? new Set();
      this.#activeBySubject.set(alarm.subject, ids.add(alarm.id));
      return;
    }
    this.#resolved = [alarm, ...this.#resolved].sort((a, b) => b.revision - a.revision);
    for (const gone of this.#resolved.splice(resolvedKept)) {
      this.forgottenRevision = Math.max(this.forgottenRevision, gone.revision);
    }
  }

  #forget(id: number): void {
    const alarm = this.#active.get(id);
    if (!alarm) return;
    this.#active.delete(id);
    const ids = this.#activeBySubject.get(alarm.subject);
    ids?.delete(id);
    if (ids?.size === 0) this.#activeBySubject.delete(alarm.subject);
  }
}

/** What a group of requests makes of the book, before it is durable: each sees what those before it decided. */
export class BookDraft {
  /** Whether more than counters changed. */
  urgent = false;
  readonly #book: AlarmBook;
  readonly #changed = new Map<number, AlarmChange & { revision: number }>();
  readonly #events: (AlarmEvent & { alarmId: number })[] = [];
  readonly #links: { alarmId: number; sightingId: number }[] = [];
  /** Where the alarm's climbing `folded` event is, as long as nothing else happened to the alarm. */
  readonly #foldedAt = new Map<number, number>();
  #lastAlarmId: number;

  constructor(book: AlarmBook) {
    this.#book = book;
    this.#lastAlarmId = book.lastAlarmId;
  }

  find(id: number): Alarm | null {
    return this.#changed.get(id) ?? this.#book.find(id);
  }

  /** Not resolved, as the requests before left them. */
  activeOf(subject: string): Alarm[] {
    const alarms = new Map(this.#book.activeOf(subject).map((alarm) => [alarm.id, alarm]));
    for (const alarm of this.#changed.values()) if (alarm.subject === subject) alarms.set(alarm.id, alarm);
    return [...alarms.values()].filter((alarm) => alarm.resolved === null);
  }

  /** Alarms of this draft that the sighting is in. */
  alarmsOf(sightingId: number): { alarmId: number; subject: string }[] {
    return this.#links
      .filter((link) => link.sightingId === sightingId)
      .map(({ alarmId }) => ({ alarmId, subject: this.find(alarmId)?.subject ?? '' }));
  }

  raise(alarm: Omit<AlarmChange, 'id'>, sightingId: number | null, nowMs: number, after?: number): number {
    const id = ++this.#lastAlarmId;
    const sightings = alarm.sightings.map((sighting) => ({ ...sighting, alarmId: id }));
    if (sightingId !== null) this.#links.push({ alarmId: id, sightingId });
    this.change({ ...alarm, id, sightings }, { event: 'raised', by: 'station', atMs: nowMs, sightingId, after });
    return id;
  }

  fold(alarm: AlarmChange, sightingId: number | null, nowMs: number): void {
    if (sightingId !== null) this.#links.push({ alarmId: alarm.id, sightingId });
    // Consoles show a counter when they get to it; what the alarm is about they show at once.
    if (alarm.cause !== this.find(alarm.id)?.cause) this.urgent = true;
    this.#changed.set(alarm.id, { ...alarm, revision: 0 });
    const at = this.#foldedAt.get(alarm.id);
    const climbing = at === undefined ? undefined : this.#events[at];
    if (climbing?.event === 'folded') {
      climbing.sightings += 1;
      climbing.lastSightingId = sightingId;
      return;
    }
    this.#foldedAt.set(alarm.id, this.#events.length);
    const alarmId = alarm.id;
    this.#events.push({
      alarmId,
      event: 'folded',
      by: 'station',
      atMs: nowMs,
      sightings: 1,
      lastSightingId: sightingId,
    });
  }

  change(alarm: AlarmChange, event: AlarmEvent): void {
    this.urgent = true;
    this.#changed.set(alarm.id, { ...alarm, revision: 0 });
    this.#foldedAt.delete(alarm.id);
    this.#events.push({ alarmId: alarm.id, ...event });
  }

  /** What it shows is more than before; nothing happened to it. */
  redraw(alarm: AlarmChange): void {
    this.urgent = true;
    this.#changed.set(alarm.id, { ...alarm, revision: 0 });
  }

  /** Something to remember of an alarm that itself stays as it is. */
  record(alarmId: number, event: AlarmEvent): void {
    this.#foldedAt.delete(alarmId);
    this.#events.push({ alarmId, ...event });
  }

  /** Null when nothing happened. Every changed alarm gets the next revision. */
  batch(): AlarmBatch | null {
    if (this.#changed.size === 0 && this.#events.length === 0) return null;
    let lastRevision = this.#book.lastRevision;
    const alarms = [...this.#changed.values()].map((alarm) => ({ ...alarm, revision: ++lastRevision }));
    return { alarms, events: this.#events, links: this.#links, lastAlarmId: this.#lastAlarmId, lastRevision };
  }
}
