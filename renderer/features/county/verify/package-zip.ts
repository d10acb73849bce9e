/** A package file as the check wants it: read here in the browser, never sent anywhere. */
import type { PackageSource } from '#contract/package-verify.ts';

/** More entries than a manifest may name are no package. */
const mostEntries = 200_000;

/** Rejects when it is no zip, or not all of it. What unpacks it comes only with the first file that is opened. */
export async function openPackage(file: Blob): Promise<PackageSource & { close(): Promise<void> }> {
  const zip = await import('@zip.js/zip.js');
  // The page may start no workers of the library's making, and needs none: the browser itself inflates.
  zip.configure({ useWebWorkers: false, useCompressionStream: true });
  const reader = new zip.ZipReader(new zip.BlobReader(file));
  const entries = await reader.getEntries();
  if (entries.length > mostEntries) throw new RangeError('too many entries');
  const byPath = new Map(entries.map((entry) => [entry.filename, entry]));
  const read = async (path: string, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> => {
    const entry = byPath.get(path);
    if (entry === undefined || entry.directory) throw new RangeError('no such file');
    const room = new Room(mostBytes);
    await entry.getData(new WritableStream<Uint8Array>({ write: (chunk) => room.take(chunk) }));
    return room.bytes();
  };
  return {
    paths: () => entries.map(({ filename }) => filename),
    read,
    async sha256(path, mostBytes) {
      const digest = await crypto.subtle.digest('SHA-256', await read(path, mostBytes));
      return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    },
    close: () => reader.close(),
  };
}

/** Counts what is unpacked, whatever the zip says of its size. */
class Room {
  readonly #most: number;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  take(chunk: Uint8Array): void {
    this.#length += chunk.byteLength;
    if (this.#length > this.#most) throw new RangeError('longer than it should be');
    this.#chunks.push(chunk);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.byteLength;
    }
    return whole;
  }
}
