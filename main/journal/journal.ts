import { createHash } from 'node:crypto';
import { sighting as sightingSchema } from '#contract/sighting.ts';
import type { NewSighting, Picture, PictureRole, Sighting, SightingKind } from '#contract/sighting.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import { hours, minutes } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { joinPictures, saysNothing } from './apart-pictures.ts';
import type {
  ApartArrival,
  ApartFacts,
  ApartPictures,
  ApartPictureStore,
  Attached,
  PictureName,
} from './apart-pictures.ts';
import type { EvidenceStore } from './evidence.ts';
import type { DeviceFacts, JournalStore, SightingKey } from './journal-store.ts';
import { numberArrivals } from './numbering.ts';
import type { Appended, Arrival, Numbered } from './numbering.ts';
import { pictureTypeOf } from './picture-type.ts';
import type { PictureType } from './picture-type.ts';

export interface JournalOptions {
  store: JournalStore;
  /** Pictures and sightings that wait for each other. */
  apart: ApartPictureStore;
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
  /** Forgotten since the start because the other half never came: what sightings named, and what no sighting named. */
  apartForgotten: { awaited: number; unclaimed: number };
}

/** A group starts at most this often: 40 syncs a second, so that a disk that takes 20 ms for each still keeps pace. */
const groupPeriodMs = 25;
const maxGroupSightings = 1000;
const maxGroupBytes = 32 * 1024 * 1024;
/** About 6 s of the heaviest intake we promise (500 sightings a second, 80 KB each): a camera gives up sooner. */
const maxWaitingSightings = 10_000;
const maxWaitingBytes = 256 * 1024 * 1024;
/** A picture and its sighting are sent within seconds of each other; a device that was cut off sends both late. */
const apartLifeMs = hours(6);
/** Of one device: six hours at one in a second. */
const mostApartPerDevice = 20_000;
const apartSweepPeriodMs = minutes(1);

interface Request {
  arrivals: readonly Arrival[];
  /** Pictures that come apart from their sighting. */
  apart: readonly ApartArrival[];
  bytes: number;
  resolve(answers: Appended[], attached: Attached[]): void;
  reject(error: unknown): void;
}

const arrivalFacts = sightingSchema.omit({ id: true, cameraName: true, pictures: true, alarmId: true });

/** The journal 识别记录: everything cameras said, kept before the camera is answered, found again by what it says. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #log: Log;
  readonly #listeners = new Set<(sighting: Sighting) => void>();
  readonly #pictureListeners = new Set<(sighting: Sighting) => void>();
  #waiting: Request[] = [];
  #waitingSightings = 0;
  #waitingBytes = 0;
  #refused = 0;
  #picturesLeftOut = 0;
  #groups = 0;
  readonly #apartForgotten = { awaited: 0, unclaimed: 0 };
  #nextApartSweepAtMs = 0;
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
    const bytes = batch.reduce((sum, { pictures }) => sum + pictures.reduce((n, p) => n + p.bytes.byteLength, 0), 0);
    this.#refuseWhenFull(batch.length, bytes);
    const arrivals = batch.map((arriving) => this.#arrival(arriving));
    if (arrivals.length === 0) return [];
    return new Promise((resolve, reject) => {
      this.#enqueue({ arrivals, apart: [], bytes, resolve, reject });
    });
  }

  /**
   * A picture that comes apart from its sighting, which names it in `awaits`, whichever comes first. Resolves when it is
   * on disk; joined or waiting, it is as durable as any. Same errors as `append`.
   */
  async attach(name: PictureName, arriving: { bytes: Uint8Array; role: PictureRole | null }): Promise<Attached> {
    const { bytes, role } = arriving;
    this.#refuseWhenFull(1, bytes.byteLength);
    const contentType = pictureTypeOf(bytes);
    if (contentType === null) {
      this.#picturesLeftOut += 1;
      return { outcome: 'no-picture' };
    }
    const picture = { digest: createHash('sha256').update(bytes).digest('hex'), contentType, bytes };
    const apart: ApartArrival[] = [{ ...name, picture, role, atMs: this.#options.clock.nowMs() }];
    return new Promise((resolve, reject) => {
      const answer = (_: Appended[], [attached = { outcome: 'known' }]: Attached[]): void => resolve(attached);
      this.#enqueue({ arrivals: [], apart, bytes: bytes.byteLength, resolve: answer, reject });
    });
  }

  find(id: number): Promise<Sighting | null> {
    return this.#options.store.find(id);
  }

  /** Those of the keys that are there, in no order. */
  findByKeys(keys: readonly SightingKey[]): Promise<Sighting[]> {
    return this.#options.store.known(keys);
  }

  /** A picture that came apart from its sighting and is not yet forgotten; null: none of that name. */
  async findNamed(name: PictureName): Promise<Picture | null> {
    const [found] = await this.#options.apart.came([name]);
    return found?.picture ?? null;
  }

  /** What waits for its other half, by device. */
  apartFacts(): Promise<ApartFacts[]> {
    return this.#options.apart.facts();
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

  /** Tells of sightings kept earlier that pictures have joined since, as they are now. */
  watchPictures(listener: (sighting: Sighting) => void): () => void {
    this.#pictureListeners.add(listener);
    return () => void this.#pictureListeners.delete(listener);
  }

  pressure(): JournalPressure {
    return {
      waitingSightings: this.#waitingSightings,
      waitingBytes: this.#waitingBytes,
      refused: this.#refused,
      picturesLeftOut: this.#picturesLeftOut,
      groups: this.#groups,
      apartForgotten: { ...this.#apartForgotten },
    };
  }

  /** Finishes what waits, then takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  #refuseWhenFull(sightings: number, bytes: number): void {
    if (this.#closed) throw new AppError('unavailable', 'the journal is closed');
    const full =
      this.#waitingSightings + sightings > maxWaitingSightings || this.#waitingBytes + bytes > maxWaitingBytes;
    if (!full) return;
    this.#refused += sightings;
    throw new AppError('unavailable', 'too many sightings are waiting for the disk');
  }

  #enqueue(request: Request): void {
    this.#waiting.push(request);
    this.#waitingSightings += request.arrivals.length + request.apart.length;
    this.#waitingBytes += request.bytes;
    this.#running ??= this.#drain();
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
    return { facts: parsed.data, pictures, awaits: arriving.awaits ?? [] };
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
        this.#waitingSightings -= request.arrivals.length + request.apart.length;
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
      sightings += request.arrivals.length + request.apart.length;
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
    const numbered = numberArrivals(arrivals, known, this.#nextId, cameraName);
    const joined = await this.#joined(numbered, group);
    const { answers, fresh } = joined;
    if (fresh.length > 0 || joined.apart !== undefined) {
      const packed = await evidence.append(fresh, joined.pictures, clock.nowMs(), joined.apart);
      try {
        await store.commit(packed);
      } catch (error) {
        await evidence.takeBack(packed);
        throw error;
      }
      this.#nextId += fresh.length;
      this.#groups += 1;
    }
    let [next, nextAttached] = [0, 0];
    for (const { arrivals: asked, apart, resolve } of group) {
      resolve(
        answers.slice(next, next + asked.length),
        joined.attached.slice(nextAttached, nextAttached + apart.length),
      );
      next += asked.length;
      nextAttached += apart.length;
    }
    for (const sighting of fresh) this.#tell(this.#listeners, sighting);
    if (joined.apart !== undefined) await this.#tellOfPictures(joined.apart);
  }

  async #tellOfPictures({ come }: ApartPictures): Promise<void> {
    const ids = new Set(come.flatMap(({ joins }) => joins.map(({ sightingId }) => sightingId)));
    for (const id of ids) {
      try {
        const sighting = await this.#options.store.find(id);
        if (sighting !== null) this.#tell(this.#pictureListeners, sighting);
      } catch (error) {
        // It is kept and answered; who looks again sees it.
        this.#log.warn('nobody was told of a picture', { sighting: id, reason: reasonOf(error) });
      }
    }
  }

  /** The group with what comes apart joined to it; as it was when nothing does. */
  async #joined(
    { answers, fresh, awaits, pictures }: Numbered,
    group: readonly Request[],
  ): Promise<Omit<Numbered, 'awaits'> & { apart?: ApartPictures; attached: Attached[] }> {
    const arrivals = group.flatMap((request) => request.apart);
    if (arrivals.length === 0 && awaits.length === 0) return { answers, fresh, pictures, attached: [] };
    await this.#forgetApart();
    const { apart: store } = this.#options;
    const joined = joinPictures({
      sightings: fresh,
      awaits,
      arrivals,
      came: await store.came([...arrivals, ...awaits]),
      awaiting: await store.awaiting(arrivals),
    });
    const stored = new Map([...pictures, ...joined.pictures].map((picture) => [picture.digest, picture]));
    const byId = new Map(joined.sightings.map((sighting) => [sighting.id, sighting]));
    return {
      answers: answers.map((answer) => ({ ...answer, sighting: byId.get(answer.sighting.id) ?? answer.sighting })),
      fresh: joined.sightings,
      pictures: [...stored.values()],
      ...(!saysNothing(joined.apart) && { apart: joined.apart }),
      attached: joined.answers,
    };
  }

  async #forgetApart(): Promise<void> {
    const { apart, clock } = this.#options;
    if (clock.monotonicMs() < this.#nextApartSweepAtMs) return;
    this.#nextApartSweepAtMs = clock.monotonicMs() + apartSweepPeriodMs;
    const gone = await apart.forget(clock.nowMs() - apartLifeMs, mostApartPerDevice);
    this.#apartForgotten.awaited += gone.awaited;
    this.#apartForgotten.unclaimed += gone.unclaimed;
  }

  #tell(listeners: ReadonlySet<(sighting: Sighting) => void>, sighting: Sighting): void {
    for (const listener of listeners) {
      try {
        listener(sighting);
      } catch (error) {
        this.#log.error('listener failed', { sighting: sighting.id, reason: reasonOf(error) });
      }
    }
  }
}
