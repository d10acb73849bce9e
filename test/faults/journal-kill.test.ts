import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { openJournal } from '../builders/journal.ts';

const rounds = Number(process.env['JOURNAL_KILLS'] ?? 8);
const child = join(import.meta.dirname, 'journal-appender.ts');

/** Acknowledgements come at the end of a group: the kill falls anywhere in the next one. */
const groupPeriodMs = 25;

/** Lets the child append until it has acknowledged so many, kills it a random moment later, and tells all it has acknowledged. */
async function appendUntilKilled(directory: string, round: number, acknowledgements: number): Promise<string[]> {
  const appender = spawn(process.execPath, [child, directory, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: appender.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === acknowledgements)
      setTimeout(() => appender.kill('SIGKILL'), Math.random() * groupPeriodMs);
  }
  expect(appender.killed, 'the child ended by itself').toBe(true);
  return acknowledged;
}

test(`${rounds} times killed while captures stream in, every acknowledged one is there once, with its pictures`, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  const acknowledged: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const some = 1 + Math.floor(Math.random() * 200);
    const mine = await appendUntilKilled(directory, round, some);
    acknowledged.push(...mine);

    const { journal, database, close } = await openJournal(directory);
    const kept: { object_id: string; pictures_json: string }[] = await database.read('sightings');
    const keptIds = kept.map(({ object_id }) => object_id);
    expect(new Set(keptIds).size, 'duplicates').toBe(keptIds.length);
    const lost = acknowledged.filter((line) => !keptIds.includes(line.split(' ')[0] ?? ''));
    expect(lost, 'acknowledged and lost').toEqual([]);
    for (const line of mine) {
      const [objectId = '', ...digests] = line.split(' ');
      const row = kept.find(({ object_id }) => object_id === objectId);
      for (const digest of digests) {
        expect(row?.pictures_json, `pictures of ${objectId}`).toContain(digest);
        expect((await journal.picture(digest))?.contentType, `picture of ${line}`).toBe('image/jpeg');
      }
    }
    const named = new Set(
      kept.flatMap((row) => (JSON.parse(row.pictures_json) as { digest: string }[]).map((p) => p.digest)),
    );
    const stored: Buffer[] = await database.read('evidence').pluck('digest');
    expect(
      stored.filter((digest) => !named.has(digest.toString('hex'))),
      'orphan rows',
    ).toEqual([]);
    const packs: { day: string; bytes: number }[] = await database.read('evidence_packs');
    for (const { day, bytes } of packs) {
      expect((await stat(join(directory, 'evidence', `${day}.pack`))).size, 'orphan bytes').toBe(bytes);
    }
    expect(await readdir(join(directory, 'evidence'))).toEqual(packs.map(({ day }) => `${day}.pack`));
    await close();
  }
  expect(acknowledged.length).toBeGreaterThan(rounds);
  await rm(directory, { recursive: true });
});
