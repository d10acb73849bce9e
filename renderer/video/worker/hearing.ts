import type { MediaHeader, ViewerMessage } from '#contract/media.ts';
import type { CameraSound, SoundFormat } from '#contract/sound.ts';
import type { VideoClock } from '../clock.ts';
import { errorsToUnplayable, restAfterErrorMs } from './decoder-watchdog.ts';
import type { HeardSound } from './messages.ts';
import type { OpenSoundDecoder, SoundDecoder } from './sound-decoder.ts';

/** Where samples go to be heard. */
export interface SoundSink {
  write(samples: Float32Array<ArrayBuffer>): void;
}

export interface HearingOptions {
  openDecoder: OpenSoundDecoder;
  clock: VideoClock;
  send: (message: ViewerMessage) => void;
  emit: (tile: number, sound: HeardSound) => void;
}

/** Pieces that may be on the way and in the decoder's queue: two thirds of a second of 20 ms pieces. */
export const startingSoundCredit = 32;
/** Given back so many at a time. */
const enoughToSend = 8;

type Phase =
  | { phase: 'silent' }
  | { phase: 'decoding'; format: SoundFormat; decoder: SoundDecoder | null; restsUntilMs: number }
  | { phase: 'undecodable' };

/** The sound of the one tile that is heard: asked of the station, decoded, handed to the sink. */
export class Hearing {
  readonly #options: HearingOptions;
  readonly #tile: number;
  /** The watch it was asked for under; null while the tile is not watched. */
  #watchId: number | null = null;
  #phase: Phase = { phase: 'silent' };
  #sink: SoundSink | null = null;
  #told: HeardSound | null = null;
  /** Given to the decoder and not taken yet. */
  #inDecoder = 0;
  /** To be given back as credit. */
  #consumed = 0;
  #errorsInRow = 0;

  constructor(tile: number, options: HearingOptions) {
    this.#tile = tile;
    this.#options = options;
  }

  get tile(): number {
    return this.#tile;
  }

  /** The tile is watched, or watched anew. */
  begin(watchId: number): void {
    this.#watchId = null;
    this.#dropDecoder();
    this.#watchId = watchId;
    // The new listening begins with credit of its own.
    this.#consumed = 0;
    this.#errorsInRow = 0;
    this.#tell({ sound: 'waiting' });
    this.#options.send({ type: 'listen', tile: this.#tile, watchId, credit: startingSoundCredit });
  }

  /** The tile is no longer watched. */
  pause(): void {
    this.#dropDecoder();
    this.#watchId = null;
    this.#tell({ sound: 'waiting' });
  }

  /** Null: what is decoded goes nowhere. */
  playTo(sink: SoundSink | null): void {
    this.#sink = sink;
  }

  hear(watchId: number, sound: CameraSound): void {
    if (watchId !== this.#watchId) return;
    this.#dropDecoder();
    this.#errorsInRow = 0;
    if (sound.sound === 'on') {
      this.#phase = { phase: 'decoding', format: sound.format, decoder: null, restsUntilMs: 0 };
    } else this.#tell(sound);
  }

  piece(header: MediaHeader, bytes: Uint8Array<ArrayBuffer>): void {
    if (header.watchId !== this.#watchId) return;
    const phase = this.#phase;
    const mayDecode =
      phase.phase === 'decoding' && this.#sinkOrNews() && this.#options.clock.monotonicMs() >= phase.restsUntilMs;
    if (!mayDecode) {
      this.#onConsumed(1);
      return;
    }
    phase.decoder ??= this.#open(phase);
    this.#inDecoder += 1;
    phase.decoder.decode(bytes, header.presentationUs);
  }

  close(): void {
    this.#dropDecoder();
    this.#watchId = null;
    this.#options.send({ type: 'unlisten' });
  }

  /** Without a sink only the first pieces are decoded: they tell at what rate the sink is to be opened. */
  #sinkOrNews(): boolean {
    return this.#sink !== null || this.#told?.sound !== 'heard';
  }

  #open(phase: Extract<Phase, { phase: 'decoding' }>): SoundDecoder {
    const isCurrent = (): boolean => this.#phase === phase;
    return this.#options.openDecoder(phase.format, {
      onSamples: (samples, sampleRate) => {
        if (!isCurrent() || samples.length === 0) return;
        this.#errorsInRow = 0;
        this.#tell({ sound: 'heard', sampleRate });
        this.#sink?.write(samples);
      },
      onConsumed: (pieces) => {
        if (!isCurrent()) return;
        this.#inDecoder -= pieces;
        this.#onConsumed(pieces);
      },
      onFailed: (isUnsupported) => {
        if (isCurrent()) this.#fail(phase, isUnsupported);
      },
    });
  }

  #fail(phase: Extract<Phase, { phase: 'decoding' }>, isUnsupported: boolean): void {
    const { codec } = phase.format;
    this.#errorsInRow += 1;
    this.#emptyDecoder();
    if (isUnsupported) {
      this.#phase = { phase: 'undecodable' };
      this.#tell({ sound: 'undecodable', codec });
      return;
    }
    phase.decoder = null;
    phase.restsUntilMs = this.#options.clock.monotonicMs() + restAfterErrorMs(this.#errorsInRow);
    if (this.#errorsInRow >= errorsToUnplayable) this.#tell({ sound: 'undecodable', codec });
  }

  #dropDecoder(): void {
    if (this.#phase.phase === 'decoding') this.#phase.decoder?.close();
    this.#phase = { phase: 'silent' };
    this.#emptyDecoder();
  }

  /** What was in it is lost, and is no longer on the way. */
  #emptyDecoder(): void {
    const lost = this.#inDecoder;
    this.#inDecoder = 0;
    this.#onConsumed(lost);
  }

  #onConsumed(pieces: number): void {
    this.#consumed += pieces;
    if (this.#consumed < enoughToSend || this.#watchId === null) return;
    this.#options.send({ type: 'sound-credit', watchId: this.#watchId, pieces: Math.min(this.#consumed, 256) });
    this.#consumed = 0;
  }

  #tell(sound: HeardSound): void {
    const before = this.#told;
    if (before?.sound === 'heard' && sound.sound === 'heard' && before.sampleRate === sound.sampleRate) return;
    this.#told = sound;
    this.#options.emit(this.#tile, sound);
  }
}
