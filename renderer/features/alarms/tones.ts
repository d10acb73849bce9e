/**
 * Alarm tones, drawn as samples: nothing to load, and a buffer that loops keeps ringing in a hidden window,
 * where timers are slowed to once a second or less.
 */
import type { Priority } from '#contract/watchlist.ts';

interface Tone {
  /** Played in turn, each for `noteSeconds`. Hz. */
  notes: readonly number[];
  noteSeconds: number;
  /** Silence at the end of each turn. */
  restSeconds: number;
  /** 0–1 */
  gain: number;
}

const tones: Readonly<Record<Priority, Tone>> = {
  // Two tones a fourth apart, near the ear's most sensitive band, hardly a rest: cannot be slept through.
  1: { notes: [1046, 784, 1046, 784], noteSeconds: 0.22, restSeconds: 0.12, gain: 0.9 },
  2: { notes: [784, 587], noteSeconds: 0.28, restSeconds: 1.2, gain: 0.6 },
  3: { notes: [659, 880], noteSeconds: 0.16, restSeconds: 3.2, gain: 0.4 },
};

/** Edges softened so that notes do not click. */
const fadeSeconds = 0.012;

/** Of a tone that has gone unanswered: all the sound there is, and hardly a pause. */
const unansweredRestSeconds = 0.25;

/** One turn of the tone, mono, -1…1. */
export function drawTone(priority: Priority, sampleRate: number, louder = false): Float32Array<ArrayBuffer> {
  const { notes, noteSeconds, ...usual } = tones[priority];
  const gain = louder ? 1 : usual.gain;
  const restSeconds = louder ? Math.min(unansweredRestSeconds, usual.restSeconds) : usual.restSeconds;
  const noteSamples = Math.round(noteSeconds * sampleRate);
  const samples = new Float32Array(noteSamples * notes.length + Math.round(restSeconds * sampleRate));
  for (const [turn, frequency] of notes.entries()) {
    for (let at = 0; at < noteSamples; at += 1) {
      const phase = (2 * Math.PI * frequency * at) / sampleRate;
      const edge = Math.min(1, at / (fadeSeconds * sampleRate), (noteSamples - at) / (fadeSeconds * sampleRate));
      // The third harmonic carries over a small speaker.
      samples[turn * noteSamples + at] = gain * edge * (0.78 * Math.sin(phase) + 0.22 * Math.sin(3 * phase));
    }
  }
  return samples;
}
