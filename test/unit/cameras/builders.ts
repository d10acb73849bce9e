import type { StreamState } from '#contract/camera.ts';
import type { AccessUnit, FrameViewer, PassingFrame, StreamFormat } from '../../../main/cameras/frames.ts';
import { parseRtspAddress } from '../../../main/cameras/rtsp/rtsp-address.ts';
import type { RtspAddress } from '../../../main/cameras/rtsp/rtsp-address.ts';
import type {
  OpenRtspStream,
  RtspStreamListener,
  RtspStreamOptions,
  StreamEnd,
} from '../../../main/cameras/rtsp/rtsp-stream.ts';

export const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Parameter sets as x264 writes them: baseline 640×360, and high 1920×1080 cropped from 1088. */
export const sps360 = fromHex('6742c01ed900a02ff97011000003000100000300320f162e48');
export const pps360 = fromHex('68cb83cb20');
export const sps1080 = fromHex('67640028acd940780227e5c044000003000400000300c83c60c658');
export const pps1080 = fromHex('68ebe3cb22c0');

/** NAL units whose slice header begins with "first macroblock 0". */
export const keySlice = (...rest: number[]): Uint8Array => Uint8Array.of(0x65, 0x88, ...rest);
export const slice = (...rest: number[]): Uint8Array => Uint8Array.of(0x41, 0x9a, ...rest);
/** A slice that is not its picture's first. */
export const laterSlice = (...rest: number[]): Uint8Array => Uint8Array.of(0x41, 0x40, ...rest);

export interface PacketFields {
  sequence?: number;
  timestamp?: number;
  marker?: boolean;
  ssrc?: number;
  payloadType?: number;
}

export function rtpPacket(payload: Uint8Array, fields: PacketFields = {}): Uint8Array {
  const packet = Buffer.alloc(12 + payload.length);
  packet[0] = 0x80;
  packet[1] = (fields.marker === true ? 0x80 : 0) | (fields.payloadType ?? 96);
  packet.writeUInt16BE((fields.sequence ?? 0) & 0xffff, 2);
  packet.writeUInt32BE((fields.timestamp ?? 0) >>> 0, 4);
  packet.writeUInt32BE(fields.ssrc ?? 7, 8);
  packet.set(payload, 12);
  return packet;
}

/** STAP-A, RFC 6184 section 5.7.1. */
export function stapA(...nals: Uint8Array[]): Uint8Array {
  return Buffer.concat([
    Uint8Array.of(0x78),
    ...nals.flatMap((nal) => [Uint8Array.of(nal.length >> 8, nal.length & 255), nal]),
  ]);
}

/** FU-A, RFC 6184 section 5.8: the NAL unit cut into `count` parts. */
export function fuA(nal: Uint8Array, count: number): Uint8Array[] {
  const body = nal.subarray(1);
  const size = Math.ceil(body.length / count);
  return Array.from({ length: count }, (_, n) => {
    const bits = (n === 0 ? 0x80 : 0) | (n === count - 1 ? 0x40 : 0);
    const header = [(nal[0]! & 0xe0) | 28, bits | (nal[0]! & 0x1f)];
    return Buffer.concat([Uint8Array.from(header), body.subarray(n * size, (n + 1) * size)]);
  });
}

/** Annex B. */
export const annexB = (...nals: Uint8Array[]): string => nals.map((nal) => `00000001${toHex(nal)}`).join('');

export function aFrame(fields: Partial<AccessUnit> = {}): AccessUnit {
  return { bytes: new Uint8Array(100), key: false, presentationUs: 0, arrivalMs: 0, ...fields };
}

/** As a receiver hands it over; its memory is used for something else right after. */
export function passing({ bytes, ...rest }: AccessUnit, hand: (frame: PassingFrame) => void): void {
  const memory = Uint8Array.from(bytes);
  hand({ passingBytes: memory, ...rest });
  memory.fill(0xee);
}

export function anAddress(url = 'rtsp://guard:hidden@127.0.0.1:8554/main'): RtspAddress {
  const address = parseRtspAddress(url);
  if (address === null) throw new Error(`no address: ${url}`);
  return address;
}

/** A camera held in the hand: a test says what it does. */
export class FakeCamera {
  readonly connections: FakeConnection[] = [];

  readonly open: OpenRtspStream = (options) => {
    const connection = new FakeConnection(options);
    this.connections.push(connection);
    return connection;
  };

  get last(): FakeConnection {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new Error('nobody connected');
    return connection;
  }
}

export class FakeConnection {
  closed = false;
  unhurried = false;
  readonly options: RtspStreamOptions;
  readonly #listener: RtspStreamListener;

  constructor(options: RtspStreamOptions) {
    this.options = options;
    this.#listener = options.listener;
  }

  play(): void {
    this.#listener.onPlaying();
  }
  format(format: Partial<StreamFormat> = {}): void {
    this.#listener.onFormat({ codec: 'avc1.42c01e', width: 640, height: 360, ...format });
  }
  frame(fields: Partial<AccessUnit> = {}): void {
    this.options.counts.packets += 1;
    this.options.counts.frames += 1;
    const frame = aFrame({ arrivalMs: this.options.clock.nowMs(), ...fields });
    passing(frame, (passingFrame) => this.#listener.onFrame(passingFrame));
  }
  /** Plays, and shows a key frame. */
  live(): void {
    this.play();
    this.format();
    this.frame({ key: true });
  }
  end(end: StreamEnd): void {
    this.#listener.onEnd(end);
  }
  fail(reason: Extract<StreamEnd, { end: 'failed' }>['reason'], detail = 'because'): void {
    this.end({ end: 'failed', reason, detail });
  }
  setUnhurried(unhurried: boolean): void {
    this.unhurried = unhurried;
  }
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

export class RecordingViewer implements FrameViewer {
  readonly states: StreamState[] = [];
  readonly formats: StreamFormat[] = [];
  readonly frames: AccessUnit[] = [];
  /** Everything, in order, in a word each. */
  readonly story: string[] = [];

  onState(state: StreamState): void {
    this.states.push(state);
    this.story.push(state.state);
  }
  onFormat(format: StreamFormat): void {
    this.formats.push(format);
    this.story.push(`format ${format.codec}`);
  }
  onFrame(frame: AccessUnit): void {
    this.frames.push(frame);
    this.story.push(frame.key ? 'key' : 'frame');
  }
  get state(): StreamState | undefined {
    return this.states.at(-1);
  }
}
