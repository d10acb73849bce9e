import type { CameraSound } from '#contract/sound.ts';
import { reasonOf } from '../system/app-error.ts';
import { hours } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { noSoundYet } from './rtsp/sound-receiver.ts';
import type { SoundDesk } from './rtsp/sound-setup.ts';
import type { SoundListener, SoundUnit } from './sounds.ts';

/** A camera that lost its picture over the sound is not asked for it again before, and then only when it connects anew. */
const askAgainAfterMs = hours(1);

/** The sound of one stream: over all its connections, for all who listen. The picture comes first. */
export class StreamSound implements SoundDesk {
  readonly counts = noSoundYet();
  readonly #clock: Clock;
  readonly #log: Log;
  /** Replaced, never changed, so that one may come or go while units are handed out. */
  #listeners: readonly SoundListener[] = [];
  #sound: CameraSound = { sound: 'waiting' };
  /** The connection at hand was asked for sound. */
  #asked = false;
  #blamedMs: number | null = null;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  get isHeard(): boolean {
    return this.#listeners.length > 0;
  }

  listen(listener: SoundListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    this.#tell(listener, () => listener.onSound(this.#sound));
    return () => this.#leave(listener);
  }

  mayAsk(): boolean {
    const blamedMs = this.#blamedMs;
    if (blamedMs !== null && this.#clock.monotonicMs() - blamedMs < askAgainAfterMs) return false;
    this.#asked = true;
    return true;
  }

  onSilence(): void {
    this.#blamedMs = this.#clock.monotonicMs();
  }

  onSound(sound: CameraSound): void {
    this.#sound = sound;
    for (const listener of this.#listeners) this.#tell(listener, () => listener.onSound(sound));
  }

  onUnit(unit: SoundUnit): void {
    for (const listener of this.#listeners) this.#tell(listener, () => listener.onUnit(unit));
  }

  /** The connection failed before its first picture. True: having been asked for sound, it is taken to have failed over it. */
  takeBlame(): boolean {
    if (this.#asked) this.#blamedMs = this.#clock.monotonicMs();
    return this.#asked;
  }

  connectionEnded(): void {
    this.#asked = false;
    if (this.#sound.sound !== 'waiting') this.onSound({ sound: 'waiting' });
  }

  /** It is another camera, or another address of it. */
  forget(): void {
    this.#blamedMs = null;
  }

  #leave(listener: SoundListener): void {
    this.#listeners = this.#listeners.filter((other) => other !== listener);
  }

  #tell(listener: SoundListener, what: () => void): void {
    if (!this.#listeners.includes(listener)) return;
    try {
      what();
    } catch (error) {
      this.#log.error('a listener to sound failed', { reason: reasonOf(error) });
      this.#leave(listener);
    }
  }
}
