import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** A file system of a few megabytes, seen by one process only; needs user namespaces. */
async function onSmallDisk(megabytes: number, program: string): Promise<string> {
  const script = `set -e; d=$(mktemp -d); mount -t tmpfs -o size=${megabytes}m none $d; exec "$0" "$1" $d`;
  const { stdout } = await run('unshare', [
    '--user',
    '--map-root-user',
    '--mount',
    'sh',
    '-c',
    script,
    process.execPath,
    program,
  ]);
  return stdout;
}

const possible = await run('unshare', ['--user', '--map-root-user', '--mount', 'true']).then(
  () => true,
  () => false,
);

test.skipIf(!possible)('a disk that is really full refuses even alarms, says so, and loses nothing', async () => {
  const told = JSON.parse(await onSmallDisk(12, join(import.meta.dirname, 'county-small-disk.ts'))) as {
    written: number;
    code: string;
    refusing: string[];
    refusingAfterwards: string[];
    delivered: number;
    deliveredTwice: number;
    unacknowledged: number;
  };
  expect(told.written).toBeGreaterThan(0);
  expect(told.code).toBe('disk-full');
  expect(told.refusing).toEqual(['capture', 'summary', 'status', 'alarm']);
  // With room again it takes alarms again, and everything it had taken arrived.
  expect(told.refusingAfterwards).toEqual([]);
  expect(told).toMatchObject({ delivered: told.written + 1, deliveredTwice: 0, unacknowledged: 0 });
});
