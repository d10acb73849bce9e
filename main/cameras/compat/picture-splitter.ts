export interface EncodedPicture {
  /** Whole MPEG-TS packets. */
  bytes: Uint8Array;
  /** Begins with a sequence header: decoding may begin here. */
  key: boolean;
}

const packetBytes = 188;
const syncByte = 0x47;
/** ISO/IEC 13818-1 table 2-22: the first video stream. */
const videoStream = 0xe0;
/** ISO/IEC 11172-2: sequence_header_code, after its 00 00 01. */
const sequenceHeader = 0xb3;
const maxPictureBytes = 2 * 1024 * 1024;

/**
 * Cuts ffmpeg's MPEG transport stream into pictures, one a PES packet (ISO/IEC 13818-1, 2.4.3). Tables are left out:
 * jsmpeg goes by the stream id in the PES header.
 */
export class PictureSplitter {
  readonly #onPicture: (picture: EncodedPicture) => void;
  #rest = Buffer.alloc(0);
  #videoPid = -1;
  #packets: Uint8Array[] = [];
  #key = false;
  /** Payload bytes still to come; Infinity where the PES header does not say. */
  #missingBytes = 0;

  constructor(onPicture: (picture: EncodedPicture) => void) {
    this.#onPicture = onPicture;
  }

  take(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at + packetBytes <= bytes.length) {
      if (bytes[at] === syncByte) {
        this.#packet(bytes.subarray(at, at + packetBytes));
        at += packetBytes;
      } else {
        const next = bytes.indexOf(syncByte, at + 1);
        at = next < 0 ? bytes.length : next;
      }
    }
    this.#rest = bytes.subarray(at);
  }

  #packet(packet: Buffer): void {
    const starts = (packet.readUInt8(1) & 0x40) !== 0;
    const pid = packet.readUInt16BE(1) & 0x1fff;
    const control = (packet.readUInt8(3) >> 4) & 3;
    if ((control & 1) === 0) return;
    const payload = packet.subarray(4 + ((control & 2) === 0 ? 0 : 1 + packet.readUInt8(4)));
    if (starts) {
      const begun = readPesStart(payload);
      if (begun === null) return;
      this.#hand();
      this.#videoPid = pid;
      this.#key = begun.key;
      this.#missingBytes = begun.payloadBytes;
    } else if (pid !== this.#videoPid || this.#missingBytes === 0) return;
    this.#packets.push(packet);
    this.#missingBytes -= payload.length;
    if (this.#missingBytes <= 0) this.#hand();
    else if (this.#packets.length * packetBytes > maxPictureBytes) this.#forget();
  }

  #hand(): void {
    if (this.#packets.length > 0) this.#onPicture({ bytes: Buffer.concat(this.#packets), key: this.#key });
    this.#forget();
  }

  #forget(): void {
    this.#packets = [];
    this.#missingBytes = 0;
  }
}

/** Null: not the beginning of a picture. */
function readPesStart(payload: Buffer): { key: boolean; payloadBytes: number } | null {
  if (payload.length < 13 || payload.readUInt32BE(0) !== (0x100 | videoStream)) return null;
  const length = payload.readUInt16BE(4);
  const video = payload.subarray(9 + payload.readUInt8(8));
  const key = video.length >= 4 && video.readUInt32BE(0) === (0x100 | sequenceHeader);
  return { key, payloadBytes: length === 0 ? Infinity : length + 6 };
}
