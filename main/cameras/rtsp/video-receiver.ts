import type { PassingFrame, StreamFormat } from '../frames.ts';
import type { NalCodec, NalSink } from './nal-codec.ts';
import { ParameterSets } from './parameter-sets.ts';
import { parseRtpHeader, sequenceStep } from './rtp.ts';
import type { RtpHeader } from './rtp.ts';
import { Timeline } from './timeline.ts';
import { UnitBuffer } from './unit-buffer.ts';

/** What a stream has brought, over all its connections. */
export interface VideoCounts {
  packets: number;
  bytes: number;
  /** Gaps in the sequence numbers. */
  lostPackets: number;
  repeatedPackets: number;
  /** Payloads we could make nothing of. */
  brokenPackets: number;
  frames: number;
  keyFrames: number;
  /** Damaged, or of no use because the pictures they refer to were. */
  droppedFrames: number;
  lastKeyFrameAtMs: number | null;
}

export const noVideoYet = (): VideoCounts => ({
  packets: 0,
  bytes: 0,
  lostPackets: 0,
  repeatedPackets: 0,
  brokenPackets: 0,
  frames: 0,
  keyFrames: 0,
  droppedFrames: 0,
  lastKeyFrameAtMs: null,
});

export interface VideoListener {
  onFormat(format: StreamFormat): void;
  /** The frame's bytes are only good during the call. */
  onFrame(frame: PassingFrame): void;
}

export interface VideoReceiverOptions {
  codec: NalCodec;
  payloadType: number;
  clockRate: number;
  /** From the SDP; may be wrong, late or missing. */
  parameterSets: readonly Uint8Array[];
  /** Presentation time of the first frame, microseconds. */
  startUs: number;
  counts: VideoCounts;
  listener: VideoListener;
}

/**
 * RTP packets in, access units out. Nothing that follows a lost packet is shown before the next key frame: a picture
 * built on a broken one looks like evidence and is none.
 */
export class VideoReceiver implements NalSink {
  readonly #codec: NalCodec;
  readonly #counts: VideoCounts;
  readonly #listener: VideoListener;
  readonly #sets: ParameterSets;
  readonly #timeline: Timeline;
  readonly #header: RtpHeader = { payloadType: 0, marker: false, sequence: 0, timestamp: 0, ssrc: 0, start: 0, end: 0 };
  #payloadType: number;
  #payloadTypeSeen = false;
  #format: StreamFormat | null = null;
  #waitingForKey = true;
  #ssrc: number | null = null;
  #nextSequence = 0;
  #marksEverySlice = false;

  /** The unit being put together, without parameter sets. */
  readonly #unit = new UnitBuffer();
  #open = false;
  #timestamp = 0;
  #closedTimestamp: number | null = null;
  #hasSlice = false;
  #key = false;
  #damaged = false;
  #presentationUs = 0;
  #arrivalMs = 0;
  #monotonicMs = 0;

  #nalIsParameters = false;
  #nalKept = false;
  /** Header of a NAL unit whose first fragment is about to come. */
  #fragmentsHeader: readonly [number, number] | null = null;
  #skippingFragments = false;

  constructor(options: VideoReceiverOptions) {
    this.#codec = options.codec;
    this.#counts = options.counts;
    this.#listener = options.listener;
    this.#payloadType = options.payloadType;
    this.#sets = new ParameterSets(options.codec);
    this.#timeline = new Timeline(options.clockRate, options.startUs);
    for (const nal of options.parameterSets) {
      if (this.#codec.kindOf(nal[0] ?? 0, nal[1] ?? 0) === 'parameters') this.#sets.keep(nal);
    }
  }

  /**
   * One RTP packet; the bytes are only good during the call. `arrivalMs`: milliseconds since 1970, fractional;
   * `monotonicMs`: the same instant on the clock that does not jump.
   */
  packet(bytes: Uint8Array, start: number, end: number, arrivalMs: number, monotonicMs: number): void {
    const header = this.#header;
    if (!parseRtpHeader(bytes, start, end, header)) {
      this.#counts.brokenPackets += 1;
      return;
    }
    if (!this.#isOurs(header.payloadType)) return;
    this.#counts.packets += 1;
    this.#counts.bytes += end - start;
    if (!this.#follows(header)) return;
    if (this.#open && header.timestamp !== this.#timestamp) this.#close();
    this.#arrivalMs = arrivalMs;
    this.#monotonicMs = monotonicMs;
    if (!this.#open) this.#begin(header.timestamp);
    if (header.start < header.end && !this.#codec.unpack(bytes, header.start, header.end, this)) {
      this.#counts.brokenPackets += 1;
      this.#damaged = true;
    }
    if (header.marker && this.#hasSlice && !this.#unit.writingNal && !this.#marksEverySlice) this.#close();
  }

  nal(bytes: Uint8Array, start: number, end: number): void {
    const { headerBytes } = this.#codec;
    if (end - start <= headerBytes) return;
    if (this.#unit.writingNal) this.#abandonNal();
    this.#beginNal(bytes[start] ?? 0, bytes[start + 1] ?? 0, bytes[start + headerBytes] ?? 0);
    if (!this.#nalKept) return;
    this.#append(bytes, start + headerBytes, end);
    this.#endNal();
  }

  beginFragments(header0: number, header1: number): void {
    if (this.#unit.writingNal) this.#abandonNal();
    // Which slice it is stands in the body's first bit: see fragment().
    this.#fragmentsHeader = [header0, header1];
  }

  fragment(bytes: Uint8Array, start: number, end: number): void {
    if (this.#fragmentsHeader !== null) {
      const [header0, header1] = this.#fragmentsHeader;
      this.#fragmentsHeader = null;
      this.#beginNal(header0, header1, bytes[start] ?? 0);
      this.#skippingFragments = !this.#nalKept;
    }
    if (this.#skippingFragments) return;
    if (this.#unit.writingNal) this.#append(bytes, start, end);
    else this.#damaged = true; // its beginning was lost
  }

  endFragments(): void {
    this.#skippingFragments = false;
    if (this.#unit.writingNal) this.#endNal();
  }

  #isOurs(payloadType: number): boolean {
    if (payloadType === this.#payloadType) {
      this.#payloadTypeSeen = true;
      return true;
    }
    // Some cameras number their payload otherwise than their SDP says.
    if (this.#payloadTypeSeen || payloadType < 96) return false;
    this.#payloadType = payloadType;
    this.#payloadTypeSeen = true;
    return true;
  }

  /** False for a packet that was here before. */
  #follows(header: RtpHeader): boolean {
    if (this.#ssrc !== header.ssrc) {
      if (this.#ssrc !== null) this.#restart();
      this.#ssrc = header.ssrc;
    } else {
      const step = sequenceStep(this.#nextSequence, header.sequence);
      if (step === 'repeated') {
        this.#counts.repeatedPackets += 1;
        return false;
      }
      if (step === 'restarted') this.#restart();
      else if (step > 0) {
        this.#counts.lostPackets += step;
        this.#breakUnit();
      }
    }
    this.#nextSequence = (header.sequence + 1) & 0xffff;
    return true;
  }

  #restart(): void {
    this.#breakUnit();
    this.#timeline.restart();
    this.#closedTimestamp = null;
  }

  /** Something is missing: the unit at hand cannot be trusted, nor what refers to it. */
  #breakUnit(): void {
    this.#waitingForKey = true;
    this.#damaged = true;
    this.#fragmentsHeader = null;
    this.#skippingFragments = false;
    this.#closedTimestamp = null;
    if (this.#unit.writingNal) this.#abandonNal();
    // What comes next may be a picture of its own, and whole; its first slice tells.
    if (!this.#hasSlice) this.#damaged = false;
  }

  #begin(timestamp: number): void {
    this.#open = true;
    this.#timestamp = timestamp;
    this.#presentationUs = this.#timeline.presentationUs(timestamp, this.#monotonicMs);
    this.#unit.clear();
    this.#hasSlice = false;
    this.#key = false;
    this.#damaged = false;
  }

  #beginNal(header0: number, header1: number, firstByte: number): void {
    const kind = this.#codec.kindOf(header0, header1);
    const slice = kind === 'slice' || kind === 'key-slice';
    const firstSlice = slice && (firstByte & 0x80) !== 0;
    // H.264 7.4.1.2.3, H.265 7.4.2.4.4: a picture also ends where the next one's first NAL unit stands. Needed where
    // a camera neither sets the marker nor changes the timestamp.
    const startsUnit = firstSlice || kind === 'leading' || kind === 'parameters' || kind === 'delimiter';
    if (this.#hasSlice && startsUnit) {
      this.#close();
      this.#begin(this.#timestamp);
    }
    this.#nalKept = kind !== 'ignored' && kind !== 'delimiter';
    if (!this.#nalKept) return;
    if (slice) {
      if (!this.#hasSlice && !firstSlice) this.#missPictureStart();
      this.#hasSlice = true;
      if (kind === 'key-slice') this.#key = true;
    }
    this.#nalIsParameters = kind === 'parameters';
    this.#unit.beginNal(header0, header1, this.#codec.headerBytes);
  }

  #missPictureStart(): void {
    this.#damaged = true;
    // The marker was on a slice that was not the last: from now on only the timestamp is believed.
    if (this.#closedTimestamp === this.#timestamp) this.#marksEverySlice = true;
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#unit.append(bytes, start, end)) this.#damaged = true;
  }

  #endNal(): void {
    if (this.#nalIsParameters) {
      this.#sets.keep(this.#unit.currentNal());
      this.#unit.dropNal();
    }
    this.#unit.endNal();
  }

  #abandonNal(): void {
    this.#unit.dropNal();
    this.#damaged = true;
  }

  #close(): void {
    if (this.#unit.writingNal) this.#abandonNal();
    this.#open = false;
    if (!this.#hasSlice) return;
    this.#closedTimestamp = this.#timestamp;
    if (this.#damaged || !this.#hand()) {
      this.#counts.droppedFrames += 1;
      this.#waitingForKey = true;
    }
  }

  /** Hands the unit on; false when it is of no use. */
  #hand(): boolean {
    if (this.#waitingForKey && !this.#key) return false;
    const format = this.#sets.format();
    // Without parameter sets there is no decoding; with a new sequence set, not before its first key frame.
    if (format === null || (!this.#key && format !== this.#format && !sameFormat(format, this.#format))) return false;
    const passingBytes = this.#unit.withPrefix(this.#sets.takePrefix(this.#key));
    this.#waitingForKey = false;
    this.#counts.frames += 1;
    if (this.#key) {
      this.#counts.keyFrames += 1;
      this.#counts.lastKeyFrameAtMs = this.#arrivalMs;
    }
    if (!sameFormat(format, this.#format)) this.#listener.onFormat(format);
    this.#format = format;
    this.#listener.onFrame({
      passingBytes,
      key: this.#key,
      presentationUs: this.#presentationUs,
      arrivalMs: this.#arrivalMs,
    });
    return true;
  }
}

function sameFormat(one: StreamFormat, other: StreamFormat | null): boolean {
  return other !== null && one.codec === other.codec && one.width === other.width && one.height === other.height;
}
