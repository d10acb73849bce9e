import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hours } from '../system/clock.ts';

/** A file is there before its row: only what has been there for longer than any write takes is an orphan. */
const leastAgeMs = hours(1);

/** Removes the files of a directory that nobody knows. Names `keyOf` gives null for are not ours to judge. */
export async function sweepFiles<Key>(options: {
  directory: string;
  keyOf: (name: string) => Key | null;
  known: (keys: readonly Key[]) => Promise<ReadonlySet<Key>>;
  nowMs: number;
}): Promise<{ files: number; bytes: number }> {
  const { directory, keyOf, known, nowMs } = options;
  const named = (await readdir(directory).catch(noSuchDirectory)).flatMap((name) => {
    const key = keyOf(name);
    return key === null ? [] : [{ name, key }];
  });
  const swept = { files: 0, bytes: 0 };
  for (let start = 0; start < named.length; start += 500) {
    const some = named.slice(start, start + 500);
    const there = await known(some.map(({ key }) => key));
    for (const { name } of some.filter(({ key }) => !there.has(key))) {
      const facts = await stat(join(directory, name)).catch(() => null);
      if (facts === null || facts.mtimeMs > nowMs - leastAgeMs) continue;
      await rm(join(directory, name), { force: true });
      swept.files += 1;
      swept.bytes += facts.size;
    }
  }
  return swept;
}

function noSuchDirectory(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}
