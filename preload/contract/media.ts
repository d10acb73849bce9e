/**
 * The media socket (`/media`, one WebSocket a window): encoded video, and the sound of one tile, down; credit up.
 *
 * Text messages are JSON of the schemas below. A binary message is one or more access units, each a 36-byte header and
 * then the bytes as the camera encoded them: Annex B (H.264, H.265) with parameter sets in front of every key frame, a JPEG
 * image, or an MPEG-4 elementary stream's picture. In a watch `as: 'mpeg1'` they are one picture of MPEG-1 video in
 * MPEG transport stream packets (188 bytes each), and the codec is `mp4v.6A`. With bit 1 of the flags it is a piece of
 * sound: a packet's worth of G.711, a byte a sample, channels by turns; or a raw AAC access unit, without ADTS.
 *
 * | offset | size | field |
 * | 0  | u8  | version, 2 |
 * | 1  | u8  | flags: bit 0 key frame, bit 1 sound |
 * | 2  | u16 | tile |
 * | 4  | u32 | sequence, rising by one per frame, or piece of sound, sent to this tile |
 * | 8  | f64 | presentation time, microseconds, per stream session; the sound's line is not the picture's |
 * | 16 | f64 | arrival at the station, milliseconds since 1970, fractional |
 * | 24 | u32 | frames dropped since this watch, or pieces of sound since this listening, began |
 * | 28 | u32 | watchId: the number the viewer gave this watch |
 * | 32 | u32 | how many bytes follow, before the next header or the message's end |
 * (big endian)
 *
 * A viewer numbers its watches, and everything the station says of a tile repeats the number: a frame of the camera
 * the tile showed before, still on its way, is never taken for one of the camera it shows now.
 */
import { z } from 'zod';
import { streamName, streamState } from './camera.ts';
import { cameraSound } from './sound.ts';

export const mediaHeaderBytes = 36;
export const mediaVersion = 2;

/** The station says it is there this often; a viewer that hears nothing for three times as long dials again. */
export const mediaPulseMs = 2000;

const tile = z.number().int().min(0).max(65535);
const watchId = z.number().int().min(0).max(0xffff_ffff);

export const viewerMessage = z.discriminatedUnion('type', [
  /** Show this camera in this tile; replaces what the tile showed. Credit starts at `credit` frames. */
  z.object({
    type: z.literal('watch'),
    tile,
    watchId,
    cameraId: z.string().max(128),
    stream: streamName,
    credit: z.number().int().min(1).max(64),
    /** For a viewer that cannot decode what the camera sends: transcoded by the station, smaller and at its expense. */
    as: z.literal('mpeg1').optional(),
  }),
  z.object({ type: z.literal('unwatch'), tile }),
  /** These tiles have consumed this many more frames. One message for the wall, not one a frame. */
  z.object({
    type: z.literal('credit'),
    tiles: z.array(z.object({ tile, watchId, frames: z.number().int().min(1).max(256) })).max(256),
  }),
  /**
   * Hear the tile's camera; replaces what the window heard. The watch must be running: watching anew, or no longer, ends
   * it. Credit starts at `credit` pieces.
   */
  z.object({ type: z.literal('listen'), tile, watchId, credit: z.number().int().min(1).max(64) }),
  z.object({ type: z.literal('unlisten') }),
  /** So many more pieces of sound were consumed. */
  z.object({ type: z.literal('sound-credit'), watchId, pieces: z.number().int().min(1).max(256) }),
]);
export type ViewerMessage = z.infer<typeof viewerMessage>;

export const stationMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), tile, watchId, state: streamState }),
  /** Precedes the first frame, and every change of codec or picture size. `codec` is an RFC 6381 string. */
  z.object({
    type: z.literal('format'),
    tile,
    watchId,
    codec: z.string(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
  }),
  z.object({ type: z.literal('refused'), tile, watchId, reason: z.enum(['no-such-camera', 'too-many-tiles']) }),
  /** To who listens: what there is to hear, at once and when it changes. `on` precedes the first piece of sound. */
  z.object({ type: z.literal('sound'), tile, watchId, sound: cameraSound }),
  z.object({ type: z.literal('pulse') }),
]);
export type StationMessage = z.infer<typeof stationMessage>;

export interface MediaHeader {
  kind: 'picture' | 'sound';
  key: boolean;
  tile: number;
  sequence: number;
  presentationUs: number;
  arrivalMs: number;
  /** Of sound: pieces. */
  droppedFrames: number;
  watchId: number;
  /** That follow the header. */
  bytes: number;
}

export function writeMediaHeader(into: DataView, header: MediaHeader): void {
  into.setUint8(0, mediaVersion);
  into.setUint8(1, (header.key ? 1 : 0) | (header.kind === 'sound' ? 2 : 0));
  into.setUint16(2, header.tile);
  into.setUint32(4, header.sequence >>> 0);
  into.setFloat64(8, header.presentationUs);
  into.setFloat64(16, header.arrivalMs);
  into.setUint32(24, header.droppedFrames >>> 0);
  into.setUint32(28, header.watchId >>> 0);
  into.setUint32(32, header.bytes >>> 0);
}

/** The header at `at`; null when what is there is not one of ours, or is cut short. */
export function readMediaHeader(from: DataView, at = 0): MediaHeader | null {
  if (from.byteLength < at + mediaHeaderBytes || from.getUint8(at) !== mediaVersion) return null;
  const bytes = from.getUint32(at + 32);
  if (from.byteLength < at + mediaHeaderBytes + bytes) return null;
  return {
    kind: (from.getUint8(at + 1) & 2) === 2 ? 'sound' : 'picture',
    key: (from.getUint8(at + 1) & 1) === 1,
    tile: from.getUint16(at + 2),
    sequence: from.getUint32(at + 4),
    presentationUs: from.getFloat64(at + 8),
    arrivalMs: from.getFloat64(at + 16),
    droppedFrames: from.getUint32(at + 24),
    watchId: from.getUint32(at + 28),
    bytes,
  };
}
