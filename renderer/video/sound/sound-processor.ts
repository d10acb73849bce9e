/** What runs on the browser's sound thread: samples from the media worker, past the window, to the loudspeaker. */
import { JitterBuffer } from './jitter-buffer.ts';
import { soundProcessorName, soundReportMs } from './sound-report.ts';
import type { SoundPortMessage, SoundReport } from './sound-report.ts';

/** What of the thread's global scope is used; TypeScript's DOM library describes a window's. */
interface SoundScope {
  AudioWorkletProcessor: new () => { readonly port: MessagePort };
  registerProcessor(name: string, processor: new () => object): void;
  sampleRate: number;
}
const scope = globalThis as unknown as SoundScope;

class TileSoundProcessor extends scope.AudioWorkletProcessor {
  readonly #buffer = new JitterBuffer(scope.sampleRate);
  readonly #samplesPerReport = Math.round((scope.sampleRate * soundReportMs) / 1000);
  #from: MessagePort | null = null;
  #squares = 0;
  #samples = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<SoundPortMessage>) => this.#playFrom(data.from);
  }

  /** Called for every 128 samples; false would end it. */
  process(_inputs: unknown, outputs: Float32Array[][]): boolean {
    const [first, ...others] = outputs[0] ?? [];
    if (first === undefined) return true;
    this.#buffer.read(first);
    for (const other of others) other.set(first);
    for (const sample of first) this.#squares += sample * sample;
    this.#samples += first.length;
    if (this.#samples >= this.#samplesPerReport) this.#report();
    return true;
  }

  #playFrom(from: MessagePort | null): void {
    this.#from?.close();
    this.#from = from;
    this.#buffer.clear();
    if (from === null) return;
    from.onmessage = ({ data }: MessageEvent<Float32Array>) => this.#buffer.write(data);
  }

  #report(): void {
    const report: SoundReport = { ...this.#buffer.counts(), level: Math.sqrt(this.#squares / this.#samples) };
    this.port.postMessage(report);
    this.#squares = 0;
    this.#samples = 0;
  }
}

scope.registerProcessor(soundProcessorName, TileSoundProcessor);
