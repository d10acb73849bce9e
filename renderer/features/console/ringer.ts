/** Makes the alarm tone and the spoken words heard, and says when the browser will not let it. */
import type { Priority } from '#contract/watchlist.ts';
import type { Ring } from '../alarms/ringing.ts';
import { drawTone } from '../alarms/tones.ts';

/** Longer than the longest tone of a volume test. */
const restAfterMs = 10_000;

/** More than this waiting to be said are not said: by then the rail tells it better. */
const mostSayings = 3;

interface Saying {
  utterance: SpeechSynthesisUtterance;
  priority: Priority;
}

export type RingerState = 'ready' | 'blocked' | 'unsupported';

export class Ringer {
  #context: AudioContext | null = null;
  #gain: GainNode | null = null;
  #ringing: { ring: Ring; source: AudioBufferSourceNode } | null = null;
  #wanted: Ring | null = null;
  readonly #sayings: Saying[] = [];
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
    if (this.#gain !== null) this.#gain.gain.value = this.#loudness();
  }

  /** Rings until told otherwise; null is silence. The same again does not begin anew. */
  ring(wanted: Ring | null): void {
    this.#wanted = wanted;
    this.#apply();
  }

  /** One turn of a tone, for the volume test. */
  test(priority: Priority): void {
    if (this.#ringing !== null) return;
    this.#wake();
    this.#source(priority, false)?.start();
    this.#restSoon();
  }

  /** Says it after what is being said; what is more urgent cuts in. */
  speak(words: string, language: string, priority: Priority): void {
    if (typeof speechSynthesis === 'undefined') return;
    const voice = this.voice(language);
    if (voice === null) return;
    if (this.#sayings.some((saying) => saying.priority > priority)) this.hush();
    if (this.#sayings.length >= mostSayings) return;
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.volume = this.#loudness();
    const saying = { utterance, priority };
    const over = (): void => {
      const at = this.#sayings.indexOf(saying);
      if (at !== -1) this.#sayings.splice(at, 1);
    };
    utterance.addEventListener('end', over);
    utterance.addEventListener('error', over);
    this.#sayings.push(saying);
    speechSynthesis.speak(utterance);
  }

  hush(): void {
    this.#sayings.length = 0;
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
    const [now, wanted] = [this.#ringing?.ring ?? null, this.#wanted];
    if (now?.priority === wanted?.priority && now?.louder === wanted?.louder) return;
    this.#silence();
    if (this.#gain !== null) this.#gain.gain.value = this.#loudness();
    if (this.#wanted === null) {
      this.#restSoon();
      return;
    }
    this.#wake();
    const source = this.#source(this.#wanted.priority, this.#wanted.louder);
    if (source === null) return;
    source.loop = true;
    source.start();
    this.#ringing = { ring: this.#wanted, source };
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

  /** What nobody has answered is as loud as it gets, whatever this console prefers. */
  #loudness(): number {
    return this.#wanted?.louder === true ? 1 : this.#volume;
  }

  #source(priority: Priority, louder: boolean): AudioBufferSourceNode | null {
    if (this.#context === null || this.#gain === null) return null;
    const samples = drawTone(priority, this.#context.sampleRate, louder);
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
