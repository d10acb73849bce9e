import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { consoleScriptFlags, HeapGrowth, stationFlags } from '../../../main/system/heap-flags.ts';

test('`npm run station` starts the station as everybody else does', () => {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts['station']).toBe(`node ${stationFlags.join(' ')} main/launch/station.ts`);
});

test('V8 is told how its heap may grow only when that changes', () => {
  const told: string[] = [];
  const growth = new HeapGrowth((flag) => told.push(flag));
  for (const next of ['usual', 'thrifty', 'thrifty', 'usual', 'usual'] as const) growth.set(next);
  expect(told).toEqual(['--heap-growing-percent=20', '--heap-growing-percent=0']);
});

test('this V8 knows each of the flags', async () => {
  const growth: string[] = [];
  new HeapGrowth((flag) => growth.push(flag)).set('thrifty');
  const { stdout } = await promisify(execFile)(process.execPath, ['--v8-options']);
  const unknown = [...stationFlags, consoleScriptFlags, ...growth]
    .map((flag) => flag.split('=')[0] ?? flag)
    .filter((name) => !stdout.includes(`${name} (`));
  expect(unknown).toEqual([]);
});
