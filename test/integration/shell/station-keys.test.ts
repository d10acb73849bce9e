import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStationKey } from '../../../main/shell/station-keys.ts';
import type { KeyStorage } from '../../../main/shell/station-keys.ts';
import { openSecrets } from '../../../main/system/secrets.ts';

let dataDirectory: string;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'guardroom-keys-'));
});
afterEach(() => rm(dataDirectory, { recursive: true }));

/** Seals by turning bits over; opens only what it has sealed itself. */
class FakeStorage implements KeyStorage {
  outdated = false;
  readonly #mark: number;
  constructor(mark = 1) {
    this.#mark = mark;
  }
  seal(text: string): Promise<Buffer> {
    return Promise.resolve(Buffer.from([this.#mark, ...Buffer.from(text).map((byte) => byte ^ 0xff)]));
  }
  open(sealed: Buffer): Promise<{ text: string; outdated: boolean }> {
    if (sealed[0] !== this.#mark) return Promise.reject(new Error('sealed by another account'));
    const text = Buffer.from(sealed.subarray(1).map((byte) => byte ^ 0xff)).toString();
    return Promise.resolve({ text, outdated: this.outdated });
  }
}
const files = async (): Promise<string[]> => (await readdir(dataDirectory)).sort();

test('a key made for the key storage is the same at every start, and lies readable nowhere', async () => {
  const storage = new FakeStorage();
  const key = await openStationKey({ dataDirectory, storage });
  expect(key).toHaveLength(32);
  expect(await openStationKey({ dataDirectory, storage })).toEqual(key);
  expect(await files()).toEqual(['station.key.wrapped']);
  const written = await readFile(join(dataDirectory, 'station.key.wrapped'));
  expect(written.includes(key!) || written.includes(key!.toString('hex'))).toBe(false);
});

test('the key file of before moves into the key storage, and opens what it has sealed', async () => {
  const sealed = (await openSecrets(dataDirectory)).seal('camera password');
  const key = await openStationKey({ dataDirectory, storage: new FakeStorage() });
  expect(await files()).toEqual(['station.key.wrapped']);
  expect((await openSecrets(dataDirectory, key)).open(sealed)).toBe('camera password');
});

test('a readable file that a migration cut short has left is removed; a strange one is let be', async () => {
  const storage = new FakeStorage();
  const key = await openStationKey({ dataDirectory, storage });
  await writeFile(join(dataDirectory, 'station.key'), `${key!.toString('hex')}\n`);
  await openStationKey({ dataDirectory, storage });
  expect(await files()).toEqual(['station.key.wrapped']);
  await writeFile(join(dataDirectory, 'station.key'), `${'ab'.repeat(32)}\n`);
  await openStationKey({ dataDirectory, storage });
  expect(await files()).toEqual(['station.key', 'station.key.wrapped']);
});

test('a key that cannot be opened is never replaced: not by the shell, not by a station without one', async () => {
  await openStationKey({ dataDirectory, storage: new FakeStorage() });
  const before = await readFile(join(dataDirectory, 'station.key.wrapped'));
  for (const storage of [null, new FakeStorage(2)]) {
    await expect(openStationKey({ dataDirectory, storage })).rejects.toMatchObject({ code: 'unavailable' });
  }
  await expect(openSecrets(dataDirectory)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await files()).toEqual(['station.key.wrapped']);
  expect(await readFile(join(dataDirectory, 'station.key.wrapped'))).toEqual(before);
});

test('a damaged key file is not taken for a key', async () => {
  await writeFile(join(dataDirectory, 'station.key'), 'not a key');
  await expect(openStationKey({ dataDirectory, storage: new FakeStorage() })).rejects.toThrow('damaged');
  expect(await files()).toEqual(['station.key']);
});

test('what the storage wants sealed afresh is sealed afresh, with the same key', async () => {
  const storage = new FakeStorage();
  const key = await openStationKey({ dataDirectory, storage });
  let sealings = 0;
  const seal = storage.seal.bind(storage);
  storage.seal = (text) => {
    sealings += 1;
    return seal(text);
  };
  storage.outdated = true;
  expect(await openStationKey({ dataDirectory, storage })).toEqual(key);
  expect(sealings).toBe(1);
});

test('without a key storage the station keeps its own file', async () => {
  expect(await openStationKey({ dataDirectory, storage: null })).toBeNull();
  expect(await files()).toEqual([]);
});
