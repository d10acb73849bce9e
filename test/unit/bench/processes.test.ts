import { expect, test } from 'vitest';
import { parseKilobytes, parseMachineTicks, parseStat, treeOf } from '../../bench/harness/processes.ts';
import { compareReadings } from '../../bench/harness/window.ts';

const stat = (pid: number, name: string, parent: number, group: number, times: string): string =>
  `${pid} (${name}) S ${parent} ${group} ${group} 0 -1 4194560 1 2 3 4 ${times} 20 0 11 0 12345 1000000 500 0\n`;

test('CPU time is user and system time, with that of the children waited for', () => {
  expect(parseStat(stat(42, 'node', 1, 42, '100 20 3 4'))).toEqual({ pid: 42, parentPid: 1, groupId: 42, ticks: 127 });
});

test('a name with spaces and brackets does not shift the fields', () => {
  expect(parseStat(stat(7, 'Chrome) (IO 5', 3, 2, '1 2 3 4'))).toMatchObject({ pid: 7, parentPid: 3, ticks: 10 });
});

test('what is no such line is said, not counted as 0', () => {
  expect(() => parseStat('')).toThrow('no /proc/PID/stat');
  expect(() => parseStat('12 (node) S 1')).toThrow('no /proc/PID/stat');
});

test('a tree is the root, its descendants however deep, and the group it leads', () => {
  const process = (pid: number, parentPid: number, groupId: number) => ({ pid, parentPid, groupId });
  const all = [
    process(30, 20, 10), // listed before its parent
    process(10, 1, 10),
    process(20, 10, 20),
    process(40, 1, 10), // its parent has ended; still of the group
    process(50, 1, 50),
    process(60, 50, 50),
  ];
  expect(treeOf(all, 10).map(({ pid }) => pid)).toEqual([30, 10, 20, 40]);
  expect(treeOf(all, 50).map(({ pid }) => pid)).toEqual([50, 60]);
  expect(treeOf(all, 99)).toEqual([]);
});

test('a root that leads no group takes no strangers of its group in', () => {
  const all = [
    { pid: 11, parentPid: 10, groupId: 10 },
    { pid: 12, parentPid: 10, groupId: 10 },
  ];
  expect(treeOf(all, 11).map(({ pid }) => pid)).toEqual([11]);
});

test('memory is read by its name alone', () => {
  const rollup = 'Rss:                1000 kB\nPss:                 250 kB\nPss_Dirty:            20 kB\n';
  expect(parseKilobytes(rollup, 'Pss')).toBe(256_000);
  expect(parseKilobytes('VmPeak:\t  9 kB\nVmRSS:\t   5 kB\n', 'VmRSS')).toBe(5120);
  expect(parseKilobytes(rollup, 'Swap')).toBeNull();
});

test('a busy machine is told from one that waits, and from one whose time is stolen', () => {
  const text = 'cpu  100 10 50 9000 300 1 2 7 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n';
  expect(parseMachineTicks(text)).toEqual({ busy: 163, stolen: 7 });
});

test('between two readings each tree has its share of one core, and the rest is the others', () => {
  const reading = (atMs: number, station: number, browser: number, busySeconds: number) => ({
    atMs,
    trees: new Map([
      ['station', station],
      ['browser', browser],
    ]),
    busySeconds,
    stolenSeconds: 0,
  });
  const figures = compareReadings(reading(1000, 5, 50, 100), reading(11_000, 5.5, 55, 107));
  expect(figures.seconds).toBe(10);
  expect(figures.cpuPercent).toEqual({ station: 5, browser: 50 });
  expect(figures.cpuSeconds).toEqual({ station: 0.5, browser: 5 });
  expect(figures.othersPercent).toBeCloseTo(15);
});
