import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { reasonOf } from '../system/app-error.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import { minutes, seconds } from '../system/clock.ts';
import { freeBytes } from '../system/disk.ts';
import type { Log } from '../system/log.ts';
import { forecastDays, withSample } from './disk-forecast.ts';
import type { DiskSample } from './disk-forecast.ts';

interface DiskSettings {
  read(name: string, schema: typeof samplesSchema): Promise<DiskSample[] | null>;
  write(name: string, value: unknown): Promise<void>;
}
const samplesSchema = z.array(z.object({ atMs: z.number(), usedBytes: z.number() }));

/** Watches the disk the records are on. */
export class DiskWatch {
  readonly #options: { directory: string; settings: DiskSettings; clock: Clock; log: Log };
  #samples: DiskSample[] = [];
  #free = 0;
  #cancels: Cancel[] = [];

  constructor(options: { directory: string; settings: DiskSettings; clock: Clock; log: Log }) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { settings, clock } = this.#options;
    this.#samples = (await settings.read('disk-samples', samplesSchema)) ?? [];
    await this.#lookAtFree();
    await this.#sample();
    this.#cancels = [
      clock.every(seconds(10), () => void this.#lookAtFree()),
      clock.every(minutes(10), () => void this.#sample()),
    ];
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }

  facts(): { freeBytes: number; daysLeft: number | null } {
    return { freeBytes: this.#free, daysLeft: forecastDays(this.#samples, this.#free) };
  }

  async #lookAtFree(): Promise<void> {
    try {
      this.#free = await freeBytes(this.#options.directory);
    } catch (error) {
      this.#options.log.warn('free space could not be read', { reason: reasonOf(error) });
    }
  }

  async #sample(): Promise<void> {
    const { directory, settings, clock, log } = this.#options;
    try {
      const sample = { atMs: clock.nowMs(), usedBytes: await directoryBytes(directory) };
      this.#samples = withSample(this.#samples, sample);
      await settings.write('disk-samples', this.#samples);
    } catch (error) {
      log.warn('the data directory could not be measured', { reason: reasonOf(error) });
    }
  }
}

async function directoryBytes(directory: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    // A file may go between the listing and the look.
    total += await stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return total;
}
