/** One RTP packet's header (RFC 3550 5.1), and where its payload lies. */
export interface RtpHeader {
  payloadType: number;
  marker: boolean;
  sequence: number;
  timestamp: number;
  ssrc: number;
  /** The payload, without CSRCs, extension and padding. */
  start: number;
  end: number;
}

/** Fills `into`; false when the bytes are no RTP packet. No object is made: this runs for every packet of every camera. */
export function parseRtpHeader(bytes: Uint8Array, start: number, end: number, into: RtpHeader): boolean {
  if (end - start < 12 || end > bytes.length) return false;
  const first = at(bytes, start);
  if (first >> 6 !== 2) return false;
  const second = at(bytes, start + 1);
  let payload = start + 12 + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (payload + 4 > end) return false;
    payload += 4 + ((at(bytes, payload + 2) << 8) | at(bytes, payload + 3)) * 4;
  }
  let payloadEnd = end;
  if ((first & 0x20) !== 0) {
    const padding = at(bytes, end - 1);
    if (padding === 0) return false;
    payloadEnd -= padding;
  }
  if (payload > payloadEnd) return false;
  into.payloadType = second & 0x7f;
  into.marker = (second & 0x80) !== 0;
  into.sequence = (at(bytes, start + 2) << 8) | at(bytes, start + 3);
  into.timestamp = word(bytes, start + 4);
  into.ssrc = word(bytes, start + 8);
  into.start = payload;
  into.end = payloadEnd;
  return true;
}

/** Packets this far back are the same ones again; further back, the camera began to count anew. */
const repeatWindow = 64;

/** How many packets are missing between the one expected and the one that came. */
export function sequenceStep(expected: number, came: number): number | 'repeated' | 'restarted' {
  const step = (came - expected) & 0xffff;
  if (step < 0x8000) return step;
  return 0x10000 - step <= repeatWindow ? 'repeated' : 'restarted';
}

const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;

const word = (bytes: Uint8Array, index: number): number =>
  ((at(bytes, index) << 24) | (at(bytes, index + 1) << 16) | (at(bytes, index + 2) << 8) | at(bytes, index + 3)) >>> 0;
