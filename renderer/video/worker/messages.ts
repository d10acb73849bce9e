/** What a window and its media worker say to each other. Both are this program, so nothing is parsed. */
import type { StreamName, StreamState } from '#contract/camera.ts';
import type { CameraSound } from '#contract/sound.ts';

export type WorkerCommand =
  | { type: 'connect'; url: string }
  /** The tile's track; `writable` is transferred. Replaces the one before. */
  | { type: 'attach'; tile: number; writable: WritableStream<VideoFrame> }
  | { type: 'detach'; tile: number }
  /** `watch` numbers what the window asked for; what the worker says of a tile repeats it. */
  | { type: 'watch'; tile: number; watch: number; cameraId: string; stream: StreamName }
  | { type: 'unwatch'; tile: number }
  /** Hear the tile from now on, and no other. */
  | { type: 'listen'; tile: number }
  | { type: 'unlisten' }
  /** Where the samples of the tile that is heard go (Float32Arrays); `port` is transferred. Null: nowhere. */
  | { type: 'sound-out'; tile: number; port: MessagePort | null }
  | { type: 'close' };

export type RefusedReason = 'no-such-camera' | 'too-many-tiles';

/** What keeps a tile's decoder from showing what arrives. */
export type DecoderTrouble = 'codec-unsupported' | 'decoder-failing';

/** What there is to hear of the tile that is listened to. */
export type HeardSound =
  | Exclude<CameraSound, { sound: 'on' }>
  /** It is decoded. */
  | { sound: 'heard'; sampleRate: number }
  | { sound: 'undecodable'; codec: string };

export interface TileReport {
  tile: number;
  watch: number;
  /** Frames handed to the track, since the watch began. */
  framesShown: number;
  /** Dropped at the station for our slowness, lost in decoder resets, or decoded too late to show. */
  framesLost: number;
  decoderResets: number;
  /** By VideoClock.monotonicMs. */
  lastFrameAtMs: number | null;
  width: number | null;
  height: number | null;
  codec: string | null;
  trouble: DecoderTrouble | null;
  /** Of each frame shown since the last report: its timestamp in the track (µs), its arrival at the station (ms since 1970). */
  stamps: readonly (readonly [timestampUs: number, arrivalMs: number])[];
}

export type WorkerEvent =
  | { type: 'link'; isUp: boolean }
  | { type: 'station'; tile: number; watch: number; state: StreamState }
  | { type: 'refused'; tile: number; watch: number; reason: RefusedReason }
  | { type: 'sound'; tile: number; sound: HeardSound }
  | { type: 'reports'; tiles: TileReport[] };
