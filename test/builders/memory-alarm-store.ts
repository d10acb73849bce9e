import type { Alarm } from '#contract/alarm.ts';
import type { AlarmBatch, AlarmEvent, AlarmStore, CountedAlarm, StoredAlarms } from '../../main/alarms/alarm-store.ts';

/** A store that keeps everything, commits when let, and can be made to fail. */
export class MemoryAlarmStore implements AlarmStore {
  readonly alarms = new Map<number, Alarm>();
  readonly events: (AlarmEvent & { alarmId: number })[] = [];
  readonly links: { alarmId: number; sightingId: number }[] = [];
  commits = 0;
  /** Thrown by the commits to come. */
  failure: Error | null = null;
  #numbers = { lastAlarmId: 0, lastRevision: 0 };
  #held: Promise<void> | null = null;

  /** Commits wait until what is returned is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return () => {
      this.#held = null;
      resolve();
    };
  }

  load(resolvedLimit: number): Promise<StoredAlarms> {
    const all = [...this.alarms.values()];
    const resolved = all.filter(({ state }) => state === 'resolved').sort((a, b) => b.revision - a.revision);
    return Promise.resolve({
      active: all.filter(({ state }) => state !== 'resolved'),
      resolved: resolved.slice(0, resolvedLimit),
      ...this.#numbers,
      lastSightingId: Math.max(0, ...this.links.map(({ sightingId }) => sightingId)),
    });
  }

  async commit(batch: AlarmBatch): Promise<void> {
    await this.#held;
    if (this.failure) throw this.failure;
    for (const { alarmId, sightingId } of batch.links) {
      if (this.links.some((link) => link.alarmId === alarmId && link.sightingId === sightingId)) {
        throw new Error(`sighting ${sightingId} is in alarm ${alarmId} already`);
      }
    }
    this.commits += 1;
    for (const alarm of batch.alarms) this.alarms.set(alarm.id, alarm);
    this.events.push(...batch.events);
    this.links.push(...batch.links);
    this.#numbers = { lastAlarmId: batch.lastAlarmId, lastRevision: batch.lastRevision };
  }

  alarmsOf(sightingIds: readonly number[]): Promise<{ sightingId: number; alarmId: number; subject: string }[]> {
    const links = this.links.filter(({ sightingId }) => sightingIds.includes(sightingId));
    return Promise.resolve(links.map((link) => ({ ...link, subject: this.alarms.get(link.alarmId)?.subject ?? '' })));
  }

  find(id: number): Promise<Alarm | null> {
    return Promise.resolve(this.alarms.get(id) ?? null);
  }

  changedAfter(revision: number, limit: number): Promise<Alarm[]> {
    const changed = [...this.alarms.values()].filter((alarm) => alarm.revision > revision);
    return Promise.resolve(changed.sort((a, b) => a.revision - b.revision).slice(0, limit));
  }

  raisedSince(fromMs: number, limit: number): Promise<Alarm[]> {
    const raised = [...this.alarms.values()].filter((alarm) => alarm.raisedAtMs >= fromMs);
    return Promise.resolve(raised.sort((a, b) => a.raisedAtMs - b.raisedAtMs).slice(0, limit));
  }

  history(alarmId: number): Promise<AlarmEvent[]> {
    return Promise.resolve(this.events.filter((event) => event.alarmId === alarmId));
  }

  touchedBetween(_fromMs: number, toMs: number): Promise<CountedAlarm[]> {
    return Promise.resolve(
      [...this.alarms.values()]
        .filter(({ raisedAtMs }) => raisedAtMs < toMs)
        .map((alarm) => ({
          category: alarm.cause.by === 'entry' ? alarm.cause.entry.category : ('rule' as const),
          outcome: alarm.resolved?.outcome ?? null,
          raisedAtMs: alarm.raisedAtMs,
          acknowledgedAtMs: alarm.acknowledged?.atMs ?? null,
          resolvedAtMs: alarm.resolved?.atMs ?? null,
        })),
    );
  }
}
