import { expect, test } from 'vitest';
import { afterStationEnd, parseReadyLine } from '../../../main/shell/station-keeper.ts';

test('a station that dies is started again at once', () => {
  expect(afterStationEnd({ code: 137, ranMs: 3_600_000, quickEnds: 0 }, false)).toEqual({
    act: 'restart',
    inMs: 500,
    quickEnds: 0,
  });
});

test('one that keeps dying is given longer and longer, up to half a minute', () => {
  let quickEnds = 0;
  const waits: number[] = [];
  for (let n = 0; n < 9; n++) {
    const next = afterStationEnd({ code: 1, ranMs: null, quickEnds }, false);
    if (next.act !== 'restart') throw new Error(next.act);
    waits.push(next.inMs);
    quickEnds = next.quickEnds;
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('a station that refused its input is not started again', () => {
  expect(afterStationEnd({ code: 2, ranMs: null, quickEnds: 0 }, false)).toEqual({ act: 'explain' });
});

test('a station asked to stop is left stopped', () => {
  expect(afterStationEnd({ code: 0, ranMs: 10, quickEnds: 0 }, true)).toEqual({ act: 'quit' });
  expect(afterStationEnd({ code: 1, ranMs: 10, quickEnds: 0 }, true)).toEqual({ act: 'quit' });
});

test('the ready line is told from anything else', () => {
  expect(parseReadyLine('{"ready":true,"console":"http://127.0.0.1:1","viid":null}')).toEqual({
    console: 'http://127.0.0.1:1',
    viid: null,
  });
  for (const line of ['', 'null', '[]', '{"ready":false}', '{"ready":true}', 7, undefined])
    expect(parseReadyLine(line)).toBeNull();
});
