import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clip } from '#contract/clip.ts';
import { AppError, reasonOf } from '../../system/app-error.ts';
import type { Clock } from '../../system/clock.ts';
import { seconds } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { StreamName } from '#contract/camera.ts';
import type { AccessUnit, FrameSource } from '../frames.ts';
import { openFile, partialSuffix, putInPlace } from './clip-file.ts';
import type { OpenFile } from './clip-file.ts';
import { ClipRecording } from './clip-recording.ts';
import type { RecordingEnd } from './clip-recording.ts';
import type { ClipStore } from './clip-store.ts';
import { chooseStream, recentOnly } from './clip-timing.ts';
import { diskSpace, hasRoom } from './free-space.ts';
import type { DiskSpace } from './free-space.ts';

export interface ClipFrames extends Pick<FrameSource, 'watch'> {
  /** Copies of the last `seconds` that are in the ring, from a key frame on. */
  recent(cameraId: string, stream: StreamName, seconds: number): readonly AccessUnit[];
}

export interface ClipsOptions {
  frames: ClipFrames;
  /** As it is called now; null: there is no such camera. */
  cameraName: (cameraId: string) => string | null;
  store: ClipStore;
  /** Of its own; made when it is not there. */
  directory: string;
  clock: Clock;
  log: Log;
  openFile?: OpenFile;
  diskSpace?: (directory: string) => Promise<DiskSpace>;
  /** Where a request names none. */
  span?: ClipSpan;
  /** Recorded at the same time; more are refused. */
  mostAtOnce?: number;
}

/** How much a clip shows before and after what it was cut for, seconds. */
export interface ClipSpan {
  beforeSeconds: number;
  afterSeconds: number;
}

export const defaultClipSpan: ClipSpan = { beforeSeconds: 10, afterSeconds: 20 };

export interface ClipRequest {
  /** Left out: the station's. */
  beforeSeconds?: number | undefined;
  afterSeconds?: number | undefined;
  reason: Clip['reason'];
  alarmId?: number | undefined;
  /** Account, or `station`. */
  by: string;
}

interface Active {
  recording: ClipRecording;
  row: Promise<Clip>;
  startedAtMs: number;
}

/** However often something else happens meanwhile, a clip is no longer than this after it was begun. */
export const longestClipMs = seconds(280);

/**
 * Cuts clips out of the ring and what follows, into mp4, without transcoding. One clip a camera at a time: what happens
 * while one is recorded extends and shares it. Nothing here keeps the cameras waiting, and no fault of a disk reaches
 * them. The files are not encrypted.
 */
export class Clips {
  /** Requests that an ongoing clip served. */
  shared = 0;
  /** Requests turned down since the start. */
  refused = 0;
  readonly #options: ClipsOptions;
  readonly #log: Log;
  readonly #openFile: OpenFile;
  readonly #mostAtOnce: number;
  readonly #span: ClipSpan;
  /** The newest of each camera. */
  readonly #active = new Map<string, Active>();
  readonly #running = new Map<ClipRecording, Promise<void>>();
  readonly #listeners = new Set<(clip: Clip) => void>();
  #stopped = false;

  constructor(options: ClipsOptions) {
    this.#options = options;
    this.#log = options.log.room('clips');
    this.#openFile = options.openFile ?? openFile;
    this.#mostAtOnce = options.mostAtOnce ?? 24;
    this.#span = options.span ?? defaultClipSpan;
  }

  /** Settles what a station that died has left behind. */
  async start(): Promise<void> {
    const { directory, store } = this.#options;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    for (const { id, described } of await store.unfinished()) {
      if (described && (await this.#isWhole(id))) await store.finish(id);
      else await store.fail(id, 'interrupted', 'the station stopped while it was recorded');
    }
    const left = (await readdir(directory)).filter((name) => name.endsWith(partialSuffix));
    for (const name of left) await rm(join(directory, name), { force: true });
    if (left.length > 0) this.#log.warn('unfinished clips removed', { files: left.length });
  }

  /** Ends what is being recorded, keeping what there is, and waits until it is stored. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const recording of this.#running.keys()) recording.stop('station-stopped');
    await Promise.all(this.#running.values());
    this.#listeners.clear();
  }

  get recording(): number {
    return this.#running.size;
  }

  /**
   * Resolves as soon as the clip has a row: it is `recording` then, or one that was. Throws `not-found`, `disk-full`,
   * or `unavailable` when too many are recorded at once.
   */
  async cut(cameraId: string, request: ClipRequest): Promise<Clip> {
    try {
      return await this.#cut(cameraId, request);
    } catch (error) {
      this.refused += 1;
      throw error;
    }
  }

  async find(id: number): Promise<Clip | null> {
    return this.#options.store.find(id);
  }

  /** Newest first. */
  list(filter: Parameters<ClipStore['list']>[0]): Promise<Clip[]> {
    return this.#options.store.list(filter);
  }

  /** Where the file of a clip that is ready lies. */
  pathOf(id: number): string {
    return join(this.#options.directory, `${id}.mp4`);
  }

  /** Called with every clip as it begins, is extended, ends. */
  watch(listener: (clip: Clip) => void): () => void {
    const own = (clip: Clip): void => listener(clip);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  async #cut(cameraId: string, request: ClipRequest): Promise<Clip> {
    if (this.#stopped) throw new AppError('unavailable', 'the station is stopping');
    const nowMs = this.#options.clock.nowMs();
    const untilMs = nowMs + Math.round(seconds(request.afterSeconds ?? this.#span.afterSeconds));
    const active = this.#active.get(cameraId);
    if (active !== undefined && untilMs <= active.startedAtMs + longestClipMs && active.recording.extend(untilMs)) {
      return this.#share(active, untilMs, request);
    }
    return this.#begin(cameraId, request, nowMs, untilMs);
  }

  async #share(active: Active, untilMs: number, { alarmId = null }: { alarmId?: number | null | undefined }) {
    const row = await active.row;
    this.shared += 1;
    const extended = await this.#options.store.extend(row.id, untilMs, alarmId);
    this.#announce(extended);
    return extended;
  }

  async #begin(cameraId: string, request: ClipRequest, nowMs: number, untilMs: number): Promise<Clip> {
    const { frames, cameraName: nameOf, clock, directory } = this.#options;
    const cameraName = nameOf(cameraId);
    if (cameraName === null) throw new AppError('not-found', `there is no camera ${cameraId}`);
    if (this.#running.size >= this.#mostAtOnce) {
      throw new AppError('unavailable', 'too many clips are being recorded', { facts: { limit: this.#mostAtOnce } });
    }
    const { beforeSeconds = this.#span.beforeSeconds } = request;
    const sinceMs = nowMs - seconds(beforeSeconds);
    const pastOf = (stream: StreamName) => recentOnly(frames.recent(cameraId, stream, beforeSeconds), sinceMs);
    const past = { main: pastOf('main'), sub: pastOf('sub') };
    const stream = chooseStream(past, sinceMs);
    const room = async (): Promise<boolean> => hasRoom(await (this.#options.diskSpace ?? diskSpace)(directory));
    const recording = new ClipRecording({
      ...{ frames, cameraId, stream, past: past[stream], untilMs, clock, openFile: this.#openFile, hasRoom: room },
    });
    if (!recording.begin()) throw new AppError('not-found', `camera ${cameraId} has no such stream`);
    const row = this.#addRow(room, {
      ...{ cameraId, cameraName, stream, cutAtMs: nowMs, untilMs },
      ...{ reason: request.reason, by: request.by, alarmId: request.alarmId ?? null },
    });
    const active = { recording, row, startedAtMs: nowMs };
    this.#active.set(cameraId, active);
    const running = this.#record(active).finally(() => {
      this.#running.delete(recording);
      if (this.#active.get(cameraId) === active) this.#active.delete(cameraId);
    });
    this.#running.set(recording, running);
    return row;
  }

  async #addRow(room: () => Promise<boolean>, clip: Parameters<ClipStore['add']>[0]): Promise<Clip> {
    if (!(await room())) throw new AppError('disk-full', 'the disk has no room for clips');
    const row = await this.#options.store.add(clip);
    this.#announce(row);
    return row;
  }

  /** Never throws. */
  async #record({ recording, row }: Active): Promise<void> {
    const clip = await row.catch(() => null);
    if (clip === null) {
      recording.stop(null); // whoever asked has been told
      return;
    }
    const end = await recording.writeTo(this.pathOf(clip.id));
    try {
      this.#announce(await this.#settle(clip.id, end));
    } catch (error) {
      // The next start settles it.
      this.#log.error('the end of a clip could not be stored', { clip: clip.id, reason: reasonOf(error) });
    }
  }

  async #settle(id: number, end: RecordingEnd): Promise<Clip> {
    const { store } = this.#options;
    if (end.outcome === 'failed') {
      this.#log.warn('a clip failed', { clip: id, failure: end.failure, detail: end.detail });
      return store.fail(id, end.failure, end.detail);
    }
    await store.describe(id, end.content);
    await putInPlace(this.pathOf(id));
    const { frames, bytes, shortened } = end.content;
    this.#log.info('a clip is ready', { clip: id, frames, bytes, shortened });
    return store.finish(id);
  }

  /** Described and in its place, or only the renaming was missing. */
  async #isWhole(id: number): Promise<boolean> {
    const there = (path: string): Promise<boolean> =>
      stat(path).then(
        () => true,
        () => false,
      );
    const path = this.pathOf(id);
    if (await there(path)) return true;
    if (!(await there(path + partialSuffix))) return false;
    await putInPlace(path);
    return true;
  }

  #announce(clip: Clip): void {
    for (const listener of this.#listeners) {
      try {
        listener(clip);
      } catch (error) {
        this.#log.error('a listener failed', { reason: reasonOf(error) });
      }
    }
  }
}
