import { constants } from 'node:fs';
import { copyFile, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sighting } from '#contract/sighting.ts';
import type { ApartPictures } from '../journal/apart-pictures.ts';
import type { ArrivedPicture, EvidenceStore, PackedGroup, PackedPicture } from '../journal/evidence.ts';
import type { PictureType } from '../journal/picture-type.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import { makePrivateDirectory, syncDirectory } from '../system/disk.ts';
import type { Log } from '../system/log.ts';
import type { EvidenceIndex } from './evidence-index.ts';
import { openRecord, readRecordHeader, recordHeaderBytes, sealRecord, sha256 } from './evidence-record.ts';
import { scanGroups } from './evidence-scan.ts';
import type { PackTail } from './evidence-scan.ts';
import { keptPlace } from './kept-pictures.ts';
import type { KeptPictures } from './kept-pictures.ts';

/** The file operations a pack needs; a test can make one of them fail. */
export interface PackFile {
  writev(buffers: readonly Uint8Array[], position: number): Promise<{ bytesWritten: number }>;
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  truncate(length: number): Promise<void>;
  datasync(): Promise<void>;
  stat(): Promise<{ size: number }>;
  close(): Promise<void>;
}
export type OpenPack = (path: string, purpose: 'append' | 'read') => Promise<PackFile>;

export interface EvidencePacksOptions {
  /** Holds `2026-07-14.pack` for each day; nothing else in it is touched. */
  directory: string;
  index: EvidenceIndex;
  /** Copies of pictures whose pack may be gone. */
  kept: KeptPictures;
  /** 32 bytes, the same at every start. */
  keyFor: (purpose: string) => Buffer;
  log: Log;
  openPack?: OpenPack;
}

interface CurrentPack {
  day: string;
  file: PackFile;
  key: Buffer;
  /** Where the next group goes. */
  end: number;
  /** Where the newest group starts, while it can still be taken back. */
  newestAt: number;
  /** Something may lie past the end that has to go before the next group. */
  untidy: boolean;
}

/** Evidence in append-only day packs; `evidence-record.ts` says what is in one. */
export class EvidencePacks implements EvidenceStore {
  /** Syncs of packs and of their directory since the start. */
  syncs = 0;
  readonly #options: EvidencePacksOptions;
  readonly #openPack: OpenPack;
  readonly #log: Log;
  #current: CurrentPack | null = null;

  constructor(options: EvidencePacksOptions) {
    this.#options = options;
    this.#openPack = options.openPack ?? openPackFile;
    this.#log = options.log.room('storage');
  }

  /**
   * At the start, before anything is appended: hands over each group that is whole in a pack but unknown to the index
   * (the rows of the last moments before a power cut), then sweeps what follows, which was never acknowledged.
   */
  async recover(restore: (group: PackedGroup) => Promise<void>): Promise<{ groups: number; sweptBytes: number }> {
    await makePrivateDirectory(this.#options.directory);
    const done = { groups: 0, sweptBytes: 0 };
    const names = (await readdir(this.#options.directory)).filter((name) => packName.test(name)).sort();
    for (const name of names) {
      const recovered = await this.#recoverPack(name.slice(0, 10), restore);
      done.groups += recovered.groups;
      done.sweptBytes += recovered.sweptBytes;
    }
    if (done.groups + done.sweptBytes > 0) this.#log.warn('evidence recovered after a crash', done);
    return done;
  }

  async append(
    sightings: readonly Sighting[],
    pictures: readonly ArrivedPicture[],
    atMs: number,
    apart?: ApartPictures,
  ): Promise<PackedGroup> {
    const day = localDay(atMs);
    try {
      const pack = await this.#packOf(day);
      const held = await this.#options.index.heldBy(
        day,
        pictures.map(({ digest }) => digest),
      );
      const { buffers, group } = sealGroup(
        pack,
        sightings,
        pictures.filter(({ digest }) => !held.has(digest)),
        apart,
      );
      pack.untidy = true;
      await writeAll(pack.file, buffers, pack.end);
      await pack.file.datasync();
      this.syncs += 1;
      pack.untidy = false;
      pack.newestAt = pack.end;
      pack.end = group.packBytes;
      return group;
    } catch (error) {
      await this.#tidy();
      throw asAppError(error);
    }
  }

  async takeBack(group: PackedGroup): Promise<void> {
    const pack = this.#current;
    if (pack?.day !== group.day || pack.end !== group.packBytes) {
      throw new Error('only the newest group can be taken back');
    }
    pack.end = pack.newestAt;
    pack.untidy = true;
    await this.#tidy();
  }

  async read(digest: string): Promise<{ bytes: Buffer; contentType: PictureType } | null> {
    const { index, kept } = this.#options;
    const found = await index.find(digest);
    if (found === null) return kept.read(digest);
    const bytes = await this.#readPicture(found);
    if (bytes === null) {
      // Its day was dropped between the two.
      if ((await index.find(digest))?.day !== found.day) return this.read(digest);
      const copy = await kept.read(digest);
      if (copy !== null) return copy;
      this.#log.error('evidence is damaged', { digest, day: found.day, offset: found.offset });
      throw new AppError('internal', `the stored picture ${digest} is damaged`, { facts: { digest, day: found.day } });
    }
    return { bytes, contentType: found.contentType };
  }

  async placeOf(digest: string): Promise<string | null> {
    const { index, kept } = this.#options;
    return (await index.find(digest))?.day ?? ((await kept.holds(digest)) ? keptPlace : null);
  }

  /** Removes the file of a day that the index marks as dropped. */
  async dropDay(day: string): Promise<void> {
    const current = this.#current;
    if (current?.day === day) {
      this.#current = null;
      await current.file.close();
    }
    await rm(this.#pathOf(day), { force: true });
    await syncDirectory(this.#options.directory);
    this.syncs += 1;
  }

  async close(): Promise<void> {
    await this.#current?.file.close();
    this.#current = null;
  }

  async #readPicture(found: PackedPicture & { day: string }): Promise<Buffer | null> {
    const record = Buffer.allocUnsafe(recordHeaderBytes + found.bytes);
    try {
      // Opened for each reading: a pack that retention drops must not be held open (Windows would refuse).
      const file = await this.#openPack(this.#pathOf(found.day), 'read');
      try {
        const { bytesRead } = await file.read(record, 0, record.byteLength, found.offset);
        if (bytesRead < record.byteLength) return null;
      } finally {
        await file.close();
      }
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      throw asAppError(error);
    }
    const header = readRecordHeader(record);
    if (header?.kind !== 'picture' || header.digest !== found.digest || header.bodyBytes !== found.bytes) return null;
    return openRecord(this.#keyOf(found.day), record, record.subarray(recordHeaderBytes));
  }

  async #packOf(day: string): Promise<CurrentPack> {
    if (this.#current?.day === day) {
      if (this.#current.untidy) await trim(this.#current);
      return this.#current;
    }
    await this.close();
    const facts = await this.#options.index.pack(day);
    const file = await this.#openPack(this.#pathOf(day), 'append');
    const end = facts.state === 'kept' ? facts.bytes : 0;
    const pack = { day, file, key: this.#keyOf(day), end, newestAt: end, untidy: true };
    try {
      if ((await file.stat()).size === 0) {
        await syncDirectory(this.#options.directory);
        this.syncs += 1;
      }
      await trim(pack);
    } catch (error) {
      await file.close();
      throw error;
    }
    this.#current = pack;
    return pack;
  }

  /** Removes what a failed append left; if the disk refuses that too, the next append tries again before it writes. */
  async #tidy(): Promise<void> {
    if (this.#current?.untidy !== true) return;
    try {
      await trim(this.#current);
    } catch (error) {
      this.#log.error('evidence pack not trimmed', { day: this.#current.day, reason: reasonOf(error) });
    }
  }

  async #recoverPack(
    day: string,
    restore: (group: PackedGroup) => Promise<void>,
  ): Promise<{ groups: number; sweptBytes: number }> {
    const path = this.#pathOf(day);
    const facts = await this.#options.index.pack(day);
    const known = facts.state === 'kept' ? facts.bytes : 0;
    const file = await this.#openPack(path, 'append');
    try {
      const { size } = await file.stat();
      if (size < known) {
        this.#log.error('evidence pack is shorter than its index', { day, missingBytes: known - size });
        return { groups: 0, sweptBytes: 0 };
      }
      const scanned: { end: number; groups: number; tail: PackTail } =
        facts.state === 'dropped'
          ? { end: 0, groups: 0, tail: 'torn' }
          : await scanGroups({ file, key: this.#keyOf(day), day, size }, known, restore);
      if (scanned.tail === 'damaged') {
        // Not what a cut write leaves: perhaps another key, or a sick disk. Kept aside for whoever can tell.
        await copyFile(path, `${path}.damaged-${scanned.end}`);
        this.#log.error('evidence pack is damaged', { day, fromByte: scanned.end, bytes: size - scanned.end });
      }
      if (scanned.end < size) {
        await file.truncate(scanned.end);
        await file.datasync();
        this.syncs += 1;
      }
      if (scanned.end === 0) await rm(path);
      return { groups: scanned.groups, sweptBytes: size - scanned.end };
    } finally {
      await file.close();
    }
  }

  #pathOf(day: string): string {
    return join(this.#options.directory, `${day}.pack`);
  }

  #keyOf(day: string): Buffer {
    return this.#options.keyFor(`evidence ${day}`);
  }
}

const packName = /^\d{4}-\d{2}-\d{2}\.pack$/;

/** The day by the clock on the wall, `2026-07-14`. */
export function localDay(atMs: number): string {
  const at = new Date(atMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The bytes of a group at the end of a pack: its new pictures, then the group that completes them. */
function sealGroup(
  pack: CurrentPack,
  sightings: readonly Sighting[],
  pictures: readonly ArrivedPicture[],
  apart: ApartPictures | undefined,
): { buffers: Buffer[]; group: PackedGroup } {
  const buffers: Buffer[] = [];
  const packed: PackedPicture[] = [];
  let end = pack.end;
  for (const { digest, contentType, bytes } of pictures) {
    buffers.push(...sealRecord(pack.key, { kind: 'picture', contentType, digest }, bytes));
    packed.push({ digest, contentType, bytes: bytes.byteLength, offset: end });
    end += recordHeaderBytes + bytes.byteLength;
  }
  const body = Buffer.from(JSON.stringify({ sightings, pictures: packed, apart }));
  buffers.push(...sealRecord(pack.key, { kind: 'group', digest: sha256(body) }, body));
  const packBytes = end + recordHeaderBytes + body.byteLength;
  return { buffers, group: { day: pack.day, sightings: [...sightings], pictures: packed, apart, packBytes } };
}

async function writeAll(file: PackFile, buffers: readonly Buffer[], position: number): Promise<void> {
  const total = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  let written = (await file.writev(buffers, position)).bytesWritten;
  if (written === total) return;
  // A short write: a signal, or a disk that fills up. What remains tells which.
  const rest = Buffer.concat(buffers);
  while (written < total) {
    const { bytesWritten } = await file.writev([rest.subarray(written)], position + written);
    if (bytesWritten === 0) throw new AppError('disk-full', 'the disk takes no more evidence');
    written += bytesWritten;
  }
}

async function trim(pack: CurrentPack): Promise<void> {
  if ((await pack.file.stat()).size > pack.end) await pack.file.truncate(pack.end);
  pack.untidy = false;
}

const openPackFile: OpenPack = (path, purpose) =>
  open(path, purpose === 'append' ? constants.O_RDWR | constants.O_CREAT : constants.O_RDONLY, 0o600);

const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = errnoOf(error);
  // EDQUOT: the user's share of the disk is used up.
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('disk-full', 'the disk is full: no evidence can be kept', { cause: error });
  }
  return new AppError('unavailable', 'the evidence cannot be reached', { cause: error });
}
