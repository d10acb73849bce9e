import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { BlobReader, configure, ZipReader } from '@zip.js/zip.js';
import type { Entry, FileEntry } from '@zip.js/zip.js';
import type { PackageSource } from '#contract/package-verify.ts';

configure({ useWebWorkers: false, useCompressionStream: true });

/** A zip larger in entries than any package of ours; its directory would be held in memory. */
const mostEntries = 200_000;

/**
 * A package in a zip file; nothing is unpacked to the disk. Throws when it is no zip, or one that two programs could read
 * differently.
 */
export async function openPackageFile(path: string): Promise<PackageSource & { close(): Promise<void> }> {
  const reader = new ZipReader(new BlobReader(await openAsBlob(path)), {
    // Where an entry would be unpacked to does not matter here, only that it is told.
    ...{ strictness: 'balanced', checkLocalFilename: true, filenameValidation: 'tolerant' },
  });
  const entries: Entry[] = [];
  for await (const entry of reader.getEntriesGenerator()) {
    if (entries.push(entry) > mostEntries) throw new Error('too many entries');
  }
  const files = new Map<string, FileEntry>();
  for (const entry of entries) if (!entry.directory && !files.has(entry.filename)) files.set(entry.filename, entry);
  const take = async (name: string, mostBytes: number, use: (chunk: Uint8Array) => void): Promise<void> => {
    const entry = files.get(name);
    if (entry === undefined) throw new Error(`there is no ${name}`);
    let bytes = 0;
    const sink = new WritableStream<Uint8Array>({
      write(chunk) {
        bytes += chunk.byteLength;
        if (bytes > mostBytes) throw new Error(`${name} is longer than it says`);
        use(chunk);
      },
    });
    await entry.getData(sink);
  };
  return {
    paths: () => entries.map(({ filename }) => filename),
    async read(name, mostBytes) {
      const chunks: Uint8Array[] = [];
      await take(name, mostBytes, (chunk) => chunks.push(chunk));
      return Buffer.concat(chunks);
    },
    async sha256(name, mostBytes) {
      const hash = createHash('sha256');
      await take(name, mostBytes, (chunk) => hash.update(chunk));
      return hash.digest('hex');
    },
    close: () => reader.close(),
  };
}
