import { BitReader } from './bit-reader.ts';
import { parseH265Sps } from './h265-sps.ts';
import type { NalCodec, NalKind, NalSink } from './nal-codec.ts';

const nalVps = 32;
const nalSps = 33;
const nalPps = 34;
const aggregation = 48;
const fragmentation = 49;

const typeOf = (header0: number): number => (header0 >> 1) & 0x3f;

/** RFC 7798 without decoding order numbers: single NAL unit, aggregation packet (4.4.2), fragmentation unit (4.4.3). */
export const h265Codec: NalCodec = {
  headerBytes: 2,

  kindOf(header0, header1): NalKind {
    // nuh_layer_id above 0: an enhancement layer no camera decoder needs.
    if ((header0 & 1) !== 0 || header1 >> 3 !== 0) return 'ignored';
    const type = typeOf(header0);
    if (type <= 9) return 'slice';
    if (type >= 16 && type <= 23) return 'key-slice'; // IRAP: BLA, IDR, CRA
    if (type >= nalVps && type <= nalPps) return 'parameters';
    if (type === 35) return 'delimiter';
    if (type === 39) return 'leading';
    if (type === 40) return 'trailing';
    return 'ignored';
  },

  unpack(bytes, start, end, into) {
    if (end - start < 3) return false;
    const type = typeOf(bytes[start] ?? 0);
    if (type < aggregation) {
      into.nal(bytes, start, end);
      return true;
    }
    if (type === aggregation) return unpackAggregate(bytes, start + 2, end, into);
    if (type === fragmentation) return unpackFragment(bytes, start, end, into);
    return false;
  },

  parameterSetName(nal) {
    const type = typeOf(nal[0] ?? 0);
    const id = type === nalSps ? (parseH265Sps(nal)?.id ?? null) : readId(nal, type);
    return id === null ? null : `${type}:${String(id).padStart(3, '0')}`;
  },

  describe(sets) {
    const found = new Set<number>();
    let sps: Uint8Array | null = null;
    for (const set of sets.values()) {
      const type = typeOf(set[0] ?? 0);
      found.add(type);
      if (type === nalSps) sps = set;
    }
    if (sps === null || !found.has(nalVps) || !found.has(nalPps)) return null;
    return parseH265Sps(sps)?.format ?? null;
  },
};

/** vps_video_parameter_set_id is u(4), pps_pic_parameter_set_id ue(v). */
function readId(nal: Uint8Array, type: number): number | null {
  const bits = new BitReader(nal, 2);
  const id = type === nalVps ? bits.bits(4) : bits.unsigned();
  return bits.overrun || id > 63 ? null : id;
}

function unpackAggregate(bytes: Uint8Array, start: number, end: number, into: NalSink): boolean {
  let at = start;
  while (at + 2 < end) {
    const size = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    at += 2;
    if (size < 3 || at + size > end) return false;
    into.nal(bytes, at, at + size);
    at += size;
  }
  return at === end && at > start;
}

function unpackFragment(bytes: Uint8Array, start: number, end: number, into: NalSink): boolean {
  if (end - start < 4) return false;
  const header = bytes[start + 2] ?? 0;
  if ((header & 0x80) !== 0) {
    into.beginFragments(((bytes[start] ?? 0) & 0x81) | ((header & 0x3f) << 1), bytes[start + 1] ?? 0);
  }
  into.fragment(bytes, start + 3, end);
  if ((header & 0x40) !== 0) into.endFragments();
  return true;
}
