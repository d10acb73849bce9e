import type { StreamFormat } from '../frames.ts';

/**
 * What a NAL unit is to the assembly of access units:
 * `parameters` are kept and put in front of key frames; `leading` belongs to the picture that follows, `trailing` to
 * the one before; `delimiter` only says that a picture begins and is left out; `ignored` is of no use to a decoder.
 */
export type NalKind = 'slice' | 'key-slice' | 'parameters' | 'leading' | 'trailing' | 'delimiter' | 'ignored';

/** Where a payload's NAL units go. The bytes are only good during the call. */
export interface NalSink {
  nal(bytes: Uint8Array, start: number, end: number): void;
  /** A NAL unit begins whose header is these bytes and whose body comes in fragments. */
  beginFragments(header0: number, header1: number): void;
  fragment(bytes: Uint8Array, start: number, end: number): void;
  endFragments(): void;
}

/** One RTP payload format of one codec. Holds no state: that is the receiver's. */
export interface NalCodec {
  /** Bytes of a NAL unit's header. The slice header's first bit, right after it, says "first slice of a picture". */
  readonly headerBytes: 1 | 2;
  kindOf(header0: number, header1: number): NalKind;
  /** Hands on the payload's NAL units; false when it is broken or of a kind we do not take. */
  unpack(bytes: Uint8Array, start: number, end: number, into: NalSink): boolean;
  /** Under which name to keep a parameter set; sorting the names gives the order to send them in. Null: unusable. */
  parameterSetName(nal: Uint8Array): string | null;
  /** What the sets describe; null while one that is needed is missing. */
  describe(sets: ReadonlyMap<string, Uint8Array>): StreamFormat | null;
}
