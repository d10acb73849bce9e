import type { Deletion, RetainedKind, RetentionOutlook } from '#contract/retention.ts';

export type HeldBack = RetentionOutlook['heldBack'];

/** What may not go yet, whatever its age. What open cases hold is looked up in the commit that deletes. */
export interface Holds {
  /** Alarms that are not resolved, or have been for less than a day. */
  unresolved: ReadonlySet<number>;
  /** Alarms of which the county has a message yet to acknowledge. */
  county: ReadonlySet<number>;
  /** Sightings with a greater number may not have been judged yet. */
  judgedUpTo: number;
}

/** Where a walk over records goes on. */
export interface Cursor {
  atMs: number;
  id: number;
}

/** One small commit of a deletion. */
export interface DeletionStep {
  reason: Deletion['reason'];
  beforeMs: number;
  nowMs: number;
  /** The row of the deletion log that counts it; null: none yet, for nothing went. */
  deletionId: number | null;
  after: Cursor | null;
  holds: Holds;
}

export interface StepDone {
  deletionId: number | null;
  /** Null: the walk is over. */
  next: Cursor | null;
  /** Numbers of what went. */
  removed: readonly number[];
  held: HeldBack;
}

/** The walks of which a kind consists, in their order. */
export type Walk = 'clips' | 'snapshots' | 'sightings' | 'alarms' | 'looks';

export interface KindFigures {
  oldestAtMs: number | null;
  bytes: number;
  /** Over the last seven days, or since the first record; null when that is less than an hour. */
  bytesPerDay: number | null;
}

/**
 * Where retention deletes. Each step is one small commit, which also counts it in the deletion log: whenever the station
 * dies, the log is right. `main/storage/retention-table.ts` implements it.
 */
export interface RetentionStore {
  holds(nowMs: number, judgedUpTo: number): Promise<Holds>;
  step(walk: Walk, step: DeletionStep): Promise<StepDone>;
  /** Local days of the packs whose last moment is before the instant, oldest first. */
  packsBefore(beforeMs: number): Promise<string[]>;
  /** Pictures in the day's pack that a sighting which is still there shows, and that are not copied out for it yet. */
  stillShown(day: string): Promise<{ digest: string; sightingId: number }[]>;
  noteCopy(copy: {
    digest: string;
    sightingIds: readonly number[];
    bytes: number;
    contentType: string;
    atMs: number;
  }): Promise<void>;
  /** Forgets where some of the day's pictures are. Gives whether there are more. */
  forgetSome(day: string): Promise<boolean>;
  /** Synced: the day's pack is no more. Its file may go when this resolves. */
  markDropped(day: string, step: DeletionStep): Promise<{ deletionId: number | null }>;
  /** Forgets copies whose sightings have all gone. */
  forgetCopies(): Promise<void>;
  /** Puts what was deleted into the audit log, so that it stands. */
  tell(): Promise<void>;
  /** Newest first. */
  deletions(before: number | null, limit: number): Promise<Deletion[]>;
  figures(nowMs: number): Promise<{ kinds: Record<RetainedKind, KindFigures>; facesStored: number }>;
}

/** The files beside the rows. */
export interface RetentionFiles {
  /** A picture of a pack, sealed once more in a file of its own; durable. Null: it is not stored. */
  copyOut(digest: string): Promise<{ bytes: number; contentType: string } | null>;
  /** After `markDropped`. */
  dropDay(day: string): Promise<void>;
  /** Removes clips, snapshots, copies and thumbnails that nothing refers to and that are older than an hour. */
  sweep(nowMs: number): Promise<{ files: number; bytes: number }>;
  space(): Promise<{ freeBytes: number; totalBytes: number }>;
}
