import type { StreamFormat } from '../frames.ts';
import type { PictureAssembler } from './picture-assembler.ts';
import { parseRtpHeader, sequenceStep } from './rtp.ts';
import type { RtpHeader } from './rtp.ts';
import { Timeline } from './timeline.ts';
import type { VideoCounts, VideoListener } from './video-receiver.ts';

export interface PictureReceiverOptions {
  assembler: PictureAssembler;
  payloadType: number;
  clockRate: number;
  /** Presentation time of the first frame, microseconds. */
  startUs: number;
  counts: VideoCounts;
  listener: VideoListener;
}

/** RTP packets in, pictures out, for codecs whose payloads are parts of a picture and not NAL units. */
export class PictureReceiver {
  readonly #assembler: PictureAssembler;
  readonly #payloadType: number;
  readonly #counts: VideoCounts;
  readonly #listener: VideoListener;
  readonly #timeline: Timeline;
  readonly #header: RtpHeader = { payloadType: 0, marker: false, sequence: 0, timestamp: 0, ssrc: 0, start: 0, end: 0 };
  #format: StreamFormat | null = null;
  #ssrc: number | null = null;
  #nextSequence = 0;
  #waitingForKey = true;

  #open = false;
  #damaged = false;
  #timestamp = 0;
  #presentationUs = 0;
  #arrivalMs = 0;

  constructor(options: PictureReceiverOptions) {
    this.#assembler = options.assembler;
    this.#payloadType = options.payloadType;
    this.#counts = options.counts;
    this.#listener = options.listener;
    this.#timeline = new Timeline(options.clockRate, options.startUs);
  }

  /** As VideoReceiver.packet. */
  packet(bytes: Uint8Array, start: number, end: number, arrivalMs: number, monotonicMs: number): void {
    const header = this.#header;
    if (!parseRtpHeader(bytes, start, end, header)) {
      this.#counts.brokenPackets += 1;
      return;
    }
    if (header.payloadType !== this.#payloadType) return;
    this.#counts.packets += 1;
    this.#counts.bytes += end - start;
    if (!this.#follows(header)) return;
    if (this.#open && header.timestamp !== this.#timestamp) this.#close();
    if (!this.#open) {
      this.#open = true;
      this.#timestamp = header.timestamp;
      this.#presentationUs = this.#timeline.presentationUs(header.timestamp, monotonicMs);
    }
    this.#arrivalMs = arrivalMs;
    if (header.start < header.end && !this.#damaged && !this.#assembler.add(bytes, header.start, header.end)) {
      this.#counts.brokenPackets += 1;
      this.#damaged = true;
    }
    if (header.marker) this.#close();
  }

  /** False for a packet that was here before. */
  #follows(header: RtpHeader): boolean {
    const isSame = this.#ssrc === header.ssrc;
    const step = isSame ? sequenceStep(this.#nextSequence, header.sequence) : 'restarted';
    if (step === 'repeated') {
      this.#counts.repeatedPackets += 1;
      return false;
    }
    if (step === 'restarted') {
      if (this.#ssrc !== null) {
        this.#lose();
        this.#timeline.restart();
      }
      this.#ssrc = header.ssrc;
    } else if (step > 0) {
      this.#counts.lostPackets += step;
      this.#lose();
      // The packets that are missing may have been the beginning of the picture this one belongs to.
      this.#damaged = true;
    }
    this.#nextSequence = (header.sequence + 1) & 0xffff;
    return true;
  }

  #lose(): void {
    if (this.#open) this.#counts.droppedFrames += 1;
    this.#assembler.forget();
    this.#open = false;
    this.#waitingForKey = true;
  }

  #close(): void {
    const damaged = this.#damaged;
    this.#open = false;
    this.#damaged = false;
    const picture = this.#assembler.finish();
    if (damaged || picture === null || (this.#waitingForKey && !picture.key)) {
      this.#counts.droppedFrames += 1;
      this.#waitingForKey = true;
      return;
    }
    this.#waitingForKey = false;
    this.#counts.frames += 1;
    if (picture.key) {
      this.#counts.keyFrames += 1;
      this.#counts.lastKeyFrameAtMs = this.#arrivalMs;
    }
    const { bytes, key, format } = picture;
    if (!isSameFormat(format, this.#format)) this.#listener.onFormat(format);
    this.#format = format;
    this.#listener.onFrame({
      passingBytes: bytes,
      key,
      presentationUs: this.#presentationUs,
      arrivalMs: this.#arrivalMs,
    });
  }
}

function isSameFormat(one: StreamFormat, other: StreamFormat | null): boolean {
  return other !== null && one.codec === other.codec && one.width === other.width && one.height === other.height;
}
