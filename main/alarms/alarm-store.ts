import type { Alarm, AlarmOutcome } from '#contract/alarm.ts';
import type { EntryCategory } from '#contract/watchlist.ts';

/** What happened to an alarm; rows of its history, only ever added. `by` is an account, `station` for the machine. */
export type AlarmEvent =
  | { event: 'raised'; by: string; atMs: number; sightingId: number }
  | { event: 'folded'; by: string; atMs: number; sightings: number; lastSightingId: number }
  | { event: 'acknowledged'; by: string; atMs: number }
  | {
      event: 'action';
      by: string;
      atMs: number;
      runId: number;
      action: string;
      cause: string;
      wanted: string;
      state: string;
      failure: string | null;
      dry: boolean;
    }
  | { event: 'step'; by: string; atMs: number; step: number; done: boolean }
  | { event: 'resolved'; by: string; atMs: number; outcome: AlarmOutcome; note: string };

/** Everything decided together, stored together or not at all. */
export interface AlarmBatch {
  /** Alarms as they are to stand, new and changed alike. */
  alarms: readonly Alarm[];
  events: readonly (AlarmEvent & { alarmId: number })[];
  links: readonly { alarmId: number; sightingId: number }[];
  lastAlarmId: number;
  lastRevision: number;
}

export interface StoredAlarms {
  /** Not resolved. */
  active: Alarm[];
  /** The resolved ones changed last, newest first. */
  resolved: Alarm[];
  /** Numbers given out so far; retention may have removed the alarms that bore them. */
  lastAlarmId: number;
  lastRevision: number;
  /** The highest sighting that is in any alarm; 0 when none is. */
  lastSightingId: number;
}

/** One alarm, reduced to what a summary counts. */
export interface CountedAlarm {
  /** Of the entry; `rule` when a rule raised it. */
  category: EntryCategory | 'rule';
  outcome: AlarmOutcome | null;
  raisedAtMs: number;
  acknowledgedAtMs: number | null;
  resolvedAtMs: number | null;
}

/** Where alarms are kept. */
export interface AlarmStore {
  load(resolvedLimit: number): Promise<StoredAlarms>;
  /** Resolves when the whole batch is durable, the sightings' link to their alarm included. */
  commit(batch: AlarmBatch): Promise<void>;
  /** Alarms that these sightings are in already. */
  alarmsOf(sightingIds: readonly number[]): Promise<{ sightingId: number; alarmId: number; subject: string }[]>;
  find(id: number): Promise<Alarm | null>;
  /** In order of revision, at most `limit`. */
  changedAfter(revision: number, limit: number): Promise<Alarm[]>;
  /** Oldest first, at most `limit`. */
  raisedSince(fromMs: number, limit: number): Promise<Alarm[]>;
  history(alarmId: number): Promise<AlarmEvent[]>;
  /** Alarms raised, acknowledged or resolved in [fromMs, toMs), and those not acknowledged at its end. */
  touchedBetween(fromMs: number, toMs: number): Promise<CountedAlarm[]>;
}
