import type { StreamName } from '#contract/camera.ts';
import type { CameraSound } from '#contract/sound.ts';

/** One piece of sound as the camera encoded it: a packet's worth of G.711, or one AAC access unit. */
export interface SoundUnit {
  /** Never changed after it was handed out. */
  bytes: Uint8Array;
  /** From the RTP timestamp, microseconds since the sound began; a line of its own, not the picture's. */
  presentationUs: number;
  /** When its last packet reached us: milliseconds since 1970, fractional. */
  arrivalMs: number;
}

/** Whoever hears a stream. Called synchronously; must not throw and must not keep the session waiting. */
export interface SoundListener {
  onSound(sound: CameraSound): void;
  onUnit(unit: SoundUnit): void;
}

export interface SoundSource {
  /**
   * Starts listening: told at once what there is to hear, then what comes. It keeps no stream open, for who hears a
   * camera also looks at it. Null: there is no such camera or stream.
   */
  listen(cameraId: string, stream: StreamName, listener: SoundListener): (() => void) | null;
}
