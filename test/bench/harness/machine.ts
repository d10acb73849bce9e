/** What a figure was measured on. No names of machines: results are published. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { root } from '../../peers/station/station-process.ts';

export interface Machine {
  cores: number;
  cpu: string;
  memoryGb: number;
  linux: string;
  node: string;
  chromium: string | null;
  ffmpeg: string | null;
  /** Of the last minute, before the bench began. */
  load: number;
}

export function describeMachine(chromiumPath: string | null): Machine {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    linux: release().replace(/-.*/, ''),
    node: process.version,
    chromium: chromiumPath === null ? null : versionOf(chromiumPath, ['--version'], /(\d+(\.\d+){2,})/),
    ffmpeg: versionOf('ffmpeg', ['-version'], /version (\S+)/),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/** Short hash; with `+` when the tree holds what is not committed. Null outside a repository. */
export function readCommit(): string | null {
  try {
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') ? '+' : '');
  } catch {
    return null;
  }
}

function versionOf(program: string, args: readonly string[], pattern: RegExp): string | null {
  try {
    const said = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return pattern.exec(said)?.[1] ?? null;
  } catch {
    return null;
  }
}
