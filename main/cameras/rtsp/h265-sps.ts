import type { StreamFormat } from '../frames.ts';
import { BitReader } from './bit-reader.ts';

const maxSide = 16_888;

/** What an H.265 sequence parameter set says (H.265 7.3.2.2), its two header bytes included; null when it is none. */
export function parseH265Sps(nal: Uint8Array): { id: number; format: StreamFormat } | null {
  if (nal.length < 16 || (((nal[0] ?? 0) >> 1) & 0x3f) !== 33) return null;
  const bits = new BitReader(nal, 2);
  bits.skip(4); // sps_video_parameter_set_id
  const maxSubLayers = bits.bits(3);
  bits.skip(1);
  const codec = readProfile(bits, maxSubLayers);
  const id = bits.unsigned();
  const chroma = bits.unsigned();
  const separatePlanes = chroma === 3 && bits.bit() === 1;
  const codedWidth = bits.unsigned();
  const codedHeight = bits.unsigned();
  const crop = bits.bit() === 1 ? [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()] : [];
  if (bits.overrun || id > 15) return null;
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const width = codedWidth - (left + right) * (!separatePlanes && (chroma === 1 || chroma === 2) ? 2 : 1);
  const height = codedHeight - (top + bottom) * (!separatePlanes && chroma === 1 ? 2 : 1);
  const sane = width >= 1 && height >= 1 && width <= maxSide && height <= maxSide;
  return { id, format: { codec, width: sane ? width : null, height: sane ? height : null } };
}

/** profile_tier_level (7.3.3), and from it the codec string of ISO/IEC 14496-15 annex E.3. */
function readProfile(bits: BitReader, maxSubLayers: number): string {
  const space = bits.bits(2);
  const tier = bits.bit();
  const profile = bits.bits(5);
  // The string has these flags with the first one in the lowest bit.
  let compatibility = 0;
  for (let flag = 0; flag < 32; flag += 1) compatibility += bits.bit() * 2 ** flag;
  const constraints = Array.from({ length: 6 }, () => bits.bits(8));
  const level = bits.bits(8);
  skipSubLayers(bits, maxSubLayers);
  while (constraints.at(-1) === 0) constraints.pop();
  return [
    `hev1`,
    `${['', 'A', 'B', 'C'][space] ?? ''}${profile}`,
    compatibility.toString(16).toUpperCase(),
    `${tier === 1 ? 'H' : 'L'}${level}`,
    ...constraints.map((byte) => byte.toString(16).toUpperCase()),
  ].join('.');
}

function skipSubLayers(bits: BitReader, maxSubLayers: number): void {
  if (maxSubLayers === 0) return;
  const present = Array.from({ length: maxSubLayers }, () => ({ profile: bits.bit(), level: bits.bit() }));
  bits.skip((8 - maxSubLayers) * 2);
  for (const layer of present) bits.skip(layer.profile * 88 + layer.level * 8);
}
