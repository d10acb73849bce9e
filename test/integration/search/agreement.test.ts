/** What the station finds is what `matchesFilter` says, whatever is recorded and asked, in blocks old and new. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesFilter } from '#contract/matches-filter.ts';
import type { SightingFilter } from '#contract/search.ts';
import type { Sighting } from '#contract/sighting.ts';
import { placesPerBlock } from '../../../main/storage/sighting-cells.ts';
import { openJournal } from '../../builders/journal.ts';
import type { OpenedJournal } from '../../builders/journal.ts';
import { filters, recordings } from '../../builders/recorded.ts';

async function withJournal(run: (opened: OpenedJournal) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  const opened = await openJournal(directory);
  try {
    await run(opened);
  } finally {
    await opened.close();
    await rm(directory, { recursive: true });
  }
}

/** All that matches, newest first, page by page. */
async function pages({ storage }: OpenedJournal, filter: SightingFilter, limit: number): Promise<number[]> {
  const found: number[] = [];
  for (;;) {
    const page = await storage.search.latest(filter, { before: found.at(-1), limit });
    found.push(...page.map(({ id }) => id));
    if (page.length < limit) return found;
  }
}

function hoursOf(sightings: readonly Sighting[]): object[] {
  const hour = ({ receivedAtMs }: Sighting): number => Math.floor(receivedAtMs / 3_600_000) * 3_600_000;
  return [...Map.groupBy(sightings, hour)]
    .map(([startMs, own]) => ({
      startMs,
      sightings: own.length,
      hits: own.filter(({ alarmId }) => alarmId !== null).length,
    }))
    .sort((a, b) => a.startMs - b.startMs);
}

/** Counting asks for a period; a filter without one means all there is. */
const counted = ({ fromMs = -8e15, toMs = 8e15, ...filter }: SightingFilter) => ({ ...filter, fromMs, toMs });

/** Moves the next number to just before the end of a block, so that what follows lies in two. */
async function skipAhead({ database }: OpenedJournal, places: number): Promise<void> {
  await database.write(async (trx) => {
    await trx.raw("INSERT INTO sqlite_sequence (name, seq) VALUES ('sightings', ?)", [placesPerBlock - places]);
  });
}

test('every filter finds and counts what matches, in any mix, whatever the clock did', async () => {
  await fc.assert(
    fc.asyncProperty(
      recordings,
      fc.array(filters, { minLength: 5, maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 15 }),
      fc.array(fc.nat(), { maxLength: 10 }),
      async (recorded, asked, hits, deleted) => {
        await withJournal(async (opened) => {
          await skipAhead(opened, Math.floor(recorded.length / 2));
          await opened.journal.append(recorded);
          const kept = await opened.journal.after(0, 1000);
          const idOf = (index: number): number => kept[index % kept.length]?.id ?? 0;
          // Alarms are raised, the first block is written, sightings are deleted from both, in this order.
          await opened.database.write(
            async (trx) => await trx('sightings').whereIn('id', hits.map(idOf)).update({ alarm_id: 1 }),
          );
          await opened.storage.blocks.settled();
          await opened.database.write(async (trx) => await trx('sightings').whereIn('id', deleted.map(idOf)).delete());
          const left = await opened.journal.after(0, 1000);
          for (const filter of asked) {
            const matching = left.filter((sighting) => matchesFilter(sighting, filter));
            const said = JSON.stringify(filter);
            const ids = matching.map(({ id }) => id).reverse();
            expect(await pages(opened, filter, 7), said).toEqual(ids);
            const { hours } = await opened.storage.search.hours(counted(filter));
            expect(hours, said).toEqual(hoursOf(matching));
          }
          await opened.storage.blocks.settled();
          for (const filter of asked) {
            const matching = left.filter((sighting) => matchesFilter(sighting, filter));
            const { hours } = await opened.storage.search.hours(counted(filter));
            expect(hours, JSON.stringify(filter)).toEqual(hoursOf(matching));
          }
        });
      },
    ),
    { numRuns: Number(process.env['SEARCH_RUNS'] ?? 40) },
  );
});
