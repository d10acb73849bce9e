/** Health 运行状况 of the cameras: are they there, were they there, and do their events come. */
import { z } from 'zod';
import { streamName } from './camera.ts';

/** What a camera gives, whichever of its streams gives it. */
export const cameraCondition = z.enum([
  'live',
  'stale', // connected, but no picture for longer than its frame rate allows
  'offline', // no connection, or one that gives nothing a screen could show
  'unknown', // not tried yet
]);
export type CameraCondition = z.infer<typeof cameraCondition>;

export const conditionInterval = z.object({
  condition: cameraCondition,
  /** Of `offline`: an `offlineReason`, or `unplayable`. */
  reason: z.string().nullable(),
  fromMs: z.number(),
  toMs: z.number(),
});
export type ConditionInterval = z.infer<typeof conditionInterval>;

/** 在线率: `liveMs` over `knownMs`. Time in which the station did not run, or had not tried yet, is in neither. */
export const onlineTime = z.object({
  liveMs: z.number().nonnegative(),
  knownMs: z.number().nonnegative(),
  /** 0 to 1; null where nothing is known. */
  rate: z.number().min(0).max(1).nullable(),
});
export type OnlineTime = z.infer<typeof onlineTime>;

export const streamHealth = z.object({
  stream: streamName,
  viewers: z.number().int(),
  framesPerSecond: z.number(),
  kilobitsPerSecond: z.number(),
  /** These four since the station started. */
  frames: z.number().int(),
  lostPackets: z.number().int(),
  /** Damaged, or of no use because the pictures they refer to were. */
  droppedFrames: z.number().int(),
  reconnects: z.number().int(),
  lastError: z.object({ reason: z.string(), detail: z.string(), atMs: z.number() }).nullable(),
  /** Encoded video kept for clips and for viewers that begin: what it holds now, and may hold at most. */
  ring: z.object({
    seconds: z.number(),
    bytes: z.number().int(),
    capacitySeconds: z.number(),
    capacityBytes: z.number().int(),
    /** Frames that went before their time because the bytes ran out. */
    crowdedOut: z.number().int(),
  }),
});
export type StreamHealth = z.infer<typeof streamHealth>;

/** The recognition events of one camera. */
export const eventHealth = z.discriminatedUnion('is', [
  /** No recognition device is tied to it. */
  z.object({ is: z.literal('none') }),
  /** Its video does not live, which explains any silence. */
  z.object({ is: z.literal('no-video') }),
  /** Too little is known of how often it reports at this hour of the day. */
  z.object({ is: z.literal('learning'), lastEventAtMs: z.number().nullable() }),
  /** An event is due before `expectedWithinMs` of silence. */
  z.object({ is: z.literal('fine'), lastEventAtMs: z.number().nullable(), expectedWithinMs: z.number() }),
  z.object({
    is: z.literal('silent'),
    lastEventAtMs: z.number().nullable(),
    silentForMs: z.number(),
    expectedWithinMs: z.number(),
  }),
]);
export type EventHealth = z.infer<typeof eventHealth>;

export const cameraHealth = z.object({
  cameraId: z.string(),
  cameraName: z.string(),
  condition: cameraCondition,
  reason: z.string().nullable(),
  sinceMs: z.number().nullable(),
  /** The last 24 hours, 7 days and 30 days. */
  online: z.object({ day: onlineTime, week: onlineTime, month: onlineTime }),
  /** Those opened since the start. */
  streams: z.array(streamHealth),
  events: eventHealth,
});
export type CameraHealth = z.infer<typeof cameraHealth>;

export const healthHistory = z.object({
  online: onlineTime,
  /** Oldest first; between two of them nothing is known. */
  intervals: z.array(conditionInterval),
  /** Only the newest intervals are here. */
  truncated: z.boolean(),
});
export type HealthHistory = z.infer<typeof healthHistory>;
