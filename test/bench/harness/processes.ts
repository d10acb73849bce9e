/** CPU and memory of whole process trees, from Linux's /proc (proc(5)). */
import { readdir, readFile } from 'node:fs/promises';
import { sum } from './statistics.ts';

export interface ProcessTimes {
  pid: number;
  parentPid: number;
  groupId: number;
  /**
   * User and system time of the process and of the children it has waited for: a child that ends in a window is not
   * lost, as long as its parent is in the tree.
   */
  ticks: number;
}

/** USER_HZ: a constant of Linux's interface to programs, whatever the kernel's own tick is. */
const ticksPerSecond = 100;

/** A line of /proc/PID/stat. The name may hold spaces and brackets: what counts begins after the last bracket. */
export function parseStat(line: string): ProcessTimes {
  const fields = line
    .slice(line.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
  // proc(5) counts from 1, with the state as field 3.
  const field = (number: number): number => Number(fields[number - 3]);
  const ticks = field(14) + field(15) + field(16) + field(17);
  const pid = Number.parseInt(line, 10);
  if (!Number.isFinite(pid + ticks)) throw new Error(`no /proc/PID/stat: ${line.slice(0, 80)}`);
  return { pid, parentPid: field(4), groupId: field(5), ticks };
}

/** The root, all its descendants, and whoever is in the process group it leads (Chromium's helpers let go of it). */
export function treeOf<Process extends Omit<ProcessTimes, 'ticks'>>(
  all: readonly Process[],
  rootPid: number,
): Process[] {
  const members = new Set([rootPid]);
  let before;
  do {
    before = members.size;
    for (const { pid, parentPid, groupId } of all) {
      if (members.has(parentPid) || groupId === rootPid) members.add(pid);
    }
  } while (members.size > before);
  return all.filter(({ pid }) => members.has(pid));
}

/** `Pss:   1234 kB` of /proc/PID/smaps_rollup, `VmRSS:` of /proc/PID/status, in bytes. Null when it is not there. */
export function parseKilobytes(text: string, name: string): number | null {
  const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text);
  return match?.[1] === undefined ? null : Number(match[1]) * 1024;
}

/** The first line of /proc/stat: ticks all CPUs were busy, and ticks a hypervisor kept from us. */
export function parseMachineTicks(text: string): { busy: number; stolen: number } {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = (/^cpu +(.*)$/m.exec(text)?.[1] ?? '')
    .split(' ')
    .map(Number);
  return { busy: user + nice + system + irq + softirq, stolen };
}

export async function readProcesses(): Promise<ProcessTimes[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readOrNull(`/proc/${pid}/stat`)));
  return lines.filter((line) => line !== null).map(parseStat);
}

/** CPU seconds used so far by each tree, and by the machine. */
export interface CpuReading {
  atMs: number;
  trees: Map<string, number>;
  busySeconds: number;
  stolenSeconds: number;
}

export async function readCpu(roots: Readonly<Record<string, number>>): Promise<CpuReading> {
  const [all, machine] = await Promise.all([readProcesses(), readFile('/proc/stat', 'utf8')]);
  const atMs = performance.now();
  const trees = Object.entries(roots).map(([name, pid]) => {
    const ticks = sum(treeOf(all, pid).map((process) => process.ticks));
    return [name, ticks / ticksPerSecond] as const;
  });
  const { busy, stolen } = parseMachineTicks(machine);
  return {
    atMs,
    trees: new Map(trees),
    busySeconds: busy / ticksPerSecond,
    stolenSeconds: stolen / ticksPerSecond,
  };
}

/**
 * Proportional set size of a whole tree: shared pages counted once. Browsers share most of theirs, so that summing what
 * is resident would count it many times.
 */
export async function readTreeMemory(rootPid: number): Promise<number> {
  const members = treeOf(await readProcesses(), rootPid);
  const texts = await Promise.all(members.map(({ pid }) => readOrNull(`/proc/${pid}/smaps_rollup`)));
  return sum(texts.map((text) => (text === null ? 0 : (parseKilobytes(text, 'Pss') ?? 0))));
}

export async function readResidentBytes(pid: number): Promise<number> {
  return parseKilobytes(await readFile(`/proc/${pid}/status`, 'utf8'), 'VmRSS') ?? 0;
}

/** Of what is resident, pages of files: the program's own, which all share that run it. */
export async function readResidentFileBytes(pid: number): Promise<number> {
  return parseKilobytes(await readFile(`/proc/${pid}/status`, 'utf8'), 'RssFile') ?? 0;
}

/** Chromium's renderer that has worked most: the one that shows the page. */
export async function findBusiestRenderer(browserPid: number): Promise<number | null> {
  const members = treeOf(await readProcesses(), browserPid).toSorted((a, b) => b.ticks - a.ticks);
  for (const { pid } of members) {
    const command = await readOrNull(`/proc/${pid}/cmdline`);
    if (command?.includes('--type=renderer') === true) return pid;
  }
  return null;
}

/** Null: the process is gone. */
async function readOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
