import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a worker thread's program lies: beside the built station, or where its source is when that runs as it is. */
export function workerFile(name: string, sourceFolder: string): string {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.ts')) return join(dirname(here), '..', sourceFolder, `${name}.ts`);
  // Packaged, it lies outside the archive: a plain worker thread cannot look into one.
  return join(dirname(here).replace(/app\.asar(?=[\\/]|$)/, 'app.asar.unpacked'), `${name}.mjs`);
}
