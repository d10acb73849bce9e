/**
 * `npm run bench -- NAME [--quick] [--part PART]… [--minutes N] [--no-build]`
 *
 * Prints a table, and as the last line of stdout one JSON object: {"bench","pass","figures","machine","commit"}. Exits 0
 * when everything that must hold holds, 1 when it does not, 2 when there is no such bench.
 */
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../main/launch/build.ts';
import type { Bench } from './harness/bench.ts';
import { findChromium } from './harness/chromium.ts';
import { Cleanup } from './harness/cleanup.ts';
import { describeMachine, readCommit } from './harness/machine.ts';
import { allHold, renderTable, roundFigures } from './harness/report.ts';
import { alarmParts, benchAlarm } from './alarm/alarm.ts';
import { benchCounty, countyParts } from './county/county.ts';
import { benchIngest } from './ingest.ts';
import { benchIntake, intakeParts } from './intake/intake.ts';
import { benchMatch } from './match/match.ts';
import { benchSearch } from './search/search.ts';
import { benchSoak } from './soak.ts';
import { benchWall, wallParts } from './wall/wall.ts';

const benches: Readonly<Record<string, { bench: Bench; parts: readonly string[]; unbuilt?: true }>> = {
  wall: { bench: benchWall, parts: Object.keys(wallParts) },
  ingest: { bench: benchIngest, parts: ['64', '16'] },
  intake: { bench: benchIntake, parts: Object.keys(intakeParts) },
  search: { bench: benchSearch, parts: [] },
  alarm: { bench: benchAlarm, parts: Object.keys(alarmParts) },
  match: { bench: benchMatch, parts: [], unbuilt: true },
  county: { bench: benchCounty, parts: Object.keys(countyParts) },
  soak: { bench: benchSoak, parts: [] },
};

const usage = [
  'usage: npm run bench -- NAME [--quick] [--part PART]… [--minutes N] [--no-build]',
  ...Object.entries(benches).map(
    ([name, { parts }]) => `  ${name}${parts.length > 0 ? ` (parts: ${parts.join(', ')})` : ''}`,
  ),
].join('\n');

function complain(text: string): number {
  process.stderr.write(`${text}\n${usage}\n`);
  return 2;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      part: { type: 'string', multiple: true, default: [] },
      minutes: { type: 'string' },
      'no-build': { type: 'boolean', default: false },
    },
  });
  const [name = ''] = positionals;
  const chosen = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (chosen === undefined) return complain(name === '' ? 'which bench?' : `there is no bench "${name}"`);
  const unknown = values.part.find((part) => !chosen.parts.includes(part));
  if (unknown !== undefined) return complain(`bench ${name} has no part "${unknown}"`);
  const minutes = values.minutes === undefined ? null : Number(values.minutes);
  if (minutes !== null && !(minutes > 0)) return complain('--minutes must be a number');

  const machine = describeMachine(findChromium());
  const commit = readCommit();
  if (!values['no-build'] && !chosen.unbuilt) await ensureBuilt(['renderer', 'station']);
  const cleanup = new Cleanup();
  const say = (text: string): void => void process.stderr.write(`… ${text}\n`);
  const close = (pass: boolean, figures: object, rest: object = {}): void => {
    process.stdout.write(`${JSON.stringify({ bench: name, pass, figures, ...rest, machine, commit })}\n`);
  };
  try {
    const { rows, figures, notes = [] } = await chosen.bench({ ...values, parts: values.part, minutes, cleanup, say });
    const pass = allHold(rows);
    const { cores, cpu, node, chromium } = machine;
    process.stdout.write(
      [
        '',
        `bench ${name}${values.quick ? ' (quick: shows that it works, not how fast it is)' : ''}, commit ${commit ?? 'none'}`,
        `${cores} cores ${cpu}, node ${node}, Chromium ${chromium ?? 'none'}, load before ${machine.load}`,
        '',
        renderTable(rows),
        '',
        ...notes,
        '',
      ].join('\n'),
    );
    close(pass, roundFigures(figures), values.quick ? { quick: true } : {});
    return pass ? 0 : 1;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${error instanceof Error ? (error.stack ?? reason) : reason}\n`);
    close(false, {}, { failed: reason });
    return 1;
  } finally {
    await cleanup.run();
  }
}

process.exitCode = await main();
