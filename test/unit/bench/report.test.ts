import { expect, test } from 'vitest';
import { allHold, notesOnQuiet, renderTable, roundFigures } from '../../bench/harness/report.ts';
import { lastLive } from '../../bench/harness/wall-page.ts';

test('a bench passes when all that must hold holds; what is only told or not judged does not count', () => {
  const told = { what: 'memory', ours: '1 MB' };
  expect(allHold([told, { ...told, holds: true }, { ...told, holds: null }])).toBe(true);
  expect(allHold([told, { ...told, holds: true }, { ...told, holds: false }])).toBe(false);
});

test('the table shows both sides, the ratio, the bound and the verdict, in columns', () => {
  const table = renderTable([
    { what: 'CPU', ours: '56 %', theirs: '145 %', ratio: '0.39', must: '≤ 0.4', holds: true },
    { what: 'frames', ours: '90 %', must: '≥ 99 %', holds: false },
    { what: 'slope', ours: '1', must: '≤ 0.5', holds: null },
  ]);
  const [head, , cpu, frames, slope] = table.split('\n');
  expect(cpu).toMatch(/^CPU +56 % +145 % +0\.39 +≤ 0\.4 +ok$/);
  expect(frames).toMatch(/^frames +90 % +≥ 99 % +FAILS$/);
  expect(slope).toMatch(/\(not judged\)$/);
  expect(frames!.indexOf('≥')).toBe(head!.indexOf('must show'));
});

test('figures are rounded to what was measured', () => {
  expect(roundFigures({ a: 1 / 3, b: 123_456_789, c: null, d: Number.NaN })).toEqual({
    a: 0.33333,
    b: 123_460_000,
    c: null,
    d: null,
  });
});

test('a run beside other work says that it is no measurement', () => {
  expect(notesOnQuiet(3)).toEqual([]);
  expect(notesOnQuiet(80)[0]).toContain('NOT QUIET');
});

test('a tile is live since it last became so', () => {
  const change = (tile: number, state: string, atMs: number) => ({ tile, state, atMs });
  const changes = [change(0, 'live', 1), change(1, 'live', 2), change(0, 'stale', 3), change(0, 'live', 4)];
  expect([...lastLive(changes)]).toEqual([
    [0, 4],
    [1, 2],
  ]);
});
