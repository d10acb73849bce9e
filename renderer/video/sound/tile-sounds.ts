/** The sound of one window: which tile is heard, and what a tile says of it. */
import type { HeardSound, WorkerCommand } from '../worker/messages.ts';
import type { OpenSoundOutput, SoundOutput } from './sound-output.ts';
import { soundReportMs } from './sound-report.ts';
import type { SoundReport } from './sound-report.ts';

/** What a tile shows of its sound. */
export type SoundView =
  /** It is not listened to. */
  | { sound: 'off' }
  /** Nothing comes, or not yet. */
  | { sound: 'waiting' }
  | { sound: 'playing' }
  | { sound: 'none' | 'refused' }
  | { sound: 'unknown-codec' | 'undecodable'; codec: string }
  /** The browser wants a key press first. */
  | { sound: 'blocked' }
  /** It has no sound for us at all. */
  | { sound: 'unsupported' };

export interface TileSoundsOptions {
  /** Absent: this console has no loudspeaker. */
  openOutput: OpenSoundOutput | undefined;
  post: (command: WorkerCommand, transfer?: Transferable[]) => void;
}

const off: SoundView = { sound: 'off' };
const waiting: SoundView = { sound: 'waiting' };
const playing: SoundView = { sound: 'playing' };
const blocked: SoundView = { sound: 'blocked' };
const unsupported: SoundView = { sound: 'unsupported' };
/** A gap shorter than this is heard, and not worth words. */
const quietReports = Math.ceil(1000 / soundReportMs);

/** One tile is heard at a time; the way to the loudspeaker is kept while the next one's sound fits through it. */
export class TileSounds {
  readonly #options: TileSoundsOptions;
  readonly #listeners = new Map<number, Set<() => void>>();
  #tile: number | null = null;
  #view: SoundView = off;
  #heard: HeardSound = { sound: 'waiting' };
  #output: SoundOutput | null = null;
  /** Null: it has not said yet. */
  #isRunning: boolean | null = null;
  #isConnected = false;
  #quietReports = 0;
  #volume = 1;
  #lastReport: SoundReport | null = null;

  constructor(options: TileSoundsOptions) {
    this.#options = options;
  }

  /** Hear this tile from now on, and no other. Nothing is heard while the tile is not watched. */
  listen(tile: number): void {
    if (this.#tile === tile) return;
    this.#hush();
    this.#tile = tile;
    this.#heard = { sound: 'waiting' };
    this.#options.post({ type: 'listen', tile });
    this.#renew(waiting);
  }

  silence(): void {
    if (this.#tile === null) return;
    this.#options.post({ type: 'unlisten' });
    this.#closeOutput();
    this.#hush();
  }

  /** 0 to 1. */
  setVolume(volume: number): void {
    this.#volume = volume;
    this.#output?.setVolume(volume);
  }

  view(tile: number): SoundView {
    return tile === this.#tile ? this.#view : off;
  }

  /** What the sound thread last said of the tile that is heard; null before it has. */
  lastReport(): SoundReport | null {
    return this.#lastReport;
  }

  /** Called when the tile's view has changed. Returns the stop. */
  onTile(tile: number, listener: () => void): () => void {
    const listeners = this.#listeners.get(tile) ?? new Set();
    this.#listeners.set(tile, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(tile);
    };
  }

  /** From the worker. */
  hear(tile: number, sound: HeardSound): void {
    if (tile !== this.#tile) return;
    this.#heard = sound;
    if (sound.sound === 'heard') this.#play(sound.sampleRate);
    else {
      this.#disconnect();
      this.#renew(sound.sound === 'waiting' ? waiting : sound);
    }
  }

  /** The worker is a new one and knows of nothing. */
  begin(): void {
    if (this.#tile === null) return;
    this.#disconnect();
    this.#options.post({ type: 'listen', tile: this.#tile });
    this.#renew(waiting);
  }

  close(): void {
    this.#closeOutput();
    this.#hush();
    this.#listeners.clear();
  }

  #play(sampleRate: number): void {
    if (this.#output?.sampleRate !== sampleRate) {
      this.#closeOutput();
      this.#open(sampleRate);
    }
    this.#connectOrWait();
  }

  #open(sampleRate: number): void {
    const { openOutput } = this.#options;
    if (openOutput === undefined) {
      this.#fail();
      return;
    }
    try {
      const output = openOutput(sampleRate, {
        onRunning: (isRunning) => {
          this.#isRunning = isRunning;
          this.#connectOrWait();
        },
        onReport: (report) => this.#learn(report),
        onFailed: () => this.#fail(),
      });
      this.#output = output;
      output.setVolume(this.#volume);
    } catch {
      this.#fail();
    }
  }

  #fail(): void {
    this.#closeOutput();
    this.#renew(unsupported);
  }

  /** Samples are only sent where they are taken: what nobody takes would pile up. */
  #connectOrWait(): void {
    const output = this.#output;
    const tile = this.#tile;
    if (output === null || tile === null || this.#heard.sound !== 'heard') return;
    if (this.#isRunning === null) return;
    if (!this.#isRunning) {
      this.#disconnect();
      this.#renew(blocked);
      return;
    }
    if (this.#isConnected) return;
    this.#isConnected = true;
    this.#quietReports = 0;
    const port = output.connect();
    this.#options.post({ type: 'sound-out', tile, port }, [port]);
    this.#renew(waiting);
  }

  #learn(report: SoundReport): void {
    this.#lastReport = report;
    if (!this.#isConnected) return;
    this.#quietReports = report.state === 'playing' ? 0 : this.#quietReports + 1;
    if (report.state === 'playing') this.#renew(playing);
    else if (this.#quietReports >= quietReports) this.#renew(waiting);
  }

  #disconnect(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#output?.silence();
    if (this.#tile !== null) this.#options.post({ type: 'sound-out', tile: this.#tile, port: null });
  }

  #hush(): void {
    if (this.#isConnected) this.#output?.silence();
    this.#isConnected = false;
    this.#lastReport = null;
    const before = this.#tile;
    this.#tile = null;
    this.#view = off;
    if (before !== null) this.#tell(before);
  }

  #closeOutput(): void {
    this.#output?.close();
    this.#output = null;
    this.#isRunning = null;
    this.#isConnected = false;
  }

  #renew(view: SoundView): void {
    if (this.#tile === null || view === this.#view) return;
    this.#view = view;
    this.#tell(this.#tile);
  }

  #tell(tile: number): void {
    for (const listener of this.#listeners.get(tile) ?? []) listener();
  }
}
