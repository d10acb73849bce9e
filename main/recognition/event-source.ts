/** What the station needs to know of every source of events that is not GA/T 1400. */
import type { ChannelState } from '#contract/recognition.ts';
import type { SightingSource } from '#contract/sighting.ts';
import type { TallySnapshot } from './source-tally.ts';

/** One device, or one channel of a device, as the console shows it; its camera's name is the station's to add. */
export interface SourceDevice {
  source: SightingSource;
  deviceId: string;
  cameraId: string | null;
  channel: ChannelState;
  lastHeardAtMs: number | null;
  /** New sightings since the station started. */
  sightings: number;
  clockDriftMs: number | null;
}

export interface EventSource {
  devices(): SourceDevice[];
  /** What was left outside, by source; for the log and for tests. */
  tallies(): Readonly<Record<string, TallySnapshot>>;
  stop(): Promise<void>;
}
