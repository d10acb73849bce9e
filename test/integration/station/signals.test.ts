/** However the station is told to stop, its data directory is free afterwards. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataDirectory } from '../../../main/station/data-directory.ts';
import { root } from '../../peers/station/station-process.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-signals-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function untilReady(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error('no stdout');
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{"ready":true')) return;
  throw new Error('the station ended before it was ready');
}

async function expectFree(): Promise<void> {
  await expect
    .poll(
      () =>
        lockDataDirectory(directory).then(
          (lock) => lock.release(),
          (error: unknown) => String(error),
        ),
      {
        timeout: 20_000,
      },
    )
    .toBeUndefined();
}

test('SIGTERM to npm, which passes it no further than its shell, stops the station it runs', async () => {
  const npm = spawn('npm', ['run', 'station', '--', '--data', directory], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await untilReady(npm);
  npm.kill('SIGTERM');
  await expectFree();
});

test('a station started for a parent ends when the parent is gone, even by kill -9', async () => {
  const parent = `
    import { startReadyChild } from './main/system/ready-child.ts';
    const child = await startReadyChild('dist/station/main.js', ['--data', ${JSON.stringify(directory)}]);
    process.stdout.write(JSON.stringify(child.ready) + '\\n');`;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', parent], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await untilReady(child);
  child.kill('SIGKILL');
  await expectFree();
});
