import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDataDirectory } from '../../../main/station/data-directory.ts';

test('a second station on the same directory is refused with the reason; after release it may', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  const first = await lockDataDirectory(directory);
  await expect(lockDataDirectory(directory)).rejects.toThrow(`process ${process.pid}`);
  await first.release();
  const second = await lockDataDirectory(directory);
  await second.release();
  await rm(directory, { recursive: true });
});
