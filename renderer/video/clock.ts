/** Time, as an effect that tests can hold in their hand. */
export interface VideoClock {
  /** Milliseconds since 1970; may jump. For what people read, and for comparing with the station's times. */
  nowMs(): number;
  /** Milliseconds; never jumps; the same in a window and in its worker. */
  monotonicMs(): number;
  after(delayMs: number, run: () => void): () => void;
  every(periodMs: number, run: () => void): () => void;
}

export const browserClock: VideoClock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.timeOrigin + performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  every(periodMs, run) {
    const timer = setInterval(run, periodMs);
    return () => clearInterval(timer);
  },
};
