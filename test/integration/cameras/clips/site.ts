/** Clips over a real database and real files, cut from a camera whose frames a test hands out. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clip } from '#contract/clip.ts';
import type { StreamName } from '#contract/camera.ts';
import { Clips } from '../../../../main/cameras/clips/clips.ts';
import type { ClipFrames, ClipsOptions } from '../../../../main/cameras/clips/clips.ts';
import type { AccessUnit, FrameViewer, StreamFormat } from '../../../../main/cameras/frames.ts';
import { ClipTable } from '../../../../main/storage/clip-table.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import type { Database } from '../../../../main/storage/database.ts';
import { silentLog } from '../../../../main/system/log.ts';
import { FakeClock } from '../../../builders/fake-clock.ts';

/** One stream of each camera, with a ring that forgets nothing. */
export class FakeFrames implements ClipFrames {
  readonly viewers = new Set<FrameViewer>();
  readonly clock: FakeClock;
  ring: AccessUnit[] = [];
  format: StreamFormat | null = null;
  stream: StreamName = 'main';

  constructor(clock: FakeClock) {
    this.clock = clock;
  }

  recent(_cameraId: string, stream: StreamName, seconds: number): readonly AccessUnit[] {
    const newest = this.ring.at(-1);
    if (newest === undefined || stream !== this.stream) return [];
    const fromMs = newest.arrivalMs - seconds * 1000;
    const first = this.ring.findLastIndex((frame) => frame.key && frame.arrivalMs <= fromMs);
    return this.ring.slice(Math.max(0, first)).map(copyOf);
  }

  watch(_cameraId: string, _stream: StreamName, viewer: FrameViewer): () => void {
    this.viewers.add(viewer);
    if (this.format !== null) viewer.onFormat(this.format);
    const key = this.ring.findLastIndex((frame) => frame.key);
    for (const frame of this.ring.slice(Math.max(0, key))) viewer.onFrame(copyOf(frame));
    return () => this.viewers.delete(viewer);
  }

  setFormat(format: StreamFormat): void {
    this.format = format;
    this.ring = [];
    for (const viewer of this.viewers) viewer.onFormat(format);
  }

  /** Time passes until it has arrived. */
  play(frames: readonly AccessUnit[]): void {
    for (const frame of frames) {
      this.clock.advance(frame.arrivalMs - this.clock.nowMs());
      this.ring.push(frame);
      for (const viewer of this.viewers) viewer.onFrame(frame);
    }
  }
}

/** The ring hands out another copy every time. */
const copyOf = (frame: AccessUnit): AccessUnit => ({ ...frame, bytes: Uint8Array.from(frame.bytes) });

export interface ClipSite {
  directory: string;
  clipsDirectory: string;
  clock: FakeClock;
  frames: FakeFrames;
  database: Database;
  clips: Clips;
  /** Every state told, in order. */
  told: Clip[];
  /** Resolves once the clip is recorded, for better or worse. */
  ended(id: number): Promise<Clip>;
  close(): Promise<void>;
}

export async function openClips(
  options: Partial<Pick<ClipsOptions, 'openFile' | 'diskSpace' | 'span' | 'mostAtOnce'>> = {},
  directory?: string,
): Promise<ClipSite> {
  const home = directory ?? (await mkdtemp(join(tmpdir(), 'guardroom-clips-')));
  const clipsDirectory = join(home, 'clips');
  const database = await openDatabase(home, silentLog);
  const clock = new FakeClock();
  const frames = new FakeFrames(clock);
  const clips = new Clips({
    frames,
    cameraName: (id) => (id.startsWith('cam-') ? '东门' : null),
    store: new ClipTable(database),
    directory: clipsDirectory,
    clock,
    log: silentLog,
    ...options,
  });
  await clips.start();
  const told: Clip[] = [];
  const waiting = new Set<() => void>();
  clips.watch((clip) => {
    told.push(clip);
    for (const wake of waiting) wake();
  });
  return {
    ...{ directory: home, clipsDirectory, clock, frames, database, clips, told },
    async ended(id) {
      for (;;) {
        const end = told.findLast((clip) => clip.id === id && clip.state !== 'recording');
        if (end !== undefined) return end;
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    async close() {
      await clips.stop();
      await database.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
