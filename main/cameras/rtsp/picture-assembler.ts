import type { StreamFormat } from '../frames.ts';

export interface AssembledPicture {
  bytes: Uint8Array;
  key: boolean;
  format: StreamFormat;
}

/** Puts the RTP payloads of one picture after another together, in a codec that is not made of NAL units. */
export interface PictureAssembler {
  /** The next payload of the picture at hand; the bytes are only good during the call. False: broken. */
  add(bytes: Uint8Array, start: number, end: number): boolean;
  /** The picture is whole; null when nothing can be shown of it. What comes next is another one. */
  finish(): AssembledPicture | null;
  /** Something is missing: what was gathered is of no use. */
  forget(): void;
}

export type OpenAssembler = () => PictureAssembler;

/** A picture of more than this is no camera's. */
export const maxPictureBytes = 8 * 1024 * 1024;
