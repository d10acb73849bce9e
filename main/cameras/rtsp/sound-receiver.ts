import type { SoundUnit } from '../sounds.ts';
import { parseRtpHeader, sequenceStep } from './rtp.ts';
import type { RtpHeader } from './rtp.ts';
import type { SoundUnpacker } from './sound-unpacker.ts';
import { Timeline } from './timeline.ts';

/** What a stream's sound has brought, over all its connections. */
export interface SoundCounts {
  /** Also those nobody listened to, of which nothing more is counted. */
  packets: number;
  bytes: number;
  /** Gaps in the sequence numbers. */
  lostPackets: number;
  repeatedPackets: number;
  /** Packets and payloads we could make nothing of. */
  brokenPackets: number;
  units: number;
}

export const noSoundYet = (): SoundCounts => ({
  packets: 0,
  bytes: 0,
  lostPackets: 0,
  repeatedPackets: 0,
  brokenPackets: 0,
  units: 0,
});

/** Who takes the units, and whether anybody does. */
export interface UnitTaker {
  readonly isHeard: boolean;
  onUnit(unit: SoundUnit): void;
}

export interface SoundReceiverOptions {
  unpacker: SoundUnpacker;
  payloadType: number;
  clockRate: number;
  counts: SoundCounts;
  taker: UnitTaker;
}

/** RTP packets in, units of sound out. While nobody listens a packet costs no more than being counted. */
export class SoundReceiver {
  readonly #options: SoundReceiverOptions;
  readonly #timeline: Timeline;
  readonly #header: RtpHeader = { payloadType: 0, marker: false, sequence: 0, timestamp: 0, ssrc: 0, start: 0, end: 0 };
  #payloadType: number;
  #payloadTypeSeen = false;
  /** Null: what comes next follows nothing. */
  #ssrc: number | null = null;
  #nextSequence = 0;

  constructor(options: SoundReceiverOptions) {
    this.#options = options;
    this.#payloadType = options.payloadType;
    this.#timeline = new Timeline(options.clockRate, 0);
  }

  /** As VideoReceiver.packet. */
  packet(bytes: Uint8Array, start: number, end: number, arrivalMs: number, monotonicMs: number): void {
    const { counts, taker, unpacker } = this.#options;
    counts.packets += 1;
    counts.bytes += end - start;
    if (!taker.isHeard) {
      this.#ssrc = null;
      return;
    }
    const header = this.#header;
    if (!parseRtpHeader(bytes, start, end, header)) {
      counts.brokenPackets += 1;
      return;
    }
    if (!this.#isOurs(header.payloadType) || !this.#follows(header)) return;
    if (header.start === header.end) return;
    const fromUs = this.#timeline.presentationUs(header.timestamp, monotonicMs);
    const isWhole = unpacker.unpack(bytes, header.start, header.end, header, (unit, ticks) => {
      counts.units += 1;
      const presentationUs = fromUs + Math.round((ticks * 1e6) / this.#options.clockRate);
      taker.onUnit({ bytes: unit, presentationUs, arrivalMs });
    });
    if (!isWhole) counts.brokenPackets += 1;
  }

  #isOurs(payloadType: number): boolean {
    if (payloadType === this.#payloadType) {
      this.#payloadTypeSeen = true;
      return true;
    }
    // Some cameras number their payload otherwise than their SDP says; comfort noise and key tones are below or known.
    if (this.#payloadTypeSeen || payloadType < 96 || this.#payloadType < 96) return false;
    this.#payloadType = payloadType;
    this.#payloadTypeSeen = true;
    return true;
  }

  /** False for a packet that was here before. */
  #follows(header: RtpHeader): boolean {
    const { counts, unpacker } = this.#options;
    const step = this.#ssrc === header.ssrc ? sequenceStep(this.#nextSequence, header.sequence) : 'restarted';
    if (step === 'repeated') {
      counts.repeatedPackets += 1;
      return false;
    }
    if (step === 'restarted') this.#timeline.restart();
    else counts.lostPackets += step;
    if (step !== 0) unpacker.forget();
    this.#ssrc = header.ssrc;
    this.#nextSequence = (header.sequence + 1) & 0xffff;
    return true;
  }
}
