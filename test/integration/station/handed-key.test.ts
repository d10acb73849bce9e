import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const key = '4f'.repeat(32);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-key-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** The station from its source. What it says until it is ready or ends, and its exit code once it was stopped. */
async function start(stdin: string, ...args: string[]): Promise<{ said: string; ready: boolean; code: number }> {
  const child = spawn(process.execPath, [join(root, 'main/station/main.ts'), '--data', directory, ...args], {
    stdio: 'pipe',
  });
  let [said, ready] = ['', false];
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    ready = true;
    child.kill('SIGTERM');
  });
  child.stdin.end(stdin);
  const code = await new Promise<number>((ended) => child.once('exit', (exit) => ended(exit ?? 137)));
  return { said, ready, code };
}

test('a station opens its records with the key it is handed, and writes that key nowhere', async () => {
  const first = await start(`${key}\n`, '--key-from', 'stdin', '--log', 'debug');
  expect(first, first.said).toMatchObject({ ready: true, code: 0 });
  expect(first.said).not.toContain(key);
  const names = await readdir(directory);
  expect(names).toContain('guardroom.sqlite3');
  expect(names).not.toContain('station.key');
  for (const name of names.filter((each) => /\.(sqlite3|pid|lock)/.test(each))) {
    expect((await readFile(join(directory, name))).includes(key), name).toBe(false);
  }
});

test('a station is not started with what is no key, nor without the key of its directory', async () => {
  expect(await start('not a key\n', '--key-from', 'stdin')).toMatchObject({ ready: false, code: 1 });
  await writeFile(join(directory, 'station.key.wrapped'), 'sealed elsewhere');
  const without = await start('');
  expect(without).toMatchObject({ ready: false, code: 1 });
  expect(without.said).toContain('key storage');
});

test('figures of law that cannot be read stop the station before it does anything', async () => {
  await writeFile(join(directory, 'lawful-bounds.json'), '{ "bounds": [{ "kind": "footage", "days": -1 }] }');
  const refused = await start('');
  expect(refused).toMatchObject({ ready: false, code: 2 });
  expect(refused.said).toContain(join(directory, 'lawful-bounds.json'));
  expect(await readdir(directory)).toEqual(['lawful-bounds.json']);
});
