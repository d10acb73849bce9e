/** Kill -9 at a random moment while captures stream in, again and again on the same data. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext } from '../harness/bench.ts';
import { percent } from '../harness/report.ts';
import type { Outcome } from '../harness/report.ts';
import { ratio } from '../harness/statistics.ts';
import { check } from './flood.ts';
import { acknowledgedIds, makeCaptureSite, readRows, startClient } from './site.ts';

const longestRunMs = 700;

export async function benchKill(context: BenchContext): Promise<Outcome> {
  const { cleanup, quick } = context;
  const kills = quick ? 5 : 50;
  const site = await makeCaptureSite(cleanup);
  for (let round = 1; round <= kills; round++) {
    context.say(`kill ${round} of ${kills}`);
    const station = await site.start();
    const client = startClient(
      {
        ...{ kind: round % 2 === 0 ? 'faces' : 'vehicles', pictureBytes: round % 2 === 0 ? 40_000 : 0 },
        ...{ receiver: station.viid, connectionsPerDevice: 2, objectsPerPost: 2, perSecond: null, seconds: 30 },
        ...{ acknowledgedFile: site.acknowledgedFile, run: `k${round}` },
      },
      cleanup,
    );
    const before = (await acknowledgedIds(site)).length;
    while ((await acknowledgedIds(site)).length === before) await delay(5, undefined, { signal: cleanup.signal });
    await delay(Math.random() * longestRunMs, undefined, { signal: cleanup.signal });
    await station.kill();
    await client.said;
  }
  // The last start sweeps what the last kill left.
  const station = await site.start();
  await station.stop();
  const kept = await check(site.dataDirectory, await acknowledgedIds(site));
  const orphans = await countOrphans(site.dataDirectory);
  await site.remove();
  return {
    rows: [
      {
        what: `killed ${kills} times; of ${kept.acknowledged} acknowledged: lost, twice there`,
        ours: `${kept.lost}, ${kept.twice}`,
        must: '0, 0',
        holds: kept.lost === 0 && kept.twice === 0,
      },
      {
        what: '  pictures no sighting names; bytes of packs past their index',
        ours: `${orphans.pictures}, ${orphans.bytes}`,
        must: '0, 0',
        holds: orphans.pictures === 0 && orphans.bytes === 0,
      },
      { what: '  files that are no pack', ours: String(orphans.files), must: '0', holds: orphans.files === 0 },
    ],
    figures: {
      kills,
      killAcknowledged: kept.acknowledged,
      killLost: kept.lost,
      killTwice: kept.twice,
      killOrphanPictures: orphans.pictures,
      killOrphanBytes: orphans.bytes,
      killLostShare: ratio(kept.lost, kept.acknowledged),
    },
    notes: [
      `Kill: ${percent((100 * kept.lost) / Math.max(1, kept.acknowledged), 4)} of what was acknowledged was lost. ` +
        'A kill takes the process, not the machine: what the disk had not written yet is not tested by it.',
    ],
  };
}

async function countOrphans(dataDirectory: string): Promise<{ pictures: number; bytes: number; files: number }> {
  const database = join(dataDirectory, 'guardroom.sqlite3');
  const sightings = await readRows<{ pictures_json: string }>(database, 'SELECT pictures_json FROM sightings');
  const named = new Set(
    sightings.flatMap((row) => (JSON.parse(row.pictures_json) as { digest: string }[]).map(({ digest }) => digest)),
  );
  const evidence = await readRows<{ digest: Buffer }>(database, 'SELECT digest FROM evidence');
  const packs = await readRows<{ day: string; bytes: number }>(
    database,
    'SELECT day, bytes FROM evidence_packs WHERE dropped_at_ms IS NULL',
  );
  let bytes = 0;
  for (const pack of packs) {
    bytes += Math.abs((await stat(join(dataDirectory, 'evidence', `${pack.day}.pack`))).size - pack.bytes);
  }
  const known = new Set(packs.map(({ day }) => `${day}.pack`));
  return {
    pictures: evidence.filter(({ digest }) => !named.has(digest.toString('hex'))).length,
    bytes,
    files: (await readdir(join(dataDirectory, 'evidence'))).filter((name) => !known.has(name)).length,
  };
}
