import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { verifyPackage } from '#contract/package-verify.ts';
import { openPackageFile } from '../../main/launch/package-source.ts';
import { openDatabase } from '../../main/storage/database.ts';
import { realClock as clock } from '../../main/system/clock.ts';
import { silentLog } from '../../main/system/log.ts';
import { openPackageDesk } from '../builders/package-desk.ts';

const child = join(import.meta.dirname, 'package-maker.ts');

/** Kills the child a random moment after it has begun so many. */
async function runUntilKilled(directory: string, begun: number): Promise<void> {
  const maker = spawn(process.execPath, [child, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  let seen = 0;
  for await (const line of createInterface({ input: maker.stdout })) {
    if (line === 'begun' && ++seen === begun) setTimeout(() => maker.kill('SIGKILL'), Math.random() * 2500);
  }
}

test('killed again and again while it makes packages, the station shows whole ones as ready and nothing else', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-package-kill-'));
  const ends = { ready: 0, interrupted: 0 };
  for (let kill = 0; kill < 8; kill += 1) {
    await runUntilKilled(directory, 1 + (kill % 2));
    const database = await openDatabase(directory, silentLog);
    const packages = await openPackageDesk({ directory, database, clock, keys: { pem: null } });
    const files = new Set(await readdir(join(directory, 'packages')));
    const all = await packages.list(null, 1000);
    for (const { id, state, failure, digest, manifestDigest, bytes } of all) {
      const name = `${id}.zip`;
      if (state === 'failed') {
        expect([failure, digest, manifestDigest, files.has(name)]).toEqual(['interrupted', null, null, false]);
        continue;
      }
      expect(state).toBe('ready');
      const zip = await readFile(join(directory, 'packages', name));
      expect([zip.length, createHash('sha256').update(zip).digest('hex')]).toEqual([bytes, digest]);
      const source = await openPackageFile(join(directory, 'packages', name));
      expect((await verifyPackage(source)).outcome).toBe('good-unknown-key');
      await source.close();
    }
    const ready = all.filter(({ state }) => state === 'ready');
    expect([...files].sort()).toEqual(ready.map(({ id }) => `${id}.zip`).sort());
    ends.ready = ready.length;
    ends.interrupted = all.length - ready.length;
    await packages.stop();
    await database.close();
  }
  expect(ends.interrupted).toBeGreaterThan(0);
  await rm(directory, { recursive: true });
});
