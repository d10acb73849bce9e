/** RTP packets of H.264 (RFC 6184): single NAL units and FU-A, as cameras send them. */
export class RtpPacketiser {
  readonly #ssrc: number;
  readonly #payloadType: number;
  #sequence: number;

  constructor(options: { ssrc: number; payloadType: number; firstSequence: number }) {
    this.#ssrc = options.ssrc;
    this.#payloadType = options.payloadType;
    this.#sequence = options.firstSequence;
  }

  /** The packets of one picture; the last carries the marker. */
  picture(nals: readonly Buffer[], timestamp: number): Buffer[] {
    const packets = nals.flatMap((nal) => this.#nal(nal, timestamp));
    const last = packets.at(-1);
    if (last !== undefined) last[1] = (last[1] ?? 0) | 0x80;
    return packets;
  }

  #nal(nal: Buffer, timestamp: number): Buffer[] {
    if (nal.length <= maxPayload) return [this.#packet(timestamp, nal)];
    const header = nal[0] ?? 0;
    const packets: Buffer[] = [];
    for (let at = 1; at < nal.length; at += maxPayload - 2) {
      const part = nal.subarray(at, at + maxPayload - 2);
      const first = at === 1 ? 0x80 : 0;
      const last = at + part.length >= nal.length ? 0x40 : 0;
      const indicator = Buffer.from([(header & 0xe0) | 28, first | last | (header & 0x1f)]);
      packets.push(this.#packet(timestamp, indicator, part));
    }
    return packets;
  }

  #packet(timestamp: number, ...payload: readonly Buffer[]): Buffer {
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = this.#payloadType;
    header.writeUInt16BE(this.#sequence & 0xffff, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(this.#ssrc, 8);
    this.#sequence += 1;
    return Buffer.concat([header, ...payload]);
  }
}

/** Bytes, so that a packet fits an Ethernet frame. */
const maxPayload = 1400;
