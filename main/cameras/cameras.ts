import { randomBytes } from 'node:crypto';
import type { CameraWithState } from '#contract/api.ts';
import type { Camera, NewCamera, StreamName } from '#contract/camera.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Secrets } from '../system/secrets.ts';
import { keepPassword, openAddress, sealAddress } from './camera-address.ts';
import type { CameraStore, StoredAddress, StoredCamera } from './camera-store.ts';
import type { AccessUnit, FrameSource, FrameViewer } from './frames.ts';
import type { RingLimits } from './ring.ts';
import { RingMemory } from './ring-memory.ts';
import type { RingMemoryCounts } from './ring-memory.ts';
import { openRtspStream } from './rtsp/rtsp-stream.ts';
import type { OpenRtspStream } from './rtsp/rtsp-stream.ts';
import type { SoundListener, SoundSource } from './sounds.ts';
import type { StreamStatistics } from './stream-session.ts';
import { Streams } from './streams.ts';
import type { StreamsOptions } from './streams.ts';
import { TryOuts } from './try-outs.ts';

export interface CamerasOptions {
  store: CameraStore;
  secrets: Secrets;
  clock: Clock;
  log: Log;
  /** Encoded video kept of each stream. */
  ring?: Partial<Record<StreamName, RingLimits>>;
  openStream?: OpenRtspStream;
  /** In [0, 1); spreads reconnects. */
  random?: () => number;
}

export interface CameraStatistics {
  cameraId: string;
  stream: StreamName;
  statistics: StreamStatistics;
}

interface Entry {
  stored: StoredCamera;
  streams: Streams;
}

/**
 * Whole groups of pictures that cover these seconds: the ten before an alarm, and a half for the alarm to be judged. 64
 * streams of 0.7 Mb/s with a key frame every 2 s take about 65 MB of it; the bytes hold a camera that floods.
 */
export const defaultRing: Record<StreamName, RingLimits> = {
  main: { seconds: 10.5, bytes: 32 * 1024 * 1024 },
  sub: { seconds: 10.5, bytes: 12 * 1024 * 1024 },
};

/** Beyond what clips show, for the camera's own delay. */
const delaySeconds = 0.5;

/** A ring that reaches back as far as clips do; its bytes grow with it. */
export function ringFor(beforeSeconds: number): Record<StreamName, RingLimits> {
  const scaled = ({ seconds, bytes }: RingLimits): RingLimits => ({
    seconds: beforeSeconds + delaySeconds,
    bytes: Math.round(bytes * Math.max(1, (beforeSeconds + delaySeconds) / seconds)),
  });
  return { main: scaled(defaultRing.main), sub: scaled(defaultRing.sub) };
}

/** The console is told of changes at most four times a second. */
const quietMs = 250;

/** The unit's cameras: which there are, whether they live, and what they show. */
export class Cameras implements FrameSource, SoundSource {
  readonly #store: CameraStore;
  readonly #secrets: Secrets;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #ringMemory = new RingMemory();
  readonly #streamsOptions: StreamsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #tryOuts: TryOuts;
  readonly #listeners = new Set<() => void>();
  #changing: Promise<unknown> = Promise.resolve();
  #cancelQuiet: Cancel | null = null;
  #changedInQuiet = false;
  #loaded = false;
  #running = false;
  #stopped = false;

  constructor(options: CamerasOptions) {
    this.#store = options.store;
    this.#secrets = options.secrets;
    this.#clock = options.clock;
    this.#log = options.log.room('cameras');
    this.#streamsOptions = {
      clock: options.clock,
      log: this.#log,
      openStream: options.openStream ?? openRtspStream,
      random: options.random ?? Math.random,
      ring: { ...defaultRing, ...options.ring },
      ringMemory: this.#ringMemory,
      onState: () => this.#changed(),
    };
    this.#tryOuts = new TryOuts(options.clock, (address) => {
      return new Streams({ main: address, sub: null }, this.#streamsOptions);
    });
  }

  /** Begins to connect to every camera. The provision may be applied before. */
  async start(): Promise<void> {
    await this.#change(async () => {
      this.#running = true;
      for (const { streams } of this.#entries.values()) streams.keepConnected();
    });
    this.#changed();
  }

  /** Says goodbye to every camera. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#stopped = true;
    await this.#changing;
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all([...entries.map(({ streams }) => streams.stop('the station stops')), this.#tryOuts.stop()]);
    this.#cancelQuiet?.();
    this.#cancelQuiet = null;
  }

  /** In the order of the screen. */
  list(): CameraWithState[] {
    return this.#sorted().map(({ stored, streams }) => ({
      camera: cameraOf(stored),
      main: streams.state('main'),
      sub: stored.sub === null ? null : streams.state('sub'),
    }));
  }

  /** Called after a camera or its state changed, at most four times a second; read list() then. */
  watchChanges(listener: () => void): () => void {
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  findById(id: string): Camera | null {
    const entry = this.#entries.get(id);
    return entry === undefined ? null : cameraOf(entry.stored);
  }

  findByName(name: string): Camera | null {
    const entry = this.#byName(name);
    return entry === null ? null : cameraOf(entry.stored);
  }

  add(camera: NewCamera): Promise<Camera> {
    return this.#change(async () => {
      this.#refuseTakenName(camera.name, null);
      const stored = {
        id: newCameraId(),
        name: camera.name.trim(),
        point: camera.point,
        main: this.#seal(camera.main, null, 'main'),
        sub: camera.sub === undefined ? null : this.#seal(camera.sub, null, 'sub'),
        provisioned: false,
        position: this.#nextPosition(),
      };
      await this.#save([stored], []);
      return cameraOf(stored);
    });
  }

  /** An address without user and password keeps the one stored for its host. */
  change(id: string, camera: NewCamera): Promise<Camera> {
    return this.#change(async () => {
      const { stored } = this.#editable(id);
      this.#refuseTakenName(camera.name, id);
      const changed = {
        ...stored,
        name: camera.name.trim(),
        point: camera.point,
        main: this.#seal(camera.main, stored.main, 'main'),
        sub: camera.sub === undefined ? null : this.#seal(camera.sub, stored.sub ?? stored.main, 'sub'),
      };
      await this.#save([changed], []);
      return cameraOf(changed);
    });
  }

  remove(id: string): Promise<void> {
    return this.#change(async () => {
      this.#editable(id);
      await this.#save([], [id]);
    });
  }

  /**
   * Makes the cameras of the provision file, and only those, the provisioned ones. A camera that has the name already
   * keeps its id; a provisioned one that is no longer named is removed.
   */
  applyProvision(wanted: readonly (Omit<NewCamera, 'point'> & Partial<Pick<NewCamera, 'point'>>)[]): Promise<void> {
    return this.#change(async () => {
      let position = this.#nextPosition();
      const put = wanted.map((camera): StoredCamera => {
        const known = this.#byName(camera.name)?.stored;
        return {
          id: known?.id ?? newCameraId(),
          name: camera.name.trim(),
          point: camera.point ?? 'other',
          main: this.#seal(camera.main, null, 'main'),
          sub: camera.sub === undefined ? null : this.#seal(camera.sub, null, 'sub'),
          provisioned: true,
          position: known?.position ?? position++,
        };
      });
      const kept = new Set(put.map(({ id }) => id));
      const remove = [...this.#entries.values()]
        .filter(({ stored }) => stored.provisioned && !kept.has(stored.id))
        .map(({ stored }) => stored.id);
      await this.#save(put, remove);
    });
  }

  /** Opens an address for a look; watch it like any camera, stream `main`. Forgotten a minute after the last viewer. */
  tryOut(url: string): { cameraId: string } {
    const address = sealAddress(url, this.#secrets);
    const opened = address === null ? null : openAddress(address, this.#secrets);
    if (opened === null) throw new AppError('bad-input', 'not an rtsp: address', { facts: { field: 'url' } });
    return { cameraId: this.#tryOuts.add(opened) };
  }

  watch(cameraId: string, stream: StreamName, viewer: FrameViewer): (() => void) | null {
    const streams = this.#entries.get(cameraId)?.streams ?? this.#tryOuts.find(cameraId);
    return streams?.watch(stream, viewer) ?? null;
  }

  listen(cameraId: string, stream: StreamName, listener: SoundListener): (() => void) | null {
    return this.#entries.get(cameraId)?.streams.listen(stream, listener) ?? null;
  }

  /** Copies of the last `seconds` of a stream that is open, from a key frame on. */
  recent(cameraId: string, stream: StreamName, seconds: number): readonly AccessUnit[] {
    return this.#entries.get(cameraId)?.streams.session(stream)?.recent(seconds) ?? [];
  }

  /** Of every stream opened since the start. */
  statistics(): CameraStatistics[] {
    return this.#sorted().flatMap(({ stored, streams }) =>
      streams.statistics().map(({ stream, statistics }) => ({ cameraId: stored.id, stream, statistics })),
    );
  }

  /** What the rings of all streams take. */
  ringMemory(): RingMemoryCounts {
    return this.#ringMemory.counts();
  }

  /** One change at a time, each seeing what the one before left. */
  #change<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(async () => {
      if (this.#stopped) throw new AppError('unavailable', 'the station is stopping');
      if (!this.#loaded) for (const stored of await this.#store.all()) this.#put(stored);
      this.#loaded = true;
      return job();
    });
    this.#changing = done.catch(() => undefined);
    return done;
  }

  async #save(put: readonly StoredCamera[], remove: readonly string[]): Promise<void> {
    await this.#store.save({ put, remove });
    for (const id of remove) {
      const entry = this.#entries.get(id);
      this.#entries.delete(id);
      void entry?.streams.stop('the camera was removed');
    }
    for (const stored of put) this.#put(stored);
    this.#changed();
  }

  #put(stored: StoredCamera): void {
    const addresses = {
      main: openAddress(stored.main, this.#secrets),
      sub: stored.sub === null ? null : openAddress(stored.sub, this.#secrets),
    };
    const known = this.#entries.get(stored.id);
    if (known === undefined) {
      const streams = new Streams(addresses, this.#streamsOptions);
      this.#entries.set(stored.id, { stored, streams });
      if (this.#running) streams.keepConnected();
    } else {
      known.stored = stored;
      known.streams.moveTo(addresses);
    }
  }

  #editable(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new AppError('not-found', `there is no camera ${id}`);
    if (entry.stored.provisioned) {
      throw new AppError('provisioned-elsewhere', 'the camera is set in the provision file', {
        facts: { name: entry.stored.name },
      });
    }
    return entry;
  }

  #refuseTakenName(name: string, exceptId: string | null): void {
    const taken = this.#byName(name);
    if (taken === null || taken.stored.id === exceptId) return;
    throw new AppError('conflict', 'another camera has this name', { facts: { name } });
  }

  #seal(url: string, before: StoredAddress | null, field: StreamName): StoredAddress {
    const sealed = keepPassword(url, before, this.#secrets);
    if (sealed === null) throw new AppError('bad-input', 'not an rtsp: address', { facts: { field } });
    return sealed;
  }

  #byName(name: string): Entry | null {
    return [...this.#entries.values()].find(({ stored }) => stored.name === name.trim()) ?? null;
  }

  #nextPosition(): number {
    return 1 + Math.max(-1, ...[...this.#entries.values()].map(({ stored }) => stored.position));
  }

  #sorted(): Entry[] {
    return [...this.#entries.values()].sort((a, b) => a.stored.position - b.stored.position);
  }

  #changed(): void {
    if (this.#cancelQuiet !== null) {
      this.#changedInQuiet = true;
      return;
    }
    if (!this.#running) return;
    this.#cancelQuiet = this.#clock.after(quietMs, () => {
      this.#cancelQuiet = null;
      if (this.#changedInQuiet) this.#changed();
    });
    this.#changedInQuiet = false;
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#log.error('a listener failed', { reason: reasonOf(error) });
      }
    }
  }
}

const newCameraId = (): string => `cam-${randomBytes(6).toString('hex')}`;

function cameraOf(stored: StoredCamera): Camera {
  return {
    id: stored.id,
    name: stored.name,
    point: stored.point,
    mainAddress: stored.main.address,
    subAddress: stored.sub?.address ?? null,
    provisioned: stored.provisioned,
    position: stored.position,
  };
}
