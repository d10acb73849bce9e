/** Makes the alarm tone and the spoken words heard, and says when the browser will not let it. */
import type { Priority } from '#contract/watchlist.ts';
import { drawTone } from '../alarms/tones.ts';

/** Longer than the longest tone of a volume test. */
const restAfterMs = 10_000;

export type RingerState = 'ready' | 'blocked' | 'unsupported';

export class Ringer {
  #context: AudioContext | null = null;
  #gain: GainNode | null = null;
  #ringing: { priority: Priority; source: AudioBufferSourceNode } | null = null;
  #wanted: Priority | null = null;
  /** Put to rest by us: an open sound card that plays silence costs the wall CPU, all day long. */
  #resting = false;
  #cancelRest: () => void = () => undefined;
  #volume = 0.7;
  readonly #listeners = new Set<() => void>();

  /** Opens the sound card; the browser may hold it back until a key is pressed. Returns its stop. */
  start(): () => void {
    if (typeof AudioContext === 'undefined') return () => undefined;
    const context = new AudioContext();
    const gain = context.createGain();
    gain.gain.value = this.#volume;
    gain.connect(context.destination);
    this.#context = context;
    this.#gain = gain;
    const tell = (): void => this.#tell();
    context.addEventListener('statechange', tell);
    const unlock = (): void => {
      if (context.state === 'suspended' && !this.#resting) void context.resume().then(tell, tell);
    };
    const gestures = ['keydown', 'pointerdown'] as const;
    for (const gesture of gestures) window.addEventListener(gesture, unlock, { capture: true });
    // The browser takes a moment to decide whether sound may start by itself.
    unlock();
    this.#apply();
    this.#restSoon();
    tell();
    return () => {
      this.#cancelRest();
      this.#resting = false;
      for (const gesture of gestures) window.removeEventListener(gesture, unlock, { capture: true });
      context.removeEventListener('statechange', tell);
      this.#silence();
      this.#context = null;
      this.#gain = null;
      void context.close();
    };
  }

  readonly state = (): RingerState =>
    this.#context === null ? 'unsupported' : this.#resting || this.#context.state === 'running' ? 'ready' : 'blocked';

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  setVolume(volume: number): void {
    this.#volume = volume;
    if (this.#gain !== null) this.#gain.gain.value = volume;
  }

  /** Rings until told otherwise; null is silence. */
  ring(priority: Priority | null): void {
    this.#wanted = priority;
    this.#apply();
  }

  /** One turn of a tone, for the volume test. */
  test(priority: Priority): void {
    if (this.#ringing !== null) return;
    this.#wake();
    this.#source(priority)?.start();
    this.#restSoon();
  }

  speak(words: string, language: string): void {
    if (typeof speechSynthesis === 'undefined') return;
    const voice = this.voice(language);
    if (voice === null) return;
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.volume = this.#volume;
    speechSynthesis.cancel();
    speechSynthesis.speak(utterance);
  }

  hush(): void {
    if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel();
  }

  /** A voice of that language on this machine; null when there is none. */
  voice(language: string): SpeechSynthesisVoice | null {
    if (typeof speechSynthesis === 'undefined') return null;
    const primary = language.slice(0, 2).toLowerCase();
    const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.toLowerCase().startsWith(primary));
    return voices.find((voice) => voice.localService) ?? voices[0] ?? null;
  }

  #apply(): void {
    if (this.#ringing?.priority === this.#wanted) return;
    this.#silence();
    if (this.#wanted === null) {
      this.#restSoon();
      return;
    }
    this.#wake();
    const source = this.#source(this.#wanted);
    if (source === null) return;
    source.loop = true;
    source.start();
    this.#ringing = { priority: this.#wanted, source };
  }

  #wake(): void {
    this.#cancelRest();
    if (!this.#resting || this.#context === null) return;
    this.#resting = false;
    const tell = (): void => this.#tell();
    void this.#context.resume().then(tell, tell);
  }

  /** Only a sound card that was heard to run is put to rest: one that is held back must go on saying so. */
  #restSoon(): void {
    this.#cancelRest();
    const timer = setTimeout(() => {
      if (this.#context?.state !== 'running' || this.#ringing !== null) {
        if (this.#context !== null && this.#ringing === null) this.#restSoon();
        return;
      }
      this.#resting = true;
      this.#context.suspend().catch(() => {
        this.#resting = false;
      });
    }, restAfterMs);
    this.#cancelRest = () => clearTimeout(timer);
  }

  #silence(): void {
    this.#ringing?.source.stop();
    this.#ringing = null;
  }

  #source(priority: Priority): AudioBufferSourceNode | null {
    if (this.#context === null || this.#gain === null) return null;
    const samples = drawTone(priority, this.#context.sampleRate);
    const buffer = this.#context.createBuffer(1, samples.length, this.#context.sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = this.#context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#gain);
    return source;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
