import type { Alarm, AlarmOutcome, Escalation } from '#contract/alarm.ts';
import type { EntryCategory } from '#contract/watchlist.ts';

/** What a sighting has that the alarm it folds into did not know: another place, or a clearly surer hit. */
export type FoldChange = 'place' | 'surer';

/** What happened to an alarm; rows of its history, only ever added. `by` is an account, `station` for the machine. */
export type AlarmEvent = { by: string; atMs: number } & (
  | {
      event: 'raised';
      /** Null: a lost camera or an unknown device. */
      sightingId: number | null;
      /** The alarm on the same subject that somebody has in hand already. */
      after?: number | undefined;
    }
  | { event: 'folded'; sightings: number; lastSightingId: number | null }
  /** `as`: it sounds as that alarm; absent: as this one, which still sounds. */
  | {
      event: 'raised-again';
      change: FoldChange | 'more-urgent';
      cameraName: string | null;
      as?: number | undefined;
    }
  | { event: 'acknowledged' }
  | { event: 'handed-over'; to: string; from: string | null }
  | { event: 'noted'; text: string }
  | { event: 'step'; step: number; done: boolean }
  | { event: 'escalated'; level: Escalation['level'] }
  | {
      event: 'action';
      runId: number;
      action: string;
      cause: string;
      wanted: string;
      state: string;
      failure: string | null;
      dry: boolean;
    }
  | { event: 'resolved'; outcome: AlarmOutcome; note: string }
);

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
