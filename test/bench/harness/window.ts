/** One measured stretch of time. */
import { setTimeout as delay } from 'node:timers/promises';
import { readCpu, readTreeMemory } from './processes.ts';
import type { CpuReading } from './processes.ts';
import { sum } from './statistics.ts';

export interface WindowFigures {
  seconds: number;
  /** Per tree, percent of one core. */
  cpuPercent: Record<string, number>;
  /** Per tree, CPU seconds. */
  cpuSeconds: Record<string, number>;
  /** Per tree at the end: proportional set size, bytes. */
  memoryBytes: Record<string, number>;
  /** What everything else on the machine used, percent of one core: how quiet it was. */
  othersPercent: number;
  /** What the hypervisor kept from this machine, percent of one core. */
  stolenPercent: number;
}

/** Between two readings; what ran in neither tree is somebody else's. */
export function compareReadings(before: CpuReading, after: CpuReading): Omit<WindowFigures, 'memoryBytes'> {
  const seconds = (after.atMs - before.atMs) / 1000;
  const names = [...after.trees.keys()];
  const used = names.map((name) => Math.max(0, (after.trees.get(name) ?? 0) - (before.trees.get(name) ?? 0)));
  const percent = (cpuSeconds: number): number => (100 * cpuSeconds) / seconds;
  return {
    seconds,
    cpuSeconds: Object.fromEntries(names.map((name, index) => [name, used[index] ?? 0])),
    cpuPercent: Object.fromEntries(names.map((name, index) => [name, percent(used[index] ?? 0)])),
    othersPercent: Math.max(0, percent(after.busySeconds - before.busySeconds - sum(used))),
    stolenPercent: percent(after.stolenSeconds - before.stolenSeconds),
  };
}

/** Waits for `seconds`, and says what each tree used meanwhile. */
export async function measureWindow(
  roots: Readonly<Record<string, number>>,
  seconds: number,
  signal: AbortSignal,
): Promise<WindowFigures> {
  const before = await readCpu(roots);
  await delay(seconds * 1000, undefined, { signal });
  const after = await readCpu(roots);
  const memory = await Promise.all(Object.values(roots).map(readTreeMemory));
  return {
    ...compareReadings(before, after),
    memoryBytes: Object.fromEntries(Object.keys(roots).map((name, index) => [name, memory[index] ?? 0])),
  };
}
