import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { configure, ZipWriter } from '@zip.js/zip.js';
import { AppError } from '../../system/app-error.ts';
import { syncDirectory } from '../../system/disk.ts';

export const partSuffix = '.part';

/** Between looks at how much room the disk has. */
const bytesBetweenLooks = 4 * 1024 * 1024;

// Its workers are for browsers; here streams of Node's own compress off the main thread.
configure({ useWebWorkers: false, useCompressionStream: true });

export interface ZippedFile {
  path: string;
  bytes: number;
  sha256: string;
}

/** A zip written as it comes, under a temporary name; what is in it never all in memory. */
export class PackageZip {
  readonly files: ZippedFile[] = [];
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  readonly #zip: ZipWriter<unknown>;
  readonly #signal: AbortSignal;
  readonly #hasRoom: () => Promise<boolean>;
  /** Streams wrap what they throw: kept as it was. */
  #failure: unknown = null;
  #bytes = 0;
  #unlookedBytes = 0;

  static async create(path: string, options: ZipOptions): Promise<PackageZip> {
    const flags = constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY;
    return new PackageZip(path, await open(path + partSuffix, flags, 0o600), options);
  }

  private constructor(path: string, file: FileHandle, { signal, hasRoom, atMs }: ZipOptions) {
    this.#path = path;
    this.#file = file;
    this.#signal = signal;
    this.#hasRoom = hasRoom;
    const writable = new WritableStream<Uint8Array>({ write: (chunk) => this.#write(chunk) });
    this.#zip = new ZipWriter(writable, { signal, lastModDate: new Date(atMs), unixMode: 0o644 });
  }

  /** `packed`: it is compressed already, and stored as it is. Throws `disk-full`, or the signal's reason. */
  async add(path: string, content: Uint8Array | AsyncIterable<Uint8Array>, packed = false): Promise<void> {
    this.#signal.throwIfAborted();
    const hash = createHash('sha256');
    let bytes = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of content instanceof Uint8Array ? [content] : content) {
        hash.update(chunk);
        bytes += chunk.byteLength;
        yield chunk;
      }
    }
    try {
      await this.#zip.add(path, streamOf(counted()), { level: packed ? 0 : 6 });
    } catch (error) {
      throw this.#failure ?? error;
    }
    this.files.push({ path, bytes, sha256: hash.digest('hex') });
  }

  /** Whole and synced, still under its temporary name. */
  async finish(): Promise<{ bytes: number; digest: string }> {
    try {
      await this.#zip.close();
    } catch (error) {
      throw this.#failure ?? error;
    }
    await this.#file.sync();
    await this.#file.close();
    return { bytes: this.#bytes, digest: this.#hash.digest('hex') };
  }

  /** Takes what was written away. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#path + partSuffix, { force: true }).catch(() => undefined);
  }

  async #write(chunk: Uint8Array): Promise<void> {
    try {
      this.#signal.throwIfAborted();
      if ((this.#unlookedBytes += chunk.byteLength) > bytesBetweenLooks) {
        this.#unlookedBytes = 0;
        if (!(await this.#hasRoom())) throw new AppError('disk-full', 'the disk has no room for the package');
      }
      this.#hash.update(chunk);
      await writeAll(this.#file, chunk);
      this.#bytes += chunk.byteLength;
    } catch (error) {
      this.#failure ??= isFull(error) ? new AppError('disk-full', 'the disk is full', { cause: error }) : error;
      throw this.#failure;
    }
  }
}

export interface ZipOptions {
  signal: AbortSignal;
  /** Whether the disk has room for more. */
  hasRoom(): Promise<boolean>;
  /** What its files are dated. */
  atMs: number;
}

function streamOf(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: () => void chunks.return(undefined),
  });
}

/** Gives a finished zip its own name, durably. */
export async function putInPlace(path: string): Promise<void> {
  await rename(path + partSuffix, path);
  await syncDirectory(dirname(path));
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
}

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
