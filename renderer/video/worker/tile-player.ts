import type { MediaHeader } from '#contract/media.ts';
import type { VideoClock } from '../clock.ts';
import { errorsToUnplayable, isDecoderStuck, restAfterErrorMs } from './decoder-watchdog.ts';
import type { DecoderTrouble } from './messages.ts';
import { PlayoutOrder, Timeline } from './playout.ts';

/** The part of a VideoFrame that is looked at. */
export interface DecodedFrame {
  readonly timestamp: number;
  readonly displayWidth: number;
  readonly displayHeight: number;
  close(): void;
}

export interface EncodedFrame {
  key: boolean;
  timestampUs: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** One decoder, as the player needs it. After a failure or `close` it says nothing more. */
export interface Decoder {
  configure(config: { codec: string; optimizeForLatency: boolean }): void;
  /** The frame's bytes are only good during the call: one that decodes later keeps a copy. */
  decode(frame: EncodedFrame): void;
  /** Frames not yet taken from its queue. */
  waiting(): number;
  close(): void;
}

export interface DecoderEvents<Frame extends DecodedFrame> {
  onFrame(frame: Frame): void;
  /** It has taken frames from its queue. */
  onTaken(): void;
  onFailed(isUnsupported: boolean): void;
}

/** Where frames go to be seen. Owns what it is given. */
export interface FrameSink<Frame extends DecodedFrame> {
  /** False: it could not be shown (and is closed). */
  write(frame: Frame): boolean;
}

export interface TilePlayerOptions<Frame extends DecodedFrame> {
  openDecoder: (events: DecoderEvents<Frame>) => Decoder;
  sink: FrameSink<Frame>;
  clock: VideoClock;
  /** Frames the player is done with: credit for the station. */
  onConsumed: (frames: number) => void;
  /** The decoder is stuck: ask the station to begin again at a key frame. */
  onRestartWanted: () => void;
  /** The browser has no decoder for this codec; nothing more is shown before the format changes. */
  onUnsupported?: (codec: string) => void;
  /** Where the tile's time line stands. */
  fromUs?: number;
}

export interface PlayerReport {
  framesShown: number;
  framesLost: number;
  decoderResets: number;
  lastFrameAtMs: number | null;
  width: number | null;
  height: number | null;
  codec: string | null;
  trouble: DecoderTrouble | null;
  stamps: (readonly [timestampUs: number, arrivalMs: number])[];
}

type Phase =
  | { phase: 'needs-key' }
  | { phase: 'decoding'; decoder: Decoder; fed: number; taken: number; given: number }
  | { phase: 'resting'; untilMs: number }
  | { phase: 'unsupported' };

/** How long frames that were already shown may be passed over after a restart. */
const longestReplayMs = 2000;
/** A decoder that fails again after a few frames has not recovered. */
const framesToTrustAgain = 10;
/** Enough for every frame a decoder may keep. */
const mostArrivals = 64;

/** Plays one watch of one tile: from encoded frames to the sink, through whatever a camera and a decoder may do. */
export class TilePlayer<Frame extends DecodedFrame> {
  readonly #options: TilePlayerOptions<Frame>;
  readonly #timeline: Timeline;
  readonly #order: PlayoutOrder;
  #phase: Phase = { phase: 'needs-key' };
  #codec: string | null = null;
  #arrivals = new Map<number, number>();
  #lastArrivalMs: number | null = null;
  /** What arrived earlier comes out of the station's ring: its latency says nothing. */
  #watchedSinceMs: number;
  #replay: { throughArrivalMs: number; untilMs: number } | null = null;

  #stationLost = 0;
  #stationLostBefore = 0;
  #lostHere = 0;
  #shown = 0;
  #resets = 0;
  #errorsInRow = 0;
  #restartsInRow = 0;
  #framesIn = 0;
  #outputAtMs: number;
  #progressAtMs: number;
  #lastFrameAtMs: number | null = null;
  #size: { width: number; height: number } | null = null;
  #stamps: (readonly [number, number])[] = [];

  constructor(options: TilePlayerOptions<Frame>) {
    this.#options = options;
    this.#timeline = new Timeline(options.fromUs);
    this.#order = new PlayoutOrder(options.fromUs);
    this.#outputAtMs = this.#progressAtMs = options.clock.monotonicMs();
    this.#watchedSinceMs = options.clock.nowMs();
  }

  /** Where the time line stands, for the tile's next player. */
  get lastUs(): number {
    return this.#order.lastUs;
  }

  /** The codec of the frames that follow; a change of picture size alone is in the stream itself. */
  format(codec: string): void {
    if (codec === this.#codec) return;
    this.#codec = codec;
    this.#errorsInRow = 0;
    this.#dropDecoder();
    this.#phase = { phase: 'needs-key' };
  }

  frame(header: MediaHeader, bytes: Uint8Array<ArrayBuffer>): void {
    this.#stationLost = header.droppedFrames;
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#framesIn === 0) this.#outputAtMs = nowMs;
    this.#framesIn += 1;
    if (this.#phase.phase === 'resting' && nowMs >= this.#phase.untilMs) this.#phase = { phase: 'needs-key' };
    if (header.key && this.#order.reconsider() && this.#phase.phase === 'decoding') {
      this.#dropDecoder();
      this.#phase = { phase: 'needs-key' };
    }
    if (this.#phase.phase === 'needs-key' && header.key && this.#codec !== null) this.#begin(this.#codec, nowMs);
    if (this.#phase.phase !== 'decoding') {
      this.#lostHere += 1;
      this.#options.onConsumed(1);
      return;
    }
    const timestampUs =
      this.#order.ordering === 'as-decoded'
        ? this.#timeline.placeByArrival(header.arrivalMs)
        : this.#timeline.place(header.presentationUs, header.key);
    this.#rememberArrival(timestampUs, header.arrivalMs);
    this.#phase.fed += 1;
    this.#phase.decoder.decode({ key: header.key, timestampUs, bytes });
  }

  /** The station begins again at a key frame: the link was lost, or we asked for it. */
  restart(): void {
    this.#stationLostBefore += this.#stationLost;
    this.#stationLost = 0;
    this.#dropDecoder();
    this.#timeline.restart();
    const nowMs = this.#options.clock.monotonicMs();
    this.#framesIn = 0;
    this.#outputAtMs = this.#progressAtMs = nowMs;
    this.#watchedSinceMs = this.#options.clock.nowMs();
    // The station begins at its newest key frame, which may be older than the picture on screen.
    if (this.#lastArrivalMs !== null)
      this.#replay = { throughArrivalMs: this.#lastArrivalMs, untilMs: nowMs + longestReplayMs };
  }

  /** To be called a few times a second. */
  checkDecoder(): void {
    const nowMs = this.#options.clock.monotonicMs();
    const framesWaiting = this.#phase.phase === 'decoding' ? this.#phase.decoder.waiting() : 0;
    const progress = {
      framesIn: this.#phase.phase === 'unsupported' ? 0 : this.#framesIn,
      framesWaiting,
      progressAtMs: this.#progressAtMs,
      outputAtMs: this.#outputAtMs,
      restartsInRow: this.#restartsInRow,
    };
    if (!isDecoderStuck(progress, nowMs)) return;
    this.#restartsInRow += 1;
    this.#resets += 1;
    this.#options.onRestartWanted();
  }

  /** The stamps are of the frames since the last report. */
  report(): PlayerReport {
    const stamps = this.#stamps;
    this.#stamps = [];
    return {
      framesShown: this.#shown,
      framesLost: this.#stationLostBefore + this.#stationLost + this.#lostHere,
      decoderResets: this.#resets,
      lastFrameAtMs: this.#lastFrameAtMs,
      width: this.#size?.width ?? null,
      height: this.#size?.height ?? null,
      codec: this.#codec,
      trouble: this.#trouble(),
      stamps,
    };
  }

  close(): void {
    this.#dropDecoder();
    this.#phase = { phase: 'unsupported' };
  }

  #trouble(): DecoderTrouble | null {
    if (this.#phase.phase === 'unsupported') return 'codec-unsupported';
    return this.#errorsInRow >= errorsToUnplayable ? 'decoder-failing' : null;
  }

  #begin(codec: string, nowMs: number): void {
    const decoder = this.#options.openDecoder({
      onFrame: (frame) => this.#show(frame),
      onTaken: () => this.#returnCredit(),
      onFailed: (isUnsupported) => this.#fail(isUnsupported),
    });
    this.#outputAtMs = this.#progressAtMs = nowMs;
    this.#phase = { phase: 'decoding', decoder, fed: 0, taken: 0, given: 0 };
    decoder.configure({ codec, optimizeForLatency: this.#order.ordering !== 'reordering' });
  }

  #show(frame: Frame): void {
    if (this.#phase.phase !== 'decoding') {
      frame.close();
      return;
    }
    const nowMs = this.#options.clock.monotonicMs();
    this.#phase.given += 1;
    this.#framesIn = 0;
    this.#restartsInRow = 0;
    if (this.#phase.given >= framesToTrustAgain) this.#errorsInRow = 0;
    this.#outputAtMs = this.#progressAtMs = nowMs;
    const arrivalMs = this.#arrivals.get(frame.timestamp) ?? null;
    this.#arrivals.delete(frame.timestamp);
    if (this.#isReplay(arrivalMs, nowMs)) {
      frame.close();
      return;
    }
    const { timestamp, displayWidth: width, displayHeight: height } = frame;
    if (!this.#order.accept(timestamp)) {
      frame.close();
      this.#lostHere += 1;
      return;
    }
    this.#size = { width, height };
    if (!this.#options.sink.write(frame)) {
      this.#lostHere += 1;
      return;
    }
    this.#shown += 1;
    this.#lastFrameAtMs = nowMs;
    if (arrivalMs !== null) {
      this.#lastArrivalMs = arrivalMs;
      if (arrivalMs >= this.#watchedSinceMs) this.#stamps.push([timestamp, arrivalMs]);
    }
  }

  #isReplay(arrivalMs: number | null, nowMs: number): boolean {
    const replay = this.#replay;
    if (replay === null) return false;
    if (arrivalMs !== null && arrivalMs <= replay.throughArrivalMs && nowMs < replay.untilMs) return true;
    this.#replay = null;
    return false;
  }

  #returnCredit(): void {
    if (this.#phase.phase !== 'decoding') return;
    const taken = this.#phase.fed - this.#phase.decoder.waiting();
    const consumed = taken - this.#phase.taken;
    if (consumed <= 0) return;
    this.#phase.taken = taken;
    this.#progressAtMs = this.#options.clock.monotonicMs();
    this.#options.onConsumed(consumed);
  }

  #fail(isUnsupported: boolean): void {
    this.#dropDecoder();
    if (isUnsupported) {
      this.#phase = { phase: 'unsupported' };
      if (this.#codec !== null) this.#options.onUnsupported?.(this.#codec);
      return;
    }
    this.#errorsInRow += 1;
    this.#resets += 1;
    const untilMs = this.#options.clock.monotonicMs() + restAfterErrorMs(this.#errorsInRow);
    this.#phase = { phase: 'resting', untilMs };
  }

  /** What was in it is lost, and is no longer on the way. */
  #dropDecoder(): void {
    if (this.#phase.phase !== 'decoding') return;
    const { decoder, fed, taken, given } = this.#phase;
    decoder.close();
    this.#phase = { phase: 'needs-key' };
    this.#lostHere += Math.max(0, fed - given);
    this.#arrivals.clear();
    if (fed > taken) this.#options.onConsumed(fed - taken);
  }

  #rememberArrival(timestampUs: number, arrivalMs: number): void {
    this.#arrivals.set(timestampUs, arrivalMs);
    if (this.#arrivals.size <= mostArrivals) return;
    for (const oldest of this.#arrivals.keys()) {
      this.#arrivals.delete(oldest);
      break;
    }
  }
}
