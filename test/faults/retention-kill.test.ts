import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { Sighting } from '#contract/sighting.ts';
import { days, realClock } from '../../main/system/clock.ts';
import { FakeClock } from '../builders/fake-clock.ts';
import { openKeeping, raiseAlarm } from '../builders/keeping.ts';

const child = join(import.meta.dirname, 'retention-runner.ts');
const daysKept = 12;
const sightingsADay = 600;

/** Kills the child a random moment after it has reported so many steps. Gives whether it had finished before. */
async function runUntilKilled(directory: string, steps: number): Promise<boolean> {
  const runner = spawn(process.execPath, [child, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  let [reported, done] = [0, false];
  for await (const line of createInterface({ input: runner.stdout })) {
    if (line === 'done') done = true;
    else reported += 1;
    if (reported === steps) setTimeout(() => runner.kill('SIGKILL'), Math.random() * 30);
  }
  return done;
}

test('killed again and again while it deletes, retention loses nothing that is held and counts everything that went', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  // Days 40 to 29 before today: ten of them are past their period of 30 days.
  const clock = new FakeClock(Date.now() - days(40));
  let site = await openKeeping(directory, clock);
  const held: Sighting[] = [];
  const all: Sighting[] = [];
  for (let day = 0; day < daysKept; day += 1) {
    const received = await site.receive(sightingsADay);
    all.push(...received);
    if (day % 3 === 0) held.push(received[0]!, received[1]!);
    clock.advance(days(1));
  }
  const { id: caseId } = await site.cases.open({ title: '甲', reason: '调查' }, 'chief1');
  for (const sighting of held.filter((_, n) => n % 2 === 0)) {
    await site.cases.add(caseId, { kind: 'sighting', id: sighting.id }, 'guard1');
  }
  await raiseAlarm(
    site.alarms,
    1,
    held.filter((_, n) => n % 2 === 1),
  );
  await site.close();

  let kills = 0;
  for (let finished = false; !finished;) {
    finished = await runUntilKilled(directory, 1 + Math.floor(Math.random() * 12));
    if (!finished) kills += 1;
    site = await openKeeping(directory, realClock);
    const rows = await site.database.read<{ id: number }>('sightings').pluck<number[]>('id');
    const there = new Set(rows);
    const deletions = await site.retention.deletions(null, 1000);
    const counted = deletions.reduce((sum, { records }) => sum + records, 0);
    expect(rows.length + counted, 'rows there and rows counted as deleted').toBe(all.length);
    for (const sighting of held) {
      expect(there.has(sighting.id)).toBe(true);
      expect((await site.journal.picture(sighting.pictures[0]!.digest))?.bytes.byteLength).toBe(1500);
    }
    // Nobody is shown a picture that is said to be there and is not.
    const packs = await site.database.read<{ day: string }>('evidence_packs').whereNull('dropped_at_ms').pluck('day');
    const days = await site.database.read<{ day: string }>('evidence').distinct<string[]>().pluck('day');
    expect(days.filter((day) => !packs.includes(day))).toEqual([]);
    expect((await site.packs()).map((name) => name.slice(0, 10))).toEqual([...packs].sort());
    expect(await site.audit.verify()).toMatchObject({ outcome: 'intact' });
    await site.close();
  }

  site = await openKeeping(directory, realClock);
  const rows = await site.database.read<{ id: number }>('sightings').orderBy('id').pluck<number[]>('id');
  const cutoff = new Date(Date.now() - days(30)).setHours(0, 0, 0, 0);
  const due = all.filter(({ receivedAtMs, id }) => receivedAtMs < cutoff && !held.some((one) => one.id === id));
  expect(due.length).toBeGreaterThan(9 * sightingsADay);
  expect(rows).toEqual(all.filter((sighting) => !due.includes(sighting)).map(({ id }) => id));
  const log = await site.retention.deletions(null, 1000);
  expect(log.reduce((sum, { files }) => sum + files, 0)).toBe(10);
  // Each deletion is told once, the ones whose run was killed too.
  expect((await site.auditRows()).map(({ subject }) => subject).sort()).toEqual(
    log.map(({ id }) => `deletion:${id}`).sort(),
  );
  const kept = await readdir(join(directory, 'evidence', 'kept'));
  expect(kept.filter((name) => !name.endsWith('.partial'))).toHaveLength(held.length);
  expect((await stat(join(directory, 'evidence'))).isDirectory()).toBe(true);
  expect(kills).toBeGreaterThan(0);
  await site.close();
  await rm(directory, { recursive: true });
});
