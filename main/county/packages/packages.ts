import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedIn } from '#contract/access.ts';
import type { MadePackage, PackageAlarms, PackageRequest } from '#contract/package.ts';
import { AppError, reasonOf } from '../../system/app-error.ts';
import { days, hours } from '../../system/clock.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import { makePrivateDirectory } from '../../system/disk.ts';
import type { Log } from '../../system/log.ts';
import { isoWith, offsetHere } from '../local-time.ts';
import { fileTime, writeContents } from './package-contents.ts';
import type { PackageWork } from './package-contents.ts';
import type { PackageKey } from './package-key.ts';
import type { PackagePeriod, PackageSources } from './package-sources.ts';
import type { PackageFailure, PackageStore, StoredPackage } from './package-store.ts';
import { PackageZip, partSuffix, putInPlace } from './package-zip.ts';
import { readReceipt } from './receipts.ts';
import { ClipMarker } from './watermark/clip-marker.ts';
import { PictureMarker } from './watermark/picture-marker.ts';
import { loadCanvas, prepareText } from './watermark/text-mask.ts';

export interface PackagesOptions {
  store: PackageStore;
  key: PackageKey;
  sources: PackageSources;
  /** Of its own; made when it is not there. */
  directory: string;
  /** Whether the disk has room for more than the records need. */
  hasRoom(): Promise<boolean>;
  /** Pictures and clips, by their digests, into the retrieval register; durable when it resolves. */
  takeOut(by: string, reason: string, digests: readonly string[]): Promise<void>;
  /** Shared with the county; null: none is. */
  secret(): Promise<string | null>;
  /** Messages of the outbox that a signed receipt names. Gives how many were not acknowledged before. */
  acknowledge(keys: readonly string[]): Promise<number>;
  workerFile: string;
  ffmpegPath: string;
  clock: Clock;
  log: Log;
}

/** A month, on a clock that is put back in it. */
const longestPeriodMs = days(31) + hours(1);
const mostWaiting = 3;
/** As many as anybody goes through; more is asked for by a shorter period. */
const mostAlarmsOffered = 500;
const keptMs = days(30);
const keptAtLeast = 20;
const sweepEveryMs = hours(6);

interface Job {
  stored: StoredPackage;
  request: PackageRequest;
}

/** Packages 数据包: made one at a time, signed, kept for a while; and the receipts that come back for them. */
export class Packages {
  readonly #options: PackagesOptions;
  readonly #log: Log;
  readonly #stopping = new AbortController();
  readonly #waiting: Job[] = [];
  #taken = 0;
  #current: { id: number; progress: number } | null = null;
  #running: Promise<void> | null = null;
  #sweeping: Promise<void> = Promise.resolve();
  #cancelSweep: Cancel = () => undefined;

  constructor(options: PackagesOptions) {
    this.#options = options;
    this.#log = options.log.room('packages');
  }

  /** Settles what a station that died has left behind. */
  async start(): Promise<void> {
    const { directory, store, clock } = this.#options;
    await makePrivateDirectory(directory);
    for (const { id, described } of await store.unfinished()) {
      if (described && (await this.#isWhole(id))) await store.finish(id);
      else await store.fail(id, 'interrupted');
    }
    for (const { id } of await store.ready()) {
      if (!(await isThere(this.#pathOf(id)))) await store.forgetFile(id);
    }
    await this.#removeRemains();
    this.#sweep();
    this.#cancelSweep = clock.every(sweepEveryMs, () => this.#sweep());
  }

  /** Gives up what is being made. */
  async stop(): Promise<void> {
    this.#stopping.abort(new AppError('unavailable', 'the station is stopping'));
    this.#cancelSweep();
    await this.#running;
    await this.#sweeping;
  }

  async list(before: number | null, limit: number): Promise<MadePackage[]> {
    return (await this.#options.store.page(before, limit)).map((stored) => this.#shown(stored));
  }

  async find(id: number): Promise<MadePackage> {
    const stored = await this.#options.store.find(id);
    if (stored === null) throw new AppError('not-found', `there is no package ${id}`);
    return this.#shown(stored);
  }

  /** The file of one that is ready; null: there is none. */
  async fileOf(
    id: number,
  ): Promise<{ path: string; bytes: number; digest: string; name: string; reason: string } | null> {
    const stored = await this.#options.store.find(id);
    if (stored?.state !== 'ready' || stored.bytes === null || stored.digest === null) return null;
    const { bytes, digest, fileName: name, reason } = stored;
    return { path: this.#pathOf(id), bytes, digest, name, reason };
  }

  /** Whose pictures and clips a package of the period can take. Throws `bad-input` (paths). */
  async alarmsIn(asked: PackagePeriod): Promise<PackageAlarms> {
    const { clock, sources } = this.#options;
    return await sources.records.lastAlarms(happened(asked, clock.nowMs()), mostAlarmsOffered);
  }

  /** Resolves once it is written down. Throws `bad-input` (paths), `unavailable` while three wait, `disk-full`. */
  async make(asked: PackageRequest, by: SignedIn): Promise<MadePackage> {
    const { store, clock, hasRoom, sources } = this.#options;
    if (this.#stopping.signal.aborted) throw new AppError('unavailable', 'the station is stopping');
    if (this.#taken > mostWaiting) {
      throw new AppError('unavailable', 'three packages wait already', { facts: { limit: mostWaiting } });
    }
    this.#taken += 1;
    try {
      const madeAtMs = clock.nowMs();
      const request = await checked(asked, madeAtMs, sources);
      const unit = await sources.unit();
      if (unit === null) throw new AppError('unavailable', 'the station is not set up');
      if (!(await hasRoom())) throw new AppError('disk-full', 'the disk has no room for a package');
      const stored = await store.add({
        ...{ request, madeAtMs, madeBy: by.account, madeByName: by.name },
        fileNameOf: (id) => fileNameOf(unit.name, request, id),
      });
      this.#waiting.push({ stored, request });
      this.#running ??= this.#work();
      return this.#shown(stored);
    } catch (error) {
      this.#taken -= 1;
      throw error;
    }
  }

  async key(): Promise<{ publicKey: string; fingerprint: string }> {
    const { publicKey, fingerprint } = await this.#options.key.get();
    return { publicKey, fingerprint };
  }

  /**
   * Only one signed with the county's secret acknowledges messages. The same one again changes nothing. Throws `bad-input`,
   * `not-found` when its package is not ours, `conflict` when an unsigned one would take the place of a signed one.
   */
  async importReceipt(text: string, by: SignedIn): Promise<MadePackage> {
    const { store, clock, secret, acknowledge } = this.#options;
    const { receipt, signed } = readReceipt(text, await secret());
    const stored = await store.findByManifest(receipt.manifest);
    if (stored === null) throw new AppError('not-found', 'the receipt is for no package of this station');
    const before = stored.receipt;
    if (before !== null && before.signed && !signed) {
      throw new AppError('conflict', 'there is a signed receipt for this package already');
    }
    const isAgain = before !== null && before.number === receipt.number && before.signed === signed;
    const newly = signed ? await acknowledge(receipt.acknowledged) : 0;
    if (isAgain && newly === 0) return this.#shown(stored);
    const changed = await store.setReceipt(stored.id, {
      ...{ number: receipt.number, receivedAtMs: Date.parse(receipt.receivedAt), by: receipt.by, signed },
      acknowledged: newly + (isAgain ? before.acknowledged : 0),
      ...{ importedBy: by.account, importedAtMs: clock.nowMs() },
    });
    this.#log.info('receipt imported', { package: stored.id, signed, acknowledged: newly });
    return this.#shown(changed);
  }

  /** Never throws. */
  async #work(): Promise<void> {
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) {
      try {
        await this.#makeOne(job);
      } catch (error) {
        await this.#fail(job.stored.id, error);
      }
      this.#current = null;
      this.#taken -= 1;
    }
    this.#running = null;
    this.#sweep();
  }

  async #makeOne({ stored, request }: Job): Promise<void> {
    const { store, key, sources, hasRoom, takeOut, workerFile, ffmpegPath, clock } = this.#options;
    const { id, madeBy, reason } = stored;
    const { signal } = this.#stopping;
    signal.throwIfAborted();
    this.#current = { id, progress: 0 };
    const path = this.#pathOf(id);
    const workDirectory = `${path}.work`;
    await mkdir(workDirectory, { recursive: true, mode: 0o700 });
    const pictures = new PictureMarker({ workerFile, clock, log: this.#log });
    const zip = await PackageZip.create(path, { signal, hasRoom, atMs: stored.madeAtMs });
    try {
      const work: PackageWork = {
        ...{ stored, request, zip, sources, pictures, signal, clock, toIso: isoWith(offsetHere) },
        key: await key.get(),
        text: await this.#watermarkText(stored),
        clips: new ClipMarker({ ffmpegPath, workDirectory, clock, log: this.#log }),
        takeOut: (digests) => takeOut(madeBy, reason, digests),
        onProgress: (progress) => (this.#current = { id, progress }),
      };
      const content = await writeContents(work);
      await store.describe(id, content);
      await putInPlace(path);
      await store.finish(id);
      this.#log.info('a package is ready', { package: id, bytes: content.bytes, files: content.files });
    } catch (error) {
      await zip.discard();
      throw error;
    } finally {
      await pictures.stop();
      await rm(workDirectory, { recursive: true, force: true });
    }
  }

  async #watermarkText({ id, madeBy, madeByName, madeAtMs }: StoredPackage) {
    const canvas = await loadCanvas();
    const usable = 'unavailable' in canvas ? null : canvas;
    if ('unavailable' in canvas) this.#log.warn('text is drawn by our own letters', { reason: canvas.unavailable });
    const time = isoWith(offsetHere)(madeAtMs).slice(0, 16).replace('T', ' ');
    return prepareText({ account: madeBy, name: madeByName, when: `${time} #${id}` }, usable);
  }

  async #fail(id: number, error: unknown): Promise<void> {
    const failure = this.#stopping.signal.aborted ? 'interrupted' : failureOf(error);
    this.#log.warn('a package failed', { package: id, failure, reason: reasonOf(error) });
    try {
      await this.#options.store.fail(id, failure);
    } catch (cause) {
      // The next start settles it.
      this.#log.error('the end of a package could not be stored', { package: id, reason: reasonOf(cause) });
    }
  }

  /** Described and in its place, or only the renaming was missing. */
  async #isWhole(id: number): Promise<boolean> {
    const path = this.#pathOf(id);
    if (await isThere(path)) return true;
    if (!(await isThere(path + partSuffix))) return false;
    await putInPlace(path);
    return true;
  }

  /** What was begun and never finished, and zips that no row knows. */
  async #removeRemains(): Promise<void> {
    const { directory, store } = this.#options;
    const known = new Set((await store.ready()).map(({ id }) => `${id}.zip`));
    const left = (await readdir(directory)).filter((name) => /^\d+\.zip/.test(name) && !known.has(name));
    for (const name of left) await rm(join(directory, name), { recursive: true, force: true });
    if (left.length > 0) this.#log.warn('unfinished packages removed', { files: left.length });
  }

  #sweep(): void {
    this.#sweeping = this.#sweeping
      .then(() => this.#forgetOld())
      .catch((error: unknown) => {
        this.#log.error('old packages could not be removed', { reason: reasonOf(error) });
      });
  }

  async #forgetOld(): Promise<void> {
    const { store, clock } = this.#options;
    const beforeMs = clock.nowMs() - keptMs;
    const old = (await store.ready()).slice(keptAtLeast).filter(({ madeAtMs }) => madeAtMs < beforeMs);
    for (const { id } of old) {
      // The row first: one that is said to be there is there.
      await store.forgetFile(id);
      await rm(this.#pathOf(id), { force: true });
    }
  }

  #pathOf(id: number): string {
    return join(this.#options.directory, `${id}.zip`);
  }

  #shown(stored: StoredPackage): MadePackage {
    if (stored.state !== 'making') return { ...stored, progress: null };
    return { ...stored, progress: this.#current?.id === stored.id ? this.#current.progress : 0 };
  }
}

const bad = (paths: string, message: string): AppError => new AppError('bad-input', message, { facts: { paths } });

/** What has not happened yet is in no package: its period ends with its making. */
function happened(asked: PackagePeriod, nowMs: number): PackagePeriod {
  const { fromMs } = asked;
  const toMs = Math.min(asked.toMs, nowMs);
  if (!(fromMs < toMs)) throw bad('fromMs, toMs', 'the period has not begun, or ends before it begins');
  if (toMs - fromMs > longestPeriodMs) throw bad('fromMs, toMs', 'the period is longer than 31 days');
  return { fromMs, toMs };
}

async function checked(asked: PackageRequest, nowMs: number, sources: PackageSources): Promise<PackageRequest> {
  const { toMs } = happened(asked, nowMs);
  const alarmIds = [...new Set(asked.alarmIds)].sort((a, b) => a - b);
  for (const id of alarmIds) {
    const alarm = await sources.alarm(id);
    if (alarm === null || alarm.raisedAtMs < asked.fromMs || alarm.raisedAtMs >= toMs) {
      throw bad('alarmIds', `alarm ${id} was not raised in the period`);
    }
  }
  return { ...asked, toMs, alarmIds };
}

/** 数据包_冠县第一中学_20261101-000000_20261127-143000_12.zip, in characters every file system takes. */
function fileNameOf(unitName: string, { fromMs, toMs }: PackageRequest, id: number): string {
  const safe = unitName.replace(/[\\/:*?"<>|\u0000-\u001f\u007f]/g, '_').slice(0, 40);
  return `数据包_${safe}_${fileTime(fromMs)}_${fileTime(toMs)}_${id}.zip`;
}

function failureOf(error: unknown): PackageFailure {
  return error instanceof AppError && error.code === 'disk-full' ? 'disk-full' : 'error';
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
