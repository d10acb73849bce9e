import type { StreamFormat } from '../frames.ts';
import { BitReader } from './bit-reader.ts';

/** Profiles whose SPS carries chroma and scaling fields (H.264 7.3.2.1.1). */
const highProfiles: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
/** Level 6.2 allows 16,880 luma samples on a side; more is no camera's. */
const maxSide = 16_880;

/**
 * Codec string and cropped picture size of an H.264 sequence parameter set, its NAL header included. The size is null
 * when it cannot be read; null altogether when the bytes are no SPS.
 */
export function parseH264Sps(nal: Uint8Array): StreamFormat | null {
  const [header, profile, constraints, level] = nal;
  if (header === undefined || profile === undefined || constraints === undefined || level === undefined) return null;
  if ((header & 0x1f) !== 7) return null;
  const hex = [profile, constraints, level].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const size = readSize(new BitReader(nal, 4), profile);
  return { codec: `avc1.${hex}`, width: size?.width ?? null, height: size?.height ?? null };
}

function readSize(bits: BitReader, profile: number): { width: number; height: number } | null {
  bits.unsigned(); // seq_parameter_set_id
  let chroma = 1;
  if (highProfiles.has(profile)) {
    chroma = bits.unsigned();
    if (chroma === 3 && bits.bit() === 1) chroma = 0; // separate colour planes crop like monochrome
    bits.unsigned(); // bit_depth_luma_minus8
    bits.unsigned(); // bit_depth_chroma_minus8
    bits.skip(1);
    if (bits.bit() === 1) skipScalingMatrix(bits, chroma === 3 ? 12 : 8);
  }
  bits.unsigned(); // log2_max_frame_num_minus4
  skipPictureOrder(bits);
  bits.unsigned(); // max_num_ref_frames
  bits.skip(1);
  const widthInMacroblocks = bits.unsigned() + 1;
  const heightInMapUnits = bits.unsigned() + 1;
  const framesOnly = bits.bit();
  if (framesOnly === 0) bits.skip(1);
  bits.skip(1); // direct_8x8_inference_flag
  const crop = bits.bit() === 1 ? [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()] : [];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = (chroma === 1 ? 2 : 1) * (2 - framesOnly);
  const width = widthInMacroblocks * 16 - (left + right) * unitX;
  const height = heightInMapUnits * 16 * (2 - framesOnly) - (top + bottom) * unitY;
  if (bits.overrun || width < 1 || height < 1 || width > maxSide || height > maxSide) return null;
  return { width, height };
}

function skipPictureOrder(bits: BitReader): void {
  const type = bits.unsigned();
  if (type === 0) bits.unsigned();
  if (type !== 1) return;
  bits.skip(1);
  bits.signed();
  bits.signed();
  const cycle = bits.unsigned();
  for (let n = 0; n < cycle && n < 256 && !bits.overrun; n += 1) bits.signed();
}

function skipScalingMatrix(bits: BitReader, lists: number): void {
  for (let list = 0; list < lists; list += 1) {
    if (bits.bit() === 0) continue;
    const size = list < 6 ? 16 : 64;
    let next = 8;
    for (let n = 0; n < size && next !== 0 && !bits.overrun; n += 1) next = (next + bits.signed() + 256) % 256;
  }
}
