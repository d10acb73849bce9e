import { BitReader } from './bit-reader.ts';
import { parseH264Sps } from './h264-sps.ts';
import type { NalCodec, NalKind, NalSink } from './nal-codec.ts';

const nalSps = 7;
const nalPps = 8;
const stapA = 24;
const fuA = 28;

/** RFC 6184, packetization modes 0 and 1: single NAL unit, STAP-A (5.7.1), FU-A (5.8). */
export const h264Codec: NalCodec = {
  headerBytes: 1,

  kindOf(header0): NalKind {
    switch (header0 & 0x1f) {
      case 1:
      case 2:
        return 'slice';
      case 3: // data partitions B and C follow their A
      case 4:
        return 'trailing';
      case 5:
        return 'key-slice';
      case 6:
        return 'leading';
      case nalSps:
      case nalPps:
        return 'parameters';
      case 9:
        return 'delimiter';
      default:
        return 'ignored';
    }
  },

  unpack(bytes, start, end, into) {
    const header = bytes[start];
    if (header === undefined || start >= end) return false;
    const type = header & 0x1f;
    if (type >= 1 && type <= 23) {
      into.nal(bytes, start, end);
      return true;
    }
    if (type === stapA) return unpackAggregate(bytes, start + 1, end, into);
    if (type === fuA) return unpackFragment(bytes, start, end, into);
    return false;
  },

  parameterSetName(nal) {
    const type = (nal[0] ?? 0) & 0x1f;
    // seq_parameter_set_id comes after profile, constraints and level; pic_parameter_set_id comes first.
    const bits = new BitReader(nal, type === nalSps ? 4 : 1);
    const id = bits.unsigned();
    if (bits.overrun || id > (type === nalSps ? 31 : 255)) return null;
    return `${type}:${String(id).padStart(3, '0')}`;
  },

  describe(sets) {
    let sps: Uint8Array | null = null;
    let hasPps = false;
    // Sets are held oldest first: the newest SPS is the one in force.
    for (const set of sets.values()) {
      if (((set[0] ?? 0) & 0x1f) === nalSps) sps = set;
      else hasPps = true;
    }
    return sps !== null && hasPps ? parseH264Sps(sps) : null;
  },
};

function unpackAggregate(bytes: Uint8Array, start: number, end: number, into: NalSink): boolean {
  let at = start;
  while (at + 2 < end) {
    const size = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    at += 2;
    if (size === 0 || at + size > end) return false;
    into.nal(bytes, at, at + size);
    at += size;
  }
  return at === end && at > start;
}

function unpackFragment(bytes: Uint8Array, start: number, end: number, into: NalSink): boolean {
  if (end - start < 3) return false;
  const indicator = bytes[start] ?? 0;
  const header = bytes[start + 1] ?? 0;
  if ((header & 0x80) !== 0) into.beginFragments((indicator & 0xe0) | (header & 0x1f), 0);
  into.fragment(bytes, start + 2, end);
  if ((header & 0x40) !== 0) into.endFragments();
  return true;
}
