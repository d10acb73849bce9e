/** Between the station, which sends when the camera does, and the loudspeaker, which wants samples on the dot. */

export interface JitterLimits {
  /** Kept in hand at first: a network's and a scheduler's unevenness. */
  targetMs: number;
  /** What is kept in hand grows by this with every gap, since the gap shows that it was too little, … */
  stepMs: number;
  /** … up to here, and shrinks by it again after `calmMs` without one. */
  mostTargetMs: number;
  calmMs: number;
  /** So much more than the target may wait; beyond, what is heard is brought back to it. */
  slackMs: number;
  /** Over which sound begins, ends and jumps: without it each does so with a click. */
  fadeMs: number;
}

/** Never more than 0.65 s behind; 0.15 s as a rule. */
export const jitterLimits: JitterLimits = {
  targetMs: 150,
  stepMs: 50,
  mostTargetMs: 400,
  calmMs: 30_000,
  slackMs: 250,
  fadeMs: 5,
};

export interface JitterCounts {
  /** `filling`: silence until enough is in hand. */
  state: 'filling' | 'playing';
  bufferedMs: number;
  targetMs: number;
  /** Times it ran dry. */
  gaps: number;
  /** Passed over so as not to lag behind. */
  skippedMs: number;
}

/**
 * Holds samples until they are due. Runs dry: fades to silence and fills up anew. Holds too much, because a pause was
 * caught up or the camera's clock is faster than ours: jumps ahead, blending. Never grows beyond its memory.
 */
export class JitterBuffer {
  readonly #limits: JitterLimits;
  readonly #perMs: number;
  readonly #ring: Float32Array;
  #readAt = 0;
  #held = 0;
  #isPlaying = false;
  #target: number;
  /** Of the longest piece lately: less than one and a half of it in hand could not last to the next. */
  #longestPiece = 0;
  #sinceGap = 0;
  /** How far the fade-in has come. */
  #fadedIn = 0;
  /** The last sample heard, on its way to silence. */
  #tail = 0;
  #gaps = 0;
  #skipped = 0;

  constructor(sampleRate: number, limits: JitterLimits = jitterLimits) {
    this.#limits = limits;
    this.#perMs = sampleRate / 1000;
    this.#target = this.#samples(limits.targetMs);
    // The longest piece is a second of G.711; it is cut to fit.
    this.#ring = new Float32Array(this.#samples(2 * (limits.mostTargetMs + limits.slackMs)));
  }

  write(piece: Float32Array): void {
    const room = this.#ring.length;
    const from = Math.max(0, piece.length - room);
    if (from > 0) this.#skipped += from;
    for (let n = from; n < piece.length; n += 1) {
      if (this.#held === room) this.#drop(1);
      this.#ring[(this.#readAt + this.#held) % room] = piece[n] ?? 0;
      this.#held += 1;
    }
    const longest = Math.min(piece.length, this.#samples(this.#limits.mostTargetMs) / 1.5);
    this.#longestPiece = Math.max(longest, this.#longestPiece);
  }

  /** Fills `into` with what is due: sound, or silence. */
  read(into: Float32Array): void {
    const wanted = this.#wanted();
    if (!this.#isPlaying && this.#held >= wanted && this.#held > 0) {
      this.#isPlaying = true;
      this.#fadedIn = 0;
    }
    const fade = this.#samples(this.#limits.fadeMs);
    if (this.#isPlaying && this.#held > wanted + this.#samples(this.#limits.slackMs)) this.#jumpTo(wanted, fade);
    for (let n = 0; n < into.length; n += 1) into[n] = this.#isPlaying ? this.#next(fade) : this.#fadeOut(fade);
    if (this.#isPlaying) this.#rest(into.length);
  }

  counts(): JitterCounts {
    return {
      state: this.#isPlaying ? 'playing' : 'filling',
      bufferedMs: this.#held / this.#perMs,
      targetMs: this.#wanted() / this.#perMs,
      gaps: this.#gaps,
      skippedMs: this.#skipped / this.#perMs,
    };
  }

  /** What is held is of another camera, or of long ago. */
  clear(): void {
    this.#held = 0;
    this.#isPlaying = false;
    this.#longestPiece = 0;
    this.#target = this.#samples(this.#limits.targetMs);
    this.#sinceGap = 0;
  }

  #samples(ms: number): number {
    return Math.round(ms * this.#perMs);
  }

  #wanted(): number {
    return Math.max(this.#target, Math.round(this.#longestPiece * 1.5));
  }

  #next(fade: number): number {
    if (this.#held === 0) {
      this.#runDry();
      return this.#fadeOut(fade);
    }
    const sample = this.#ring[this.#readAt] ?? 0;
    this.#drop(1, false);
    const gain = this.#fadedIn < fade ? this.#fadedIn / fade : 1;
    this.#fadedIn += 1;
    this.#tail = sample * gain;
    return this.#tail;
  }

  #fadeOut(fade: number): number {
    // Down to a thousandth over the fade.
    this.#tail = Math.abs(this.#tail) < 1e-4 ? 0 : this.#tail * 0.001 ** (1 / Math.max(1, fade));
    return this.#tail;
  }

  #runDry(): void {
    this.#isPlaying = false;
    this.#gaps += 1;
    this.#sinceGap = 0;
    this.#target = Math.min(
      this.#target + this.#samples(this.#limits.stepMs),
      this.#samples(this.#limits.mostTargetMs),
    );
  }

  /** Passes over what is more than `keep`, the place left blending into the place gone to. */
  #jumpTo(keep: number, fade: number): void {
    const room = this.#ring.length;
    const over = this.#held - keep;
    for (let n = 0; n < Math.min(fade, keep); n += 1) {
      const share = n / fade;
      const left = this.#ring[(this.#readAt + n) % room] ?? 0;
      const to = (this.#readAt + over + n) % room;
      this.#ring[to] = left * (1 - share) + (this.#ring[to] ?? 0) * share;
    }
    this.#drop(over);
  }

  #drop(count: number, isSkipped = true): void {
    this.#readAt = (this.#readAt + count) % this.#ring.length;
    this.#held -= count;
    if (isSkipped) this.#skipped += count;
  }

  /** Sound was heard without a gap for so long. */
  #rest(samples: number): void {
    this.#sinceGap += samples;
    if (this.#sinceGap < this.#samples(this.#limits.calmMs)) return;
    this.#sinceGap = 0;
    this.#longestPiece *= 0.9;
    this.#target = Math.max(this.#target - this.#samples(this.#limits.stepMs), this.#samples(this.#limits.targetMs));
  }
}
