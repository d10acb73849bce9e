import type { Sighting, SightingKind } from '#contract/sighting.ts';
import type { PackedGroup } from './evidence.ts';

/** What makes a sighting the same when a device sends it again. */
export interface SightingKey {
  deviceId: string;
  objectId: string;
}

/** What the journal has seen of one recognising device. */
export interface DeviceFacts {
  deviceId: string;
  /** Ever received, whatever retention removed since. */
  sightings: number;
  lastReceivedAtMs: number;
  /** Camera's clock minus ours at the last capture. */
  lastDriftMs: number;
}

/** The rows of the journal: an index of the packs that can be searched. */
export interface JournalStore {
  /** Writes a group's rows, all or none. Its pack holds them already, so this need not wait for a sync. */
  commit(group: PackedGroup): Promise<void>;
  /** Those of the keys that are already there. */
  known(keys: readonly SightingKey[]): Promise<Sighting[]>;
  /** The highest number ever given, 0 before the first. */
  lastId(): Promise<number>;
  find(id: number): Promise<Sighting | null>;
  /** Those with a greater id, oldest first. */
  after(id: number, limit: number): Promise<Sighting[]>;
  /** By kind, received in [fromMs, toMs). */
  counts(fromMs: number, toMs: number): Promise<Record<SightingKind, number>>;
  devices(): Promise<DeviceFacts[]>;
}
