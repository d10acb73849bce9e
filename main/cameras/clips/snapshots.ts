import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { maxSnapshotAgeMs, maxSnapshotBytes } from '#contract/clip.ts';
import type { Snapshot } from '#contract/clip.ts';
import { AppError } from '../../system/app-error.ts';
import type { Clock } from '../../system/clock.ts';
import { seconds } from '../../system/clock.ts';
import { makePrivateDirectory, writeFileDurably } from '../../system/disk.ts';
import { partialSuffix } from './clip-file.ts';
import type { PageFilter, SnapshotStore } from './clip-store.ts';
import { diskSpace, hasRoom } from './free-space.ts';
import type { DiskSpace } from './free-space.ts';
import { jpegSize } from '../../system/jpeg.ts';

export interface SnapshotsOptions {
  cameraName: (cameraId: string) => string | null;
  store: SnapshotStore;
  /** Of its own; made when it is not there. */
  directory: string;
  clock: Clock;
  diskSpace?: (directory: string) => Promise<DiskSpace>;
  writeFile?: typeof writeFileDurably;
}

export interface NewSnapshot {
  cameraId: string;
  takenAtMs: number;
  by: string;
  bytes: Uint8Array;
}

/** A console's clock follows ours only so closely. */
const aheadMs = seconds(5);

/**
 * Pictures that consoles draw from what a tile shows: the station has no decoder. A file is named by what it contains,
 * and there, whole and synced, before its row.
 */
export class Snapshots {
  readonly #options: SnapshotsOptions;
  /** One at a time: a key pressed twice gives the same picture, hence the same file. */
  #keeping: Promise<unknown> = Promise.resolve();

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { directory } = this.#options;
    await makePrivateDirectory(directory);
    for (const name of await readdir(directory)) {
      if (name.endsWith(partialSuffix)) await rm(join(directory, name), { force: true });
    }
  }

  /** Throws `bad-input` (field), `not-found`, `disk-full`. */
  keep(snapshot: NewSnapshot): Promise<Snapshot> {
    const kept = this.#keeping.then(() => this.#keep(snapshot));
    this.#keeping = kept.catch(() => undefined);
    return kept;
  }

  async #keep({ cameraId, takenAtMs, by, bytes }: NewSnapshot): Promise<Snapshot> {
    const { store, clock, directory } = this.#options;
    const size = bytes.length > maxSnapshotBytes ? null : jpegSize(bytes);
    if (size === null) throw new AppError('bad-input', 'not a JPEG picture', { facts: { field: 'picture' } });
    const storedAtMs = clock.nowMs();
    // Written so that what is no number is refused.
    if (!(takenAtMs <= storedAtMs + aheadMs && takenAtMs >= storedAtMs - maxSnapshotAgeMs)) {
      throw new AppError('bad-input', 'not taken just now', { facts: { field: 'at' } });
    }
    const cameraName = this.#options.cameraName(cameraId);
    if (cameraName === null) throw new AppError('not-found', `there is no camera ${cameraId}`);
    if (!hasRoom(await (this.#options.diskSpace ?? diskSpace)(directory), bytes.length)) throw full();
    const digest = createHash('sha256').update(bytes).digest('hex');
    try {
      await (this.#options.writeFile ?? writeFileDurably)(this.pathOf(digest), bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw full(error);
      throw new AppError('internal', 'the snapshot could not be written', { cause: error });
    }
    return store.add({
      ...{ cameraId, cameraName, by, takenAtMs, storedAtMs, ...size, bytes: bytes.length, digest },
    });
  }

  find(id: number): Promise<Snapshot | null> {
    return this.#options.store.find(id);
  }

  /** Newest first. */
  list(filter: PageFilter): Promise<Snapshot[]> {
    return this.#options.store.list(filter);
  }

  pathOf(digest: string): string {
    return join(this.#options.directory, `${digest}.jpg`);
  }
}

const full = (cause?: unknown): AppError => new AppError('disk-full', 'the disk has no room for snapshots', { cause });
