import { createHash } from 'node:crypto';
import { sighting as sightingSchema } from '#contract/sighting.ts';
import type { NewSighting, Sighting, SightingKind } from '#contract/sighting.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { EvidenceStore } from './evidence.ts';
import type { DeviceFacts, JournalStore } from './journal-store.ts';
import { numberArrivals } from './numbering.ts';
import type { Appended, Arrival } from './numbering.ts';
import { pictureTypeOf } from './picture-type.ts';
import type { PictureType } from './picture-type.ts';

export interface JournalOptions {
  store: JournalStore;
  evidence: EvidenceStore;
  /** The name a camera has now; a sighting keeps the one it had when it was received. */
  cameraName: (cameraId: string) => string | null;
  clock: Clock;
  log: Log;
}

/** What the journal is holding back, for whoever watches over the station's health. */
export interface JournalPressure {
  waitingSightings: number;
  waitingBytes: number;
  /** Sightings refused since the start because too much waited. */
  refused: number;
  /** Pictures left out since the start because their content is no picture. */
  picturesLeftOut: number;
  /** Groups made durable since the start. */
  groups: number;
}

/** A group starts at most this often: 40 syncs a second, so that a disk that takes 20 ms for each still keeps pace. */
const groupPeriodMs = 25;
const maxGroupSightings = 1000;
const maxGroupBytes = 32 * 1024 * 1024;
/** About 6 s of the heaviest intake we promise (500 sightings a second, 80 KB each): a camera gives up sooner. */
const maxWaitingSightings = 10_000;
const maxWaitingBytes = 256 * 1024 * 1024;

interface Request {
  arrivals: readonly Arrival[];
  bytes: number;
  resolve(answers: Appended[]): void;
  reject(error: unknown): void;
}

const arrivalFacts = sightingSchema.omit({ id: true, cameraName: true, pictures: true, alarmId: true });

/** The journal 识别记录: everything cameras said, kept before the camera is answered, found again by what it says. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #log: Log;
  readonly #listeners = new Set<(sighting: Sighting) => void>();
  #waiting: Request[] = [];
  #waitingSightings = 0;
  #waitingBytes = 0;
  #refused = 0;
  #picturesLeftOut = 0;
  #groups = 0;
  #running: Promise<void> | null = null;
  #nextGroupAtMs = 0;
  #nextId: number | null = null;
  #closed = false;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#log = options.log.room('journal');
  }

  /**
   * Resolves, one answer for each in its order, when the sightings and their pictures are on disk. A repeat of the same
   * (deviceId, objectId) is answered with the sighting already there. All of a batch is kept or none.
   * AppError `unavailable`: too much waits, or the journal is closed; `disk-full`; `bad-input`: not a sighting.
   */
  async append(batch: readonly NewSighting[]): Promise<Appended[]> {
    if (this.#closed) throw new AppError('unavailable', 'the journal is closed');
    const bytes = batch.reduce((sum, { pictures }) => sum + pictures.reduce((n, p) => n + p.bytes.byteLength, 0), 0);
    if (this.#waitingSightings + batch.length > maxWaitingSightings || this.#waitingBytes + bytes > maxWaitingBytes) {
      this.#refused += batch.length;
      throw new AppError('unavailable', 'too many sightings are waiting for the disk');
    }
    const arrivals = batch.map((arriving) => this.#arrival(arriving));
    if (arrivals.length === 0) return [];
    return new Promise((resolve, reject) => {
      this.#waiting.push({ arrivals, bytes, resolve, reject });
      this.#waitingSightings += arrivals.length;
      this.#waitingBytes += bytes;
      this.#running ??= this.#drain();
    });
  }

  find(id: number): Promise<Sighting | null> {
    return this.#options.store.find(id);
  }

  /** Those with a greater id, oldest first. */
  after(id: number, limit: number): Promise<Sighting[]> {
    return this.#options.store.after(id, limit);
  }

  /** By kind, received in [fromMs, toMs). */
  counts(fromMs: number, toMs: number): Promise<Record<SightingKind, number>> {
    return this.#options.store.counts(fromMs, toMs);
  }

  deviceFacts(): Promise<DeviceFacts[]> {
    return this.#options.store.devices();
  }

  /** The bytes as received. Null: never stored, or no longer. AppError `internal`: damaged since. */
  picture(digest: string): Promise<{ bytes: Buffer; contentType: PictureType } | null> {
    return this.#options.evidence.read(digest);
  }

  /** Tells of each new sighting once it is durable, in order of id. */
  watch(listener: (sighting: Sighting) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  pressure(): JournalPressure {
    return {
      waitingSightings: this.#waitingSightings,
      waitingBytes: this.#waitingBytes,
      refused: this.#refused,
      picturesLeftOut: this.#picturesLeftOut,
      groups: this.#groups,
    };
  }

  /** Finishes what waits, then takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  #arrival(arriving: NewSighting): Arrival {
    const parsed = arrivalFacts.safeParse(arriving);
    if (!parsed.success) throw new AppError('bad-input', 'not a sighting', { cause: parsed.error });
    const pictures = arriving.pictures.flatMap(({ role, bytes }) => {
      const contentType = pictureTypeOf(bytes);
      if (contentType !== null)
        return [{ role, contentType, bytes, digest: createHash('sha256').update(bytes).digest('hex') }];
      // A bad picture never loses its sighting.
      this.#picturesLeftOut += 1;
      this.#log.warn('picture left out', { device: arriving.deviceId, object: arriving.objectId });
      return [];
    });
    return { facts: parsed.data, pictures };
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      const group = this.#takeGroup();
      try {
        await this.#keep(group);
      } catch (error) {
        this.#log.error('group not kept', { requests: group.length, reason: reasonOf(error) });
        for (const request of group) request.reject(error);
      }
      for (const request of group) {
        this.#waitingSightings -= request.arrivals.length;
        this.#waitingBytes -= request.bytes;
      }
    }
    this.#running = null;
  }

  /** When idle, the first to come waits one turn of the event loop; when busy, all that comes in a period goes together. */
  async #gather(): Promise<void> {
    const { clock } = this.#options;
    const waitMs = this.#nextGroupAtMs - clock.monotonicMs();
    await new Promise<void>((resolve) => {
      if (waitMs > 0) clock.after(waitMs, resolve);
      else setImmediate(resolve);
    });
    this.#nextGroupAtMs = clock.monotonicMs() + groupPeriodMs;
  }

  #takeGroup(): Request[] {
    let [sightings, bytes, count] = [0, 0, 0];
    for (const request of this.#waiting) {
      sightings += request.arrivals.length;
      bytes += request.bytes;
      // A request is never split: it is kept whole or not at all. One that is too big goes alone.
      if (count > 0 && (sightings > maxGroupSightings || bytes > maxGroupBytes)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #keep(group: readonly Request[]): Promise<void> {
    const { store, evidence, clock, cameraName } = this.#options;
    const arrivals = group.flatMap((request) => request.arrivals);
    this.#nextId ??= (await store.lastId()) + 1;
    const known = await store.known(arrivals.map(({ facts }) => facts));
    const { answers, fresh, pictures } = numberArrivals(arrivals, known, this.#nextId, cameraName);
    if (fresh.length > 0) {
      const packed = await evidence.append(fresh, pictures, clock.nowMs());
      try {
        await store.commit(packed);
      } catch (error) {
        await evidence.takeBack(packed);
        throw error;
      }
      this.#nextId += fresh.length;
      this.#groups += 1;
    }
    let next = 0;
    for (const { arrivals: asked, resolve } of group) {
      resolve(answers.slice(next, next + asked.length));
      next += asked.length;
    }
    for (const sighting of fresh) this.#tell(sighting);
  }

  #tell(sighting: Sighting): void {
    for (const listener of this.#listeners) {
      try {
        listener(sighting);
      } catch (error) {
        this.#log.error('listener failed', { sighting: sighting.id, reason: reasonOf(error) });
      }
    }
  }
}
