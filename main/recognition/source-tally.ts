/** What one source of events has said since the station started: the only trace of what was left outside. */
import type { NewSighting } from '#contract/sighting.ts';
import type { Clock } from '../system/clock.ts';
import { IntakeCounters } from './viid/intake-counters.ts';

export interface TallySnapshot {
  /** Members and kinds of event dropped at the allow-list, by name as the device wrote it. */
  droppedFields: Readonly<Record<string, number>>;
  pictureFaults: Readonly<Record<string, number>>;
  /** Input that could not be read, by reason. */
  unreadable: Readonly<Record<string, number>>;
  /** Sightings that were never kept, by reason. */
  lost: Readonly<Record<string, number>>;
  sightings: number;
}

/** The counters count by device; a source is one. */
const itself = 'source';

export class SourceTally {
  readonly #clock: Clock;
  readonly #counters = new IntakeCounters();
  readonly #unreadable = new Map<string, number>();
  readonly #lost = new Map<string, number>();
  #sightings = 0;
  #lastHeardAtMs: number | null = null;
  #clockDriftMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Anything at all came, a heartbeat too. */
  heard(): void {
    this.#lastHeardAtMs = this.#clock.nowMs();
  }

  taken({ seenAtMs, receivedAtMs }: NewSighting, isNew: boolean): void {
    if (isNew) this.#sightings += 1;
    this.#clockDriftMs = seenAtMs === receivedAtMs ? this.#clockDriftMs : seenAtMs - receivedAtMs;
  }

  dropped(names: readonly string[]): void {
    this.#counters.dropped(itself, names);
  }

  pictureFaults(faults: readonly string[]): void {
    for (const fault of faults) this.#counters.pictureFault(itself, fault);
  }

  /** `reason`: one of a few fixed words, never what the device wrote. */
  unreadable(reason: string): void {
    this.#unreadable.set(reason, (this.#unreadable.get(reason) ?? 0) + 1);
  }

  lost(reason: string): void {
    this.#lost.set(reason, (this.#lost.get(reason) ?? 0) + 1);
  }

  get lastHeardAtMs(): number | null {
    return this.#lastHeardAtMs;
  }

  /** The camera's clock minus ours at its last sighting. */
  get clockDriftMs(): number | null {
    return this.#clockDriftMs;
  }

  get sightings(): number {
    return this.#sightings;
  }

  snapshot(): TallySnapshot {
    const { droppedFields, pictureFaults } = this.#counters.snapshot();
    return {
      ...{ droppedFields, pictureFaults, sightings: this.#sightings },
      unreadable: Object.fromEntries(this.#unreadable),
      lost: Object.fromEntries(this.#lost),
    };
  }
}
