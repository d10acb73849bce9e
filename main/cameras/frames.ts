import type { StreamName, StreamState } from '#contract/camera.ts';

/** One picture as the camera encoded it. */
export interface AccessUnit {
  /** Annex B, parameter sets in front of every key frame. Never changed after it was handed out. */
  bytes: Uint8Array;
  key: boolean;
  /** From the RTP timestamp, microseconds since the stream session's first; not monotonic when the camera sends B-frames. */
  presentationUs: number;
  /** When its last packet reached us: milliseconds since 1970, fractional. */
  arrivalMs: number;
}

/**
 * The same on its way from the camera, before anybody keeps it. Not an AccessUnit, so that none is kept by mistake:
 * whoever wants it for longer than the call copies it: `keep`, or the ring.
 */
export interface PassingFrame extends Omit<AccessUnit, 'bytes'> {
  /** As AccessUnit.bytes, but only good during the call: the next frame is put together in the same memory. */
  passingBytes: Uint8Array;
}

/** The frame as one that lasts. */
export function keep({ passingBytes, ...rest }: PassingFrame): AccessUnit {
  // Of Node's pool: it may share its memory with others, but not its bytes.
  const bytes = Buffer.allocUnsafe(passingBytes.length);
  bytes.set(passingBytes);
  return { bytes, ...rest };
}

export interface StreamFormat {
  /** RFC 6381, for WebCodecs: `avc1.4d401f`. */
  codec: string;
  width: number | null;
  height: number | null;
}

/** Whoever looks at a stream. Called synchronously; must not throw and must not keep the session waiting. */
export interface FrameViewer {
  onState(state: StreamState): void;
  onFormat(format: StreamFormat): void;
  onFrame(frame: AccessUnit): void;
}

export interface FrameSource {
  /**
   * Starts looking. The viewer is told the state at once, then the format and the frames since the newest key frame
   * that are in the ring, then what comes. Null: there is no such camera or stream.
   */
  watch(cameraId: string, stream: StreamName, viewer: FrameViewer): (() => void) | null;
}
