import type { Clip, ClipFailure, ClipShortened, Snapshot } from '#contract/clip.ts';
import type { StreamName } from '#contract/camera.ts';

export interface NewClip {
  cameraId: string;
  cameraName: string;
  stream: StreamName;
  reason: Clip['reason'];
  by: string;
  alarmId: number | null;
  cutAtMs: number;
  untilMs: number;
}

/** What is in a clip's file. */
export interface ClipContent {
  fromMs: number;
  toMs: number;
  frames: number;
  bytes: number;
  digest: string;
  codec: string;
  width: number;
  height: number;
  missingMs: number;
  shortened: ClipShortened | null;
}

export interface PageFilter {
  cameraId?: string | undefined;
  /** Of the last one of the page before. */
  before?: number | undefined;
  limit: number;
}

/** Every change is durable when it resolves. `main/storage/clip-table.ts` implements it. */
export interface ClipStore {
  add(clip: NewClip): Promise<Clip>;
  /** The clip lasts longer, and for one more alarm unless null. */
  extend(id: number, untilMs: number, alarmId: number | null): Promise<Clip>;
  /** The file is whole and synced, but not yet in its place. */
  describe(id: number, content: ClipContent): Promise<void>;
  /** A described clip is in its place. */
  finish(id: number): Promise<Clip>;
  fail(id: number, failure: ClipFailure, detail: string): Promise<Clip>;
  find(id: number): Promise<Clip | null>;
  /** Newest first. */
  list(filter: PageFilter & { alarmId?: number | undefined }): Promise<Clip[]>;
  /** Those still recording, as a station that died has left them. */
  unfinished(): Promise<{ id: number; described: boolean }[]>;
}

export interface SnapshotStore {
  add(snapshot: Omit<Snapshot, 'id'>): Promise<Snapshot>;
  find(id: number): Promise<Snapshot | null>;
  /** Newest first. */
  list(filter: PageFilter): Promise<Snapshot[]>;
}
