/** Syncs of a process, counted from outside by strace. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** Null: there is no strace, or it may not trace here. */
export function syncTracer(file: string): readonly string[] | null {
  // -D: the traced process stays our child. The filter keeps all other system calls at full speed.
  const options = ['-D', '-f', '-qq', '--seccomp-bpf', '-ttt', '-e', 'trace=fsync,fdatasync,sync_file_range,msync'];
  try {
    execFileSync('strace', [...options, '-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return ['strace', ...options, '-o', file];
  } catch {
    return null;
  }
}

/** Between two instants, seconds since 1970. */
export async function countSyncs(file: string, fromSeconds: number, toSeconds: number): Promise<number> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.filter((line) => {
    // `1234 1764064800.123456 fdatasync(27 <unfinished ...>`; its end is a line of its own, marked as resumed.
    const [, at] = /^\d+\s+(\d+\.\d+)\s+(?!<)/.exec(line) ?? [];
    return at !== undefined && Number(at) >= fromSeconds && Number(at) < toSeconds;
  }).length;
}
