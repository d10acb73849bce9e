import type { JitterCounts } from './jitter-buffer.ts';

/** What the sound thread says a few times a second. */
export interface SoundReport extends JitterCounts {
  /** Of what was given to the loudspeaker since the report before: root mean square, 0 to 1. */
  level: number;
}

export const soundReportMs = 250;

/** The name the thread's processor goes by. */
export const soundProcessorName = 'tile-sound';

/** To the processor: what it is to play from now on comes through this port, as Float32Arrays; null: nothing. */
export interface SoundPortMessage {
  from: MessagePort | null;
}
