import { mediaPulseMs } from '#contract/media.ts';
import type { VideoClock } from '../clock.ts';

/** The part of a WebSocket that is used. */
export interface LinkSocket {
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface StationLinkOptions {
  openSocket: () => LinkSocket;
  clock: VideoClock;
  /** 0 to 1. */
  random?: () => number;
  onUp: () => void;
  onLost: () => void;
  onMessage: (data: unknown) => void;
}

const firstRetryMs = 200;
/** A station that restarts is back within seconds; the wall must not wait much longer than it took. */
const longestRetryMs = 2000;
const connectTimeoutMs = 5000;
const silenceMs = 3 * mediaPulseMs;

/** The socket to the station, dialled again for as long as the window is there. */
export class StationLink {
  readonly #options: StationLinkOptions;
  #socket: LinkSocket | null = null;
  #isUp = false;
  #isClosed = false;
  #failures = 0;
  #heardAtMs = 0;
  #cancelTimer: () => void = () => undefined;

  constructor(options: StationLinkOptions) {
    this.#options = options;
    this.#dial();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  send(text: string): void {
    if (this.#isUp) this.#socket?.send(text);
  }

  close(): void {
    this.#isClosed = true;
    this.#hangUp();
  }

  #dial(): void {
    const { clock } = this.#options;
    const socket = this.#options.openSocket();
    this.#socket = socket;
    socket.onopen = () => {
      this.#isUp = true;
      this.#failures = 0;
      this.#heardAtMs = clock.monotonicMs();
      this.#cancelTimer();
      this.#cancelTimer = clock.every(mediaPulseMs, () => {
        if (clock.monotonicMs() - this.#heardAtMs > silenceMs) this.#lose();
      });
      this.#options.onUp();
    };
    socket.onmessage = (event) => {
      this.#heardAtMs = clock.monotonicMs();
      this.#options.onMessage(event.data);
    };
    socket.onclose = () => this.#lose();
    this.#cancelTimer = clock.after(connectTimeoutMs, () => this.#lose());
  }

  #lose(): void {
    this.#hangUp();
    if (this.#isClosed) return;
    const { clock, random = Math.random } = this.#options;
    const delayMs = Math.min(firstRetryMs * 2 ** this.#failures, longestRetryMs) * (0.5 + random() / 2);
    this.#failures += 1;
    this.#cancelTimer = clock.after(delayMs, () => this.#dial());
  }

  #hangUp(): void {
    this.#cancelTimer();
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) {
      socket.onopen = socket.onclose = socket.onmessage = null;
      socket.close();
    }
    if (this.#isUp) {
      this.#isUp = false;
      this.#options.onLost();
    }
  }
}
