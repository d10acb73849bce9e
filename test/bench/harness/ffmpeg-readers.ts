/** An ffmpeg per camera that reads it and shows nothing: the floor of decoding, and the usual way to take streams in. */
import { spawn } from 'node:child_process';
import type { Cameras } from './cameras.ts';
import type { Cleanup } from './cleanup.ts';
import { killQuietly } from './cleanup.ts';
import { sum } from './statistics.ts';

export interface Readers {
  pids: readonly number[];
  /** Of all of them, so far; ffmpeg tells it twice a second. */
  frames(): number;
  stop(): Promise<void>;
}

export function startReaders(cameras: Cameras, what: 'decode' | 'copy', cleanup: Cleanup): Readers {
  const counts = new Map<number, number>();
  const work = what === 'copy' ? ['-c', 'copy'] : [];
  const children = cameras.urls.map((url, index) => {
    const child = spawn(
      'ffmpeg',
      [
        ...['-nostdin', '-v', 'error', '-progress', 'pipe:1', '-stats_period', '0.5', '-threads', '1'],
        ...['-rtsp_transport', 'tcp', '-i', url, '-an', ...work, '-f', 'null', '-'],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    child.stdout.on('data', (text: Buffer) => {
      const frame = /^frame=(\d+)$/m.exec(text.toString('utf8'))?.[1];
      if (frame !== undefined) counts.set(index, Number(frame));
    });
    return child;
  });
  const pids = children.map(({ pid }) => pid ?? -1);
  const watched = pids.map((pid) => cleanup.watch(pid));
  const stop = cleanup.add(async () => {
    const ended = children.map((child) =>
      child.exitCode !== null || child.signalCode !== null
        ? Promise.resolve()
        : new Promise<void>((done) => child.once('exit', () => done())),
    );
    for (const pid of pids) killQuietly(pid);
    await Promise.all(ended);
    for (const each of watched) each.forget();
  });
  return { pids, frames: () => sum(counts.values()), stop };
}

/** As the roots of trees to be measured: `reader-0`, … */
export function readerRoots({ pids }: Readers): Record<string, number> {
  return Object.fromEntries(pids.map((pid, index) => [`reader-${index}`, pid]));
}
