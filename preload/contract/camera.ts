/** Cameras 摄像机 and the state a tile tells about one. */
import { z } from 'zod';

export const streamName = z.enum(['main', 'sub']);
export type StreamName = z.infer<typeof streamName>;

/** Where a camera looks; county plan's "entrances, exits, commanding heights, key parts". */
export const cameraPoint = z.enum(['gate', 'commanding-height', 'key-part', 'perimeter', 'public', 'crowd', 'other']);
export type CameraPoint = z.infer<typeof cameraPoint>;

/** Why a camera gives no picture. Each has its own words and its own advice on the tile. */
export const offlineReason = z.enum([
  'unreachable', // no route, connect timed out
  'refused', // the port is closed
  'name-unknown', // host name does not resolve
  'not-rtsp', // something answers, but not RTSP
  'wrong-password', // 401 after credentials, or 403
  'no-such-stream', // 404
  'no-video', // SDP without a video track we can receive
  'too-many-viewers', // 453 / 503
  'no-answer', // connected, then silence
  'no-frames', // PLAY accepted, no frame came
  'stopped', // frames came, then stopped
  'closed', // the camera closed the connection
  'protocol', // broken RTSP or RTP
  'not-secure', // a redirect to somewhere we must not go
]);
export type OfflineReason = z.infer<typeof offlineReason>;

/** Why the station's compatibility path gives no picture of a codec that is no trouble otherwise. */
export const transcodeTrouble = z.enum([
  'no-ffmpeg', // not installed at the station
  'transcoder-failing', // it dies or gives nothing, again and again
  'too-many-transcodes', // as many as the station allows are running
]);
export type TranscodeTrouble = z.infer<typeof transcodeTrouble>;

export const streamState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('connecting'), sinceMs: z.number(), attempt: z.number().int() }),
  z.object({
    state: z.literal('live'),
    sinceMs: z.number(),
    codec: z.string(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
  }),
  z.object({ state: z.literal('stale'), sinceMs: z.number(), lastFrameAtMs: z.number() }),
  z.object({
    state: z.literal('offline'),
    sinceMs: z.number(),
    reason: offlineReason,
    /** For the engineer: status line or errno, never a credential. */
    detail: z.string(),
    lastFrameAtMs: z.number().nullable(),
    attempt: z.number().int(),
    retryAtMs: z.number().nullable(),
  }),
  z.object({
    state: z.literal('unplayable'),
    sinceMs: z.number(),
    codec: z.string(),
    /** Only on the compatibility path; absent, nobody here can take the codec apart. */
    trouble: transcodeTrouble.optional(),
    /** For the engineer: what ffmpeg last complained about. */
    detail: z.string().optional(),
  }),
]);
export type StreamState = z.infer<typeof streamState>;

/** A camera as the console sees it: addresses without credentials. */
export const camera = z.object({
  id: z.string(),
  name: z.string(),
  point: cameraPoint,
  mainAddress: z.string(),
  subAddress: z.string().nullable(),
  /** Set in the provision file: shown as such, changed there. */
  provisioned: z.boolean(),
  position: z.number().int(),
});
export type Camera = z.infer<typeof camera>;

const rtspUrl = z
  .string()
  .trim()
  .max(2048)
  .regex(/^rtsp:\/\/[^\s]+$/i);

export const newCamera = z.object({
  name: z.string().trim().min(1).max(64),
  main: rtspUrl,
  sub: rtspUrl.optional(),
  point: cameraPoint.default('other'),
});
export type NewCamera = z.infer<typeof newCamera>;
