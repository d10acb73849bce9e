/** Clips 录像片段 and snapshots 抓图: what was taken out of the stream of a camera and kept. */
import { z } from 'zod';
import type { LookPurpose } from './access.ts';
import { streamName } from './camera.ts';

/** Seconds; what of the past is there depends on the ring (`health.list` says how much it holds). */
export const clipBefore = z.number().min(0).max(60);
export const clipAfter = z.number().min(1).max(280);

/** Why a clip is shorter than it was meant to be. What is in it is whole and plays. */
export const clipShortened = z.enum([
  'format-changed', // the camera changed codec or picture size
  'clock-restarted', // the camera's timestamps went backwards
  'disk-full', // the space that is kept free for records was reached
  'disk-slow', // more frames came than the disk took
  'station-stopped',
]);
export type ClipShortened = z.infer<typeof clipShortened>;

export const clipFailure = z.enum([
  'no-pictures', // no frame came, or none that could be begun with
  'disk-full',
  'disk-error',
  'unsupported-codec', // what mp4 cannot hold, or of which the picture size is not known
  'interrupted', // the station stopped in the middle of it
]);
export type ClipFailure = z.infer<typeof clipFailure>;

const common = {
  id: z.number().int().positive(),
  cameraId: z.string(),
  /** As it was called then. */
  cameraName: z.string(),
  /** The one whose ring went back far enough; the main one where both did. */
  stream: streamName,
  /** What it was begun for; alarms and keys that fell into it later share it. */
  reason: z.enum(['alarm', 'key']),
  /** Account, or `station`. */
  by: z.string(),
  /** Every alarm that shares this clip, in order. */
  alarmIds: z.array(z.number().int().positive()),
  cutAtMs: z.number().int(),
};

export const clip = z.discriminatedUnion('state', [
  /** Ends at `untilMs`, later when something else happens at this camera meanwhile. */
  z.object({ ...common, state: z.literal('recording'), untilMs: z.number().int() }),
  z.object({
    ...common,
    state: z.literal('ready'),
    /** Arrival of the first frame, always a key frame, and of the last. */
    fromMs: z.number().int(),
    toMs: z.number().int(),
    frames: z.number().int().positive(),
    bytes: z.number().int().positive(),
    /** SHA-256 of the file, 64 lower-case hex digits. */
    digest: z.string(),
    /** RFC 6381. */
    codec: z.string(),
    width: z.number().int(),
    height: z.number().int(),
    /** Inside the clip, milliseconds during which the camera sent nothing: the picture stands still there. */
    missingMs: z.number().int().nonnegative(),
    shortened: clipShortened.nullable(),
  }),
  z.object({ ...common, state: z.literal('failed'), failure: clipFailure, detail: z.string() }),
]);
export type Clip = z.infer<typeof clip>;

/** A picture as a console drew it. The station has no decoder: it vouches for who sent it and when, not for its content. */
export const snapshot = z.object({
  id: z.number().int().positive(),
  cameraId: z.string(),
  cameraName: z.string(),
  /** Account. */
  by: z.string(),
  /** Arrival at the station of the frame it shows, as the console says. */
  takenAtMs: z.number().int(),
  /** Our clock. */
  storedAtMs: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  bytes: z.number().int().positive(),
  digest: z.string(),
});
export type Snapshot = z.infer<typeof snapshot>;

export const maxSnapshotBytes = 8 * 1024 * 1024;
/** A picture says more than the frame's own age about when it was taken; older than this it is no snapshot. */
export const maxSnapshotAgeMs = 24 * 3_600_000;

/** Why a clip or snapshot leaves the unit; at least a word. */
export const takeOutReason = z.string().trim().min(2).max(200);

/** For `<video>`: range requests, each look registered once per 10 minutes. */
export const clipPath = (id: number, purpose: LookPurpose = 'clip'): string => `/clips/${id}.mp4?purpose=${purpose}`;
/** As a download with a proper name; the reason goes into the retrieval register. */
export const clipTakeOutPath = (id: number, reason: string): string =>
  `/clips/${id}.mp4?reason=${encodeURIComponent(reason)}`;
export const snapshotPath = (id: number, purpose: LookPurpose = 'clip'): string =>
  `/snapshots/${id}.jpg?purpose=${purpose}`;
export const snapshotTakeOutPath = (id: number, reason: string): string =>
  `/snapshots/${id}.jpg?reason=${encodeURIComponent(reason)}`;
/** POST, body `image/jpeg`; answers with a `snapshot` as JSON. */
export const snapshotUploadPath = (cameraId: string, takenAtMs: number): string =>
  `/snapshots?camera=${encodeURIComponent(cameraId)}&at=${Math.round(takenAtMs)}`;
