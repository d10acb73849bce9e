import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The top of the repository. */
export const home = resolve(import.meta.dirname, '..', '..');

const parts = {
  renderer: { sources: ['renderer', 'preload/contract', 'resources'], config: 'vite.renderer.config.ts', zh: '界面' },
  station: { sources: ['main', 'preload/contract', 'resources'], config: 'vite.node.config.ts', zh: '站' },
  site: { sources: ['test/peers', 'main', 'preload/contract'], config: 'vite.node.config.ts', zh: '模拟现场' },
  shell: { sources: ['main/shell', 'main/system', 'preload'], config: 'vite.node.config.ts', zh: '外壳' },
  preload: { sources: ['preload'], config: 'vite.node.config.ts', zh: '桥' },
} as const;
export type Part = keyof typeof parts;

/**
 * Builds what is not built yet or is older than its sources, telling about it on stderr. Does nothing where there are
 * no sources (an installed program ships its build).
 */
export async function ensureBuilt(wanted: readonly Part[]): Promise<void> {
  if (!existsSync(join(home, '.config', 'vite.node.config.ts'))) return;
  const stale: { part: Part; fingerprint: string }[] = [];
  for (const part of wanted) {
    const fingerprint = await fingerprintOf(part);
    if ((await readFile(stampOf(part), 'utf8').catch(() => '')) !== fingerprint) stale.push({ part, fingerprint });
  }
  for (const [index, { part, fingerprint }] of stale.entries()) {
    process.stderr.write(`[${index + 1}/${stale.length}] building ${part} 正在构建${parts[part].zh} … `);
    const startedMs = performance.now();
    await build(part);
    await mkdir(join(home, 'dist'), { recursive: true });
    await writeFile(stampOf(part), fingerprint);
    process.stderr.write(`${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
  }
}

function stampOf(part: Part): string {
  return join(home, 'dist', `.${part}.stamp`);
}

/** Of names, sizes and times of change: enough to notice an edit, quick enough to ask at every start. */
async function fingerprintOf(part: Part): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of [...parts[part].sources, '.config', 'package.json', 'package-lock.json']) {
    const path = join(home, folder);
    const facts = await stat(path).catch(() => null);
    if (facts === null) continue;
    const names = facts.isDirectory() ? (await readdir(path, { recursive: true })).sort() : [''];
    for (const name of names) {
      const file = await stat(join(path, name));
      if (file.isFile()) hash.update(`${folder}/${name}:${file.size}:${file.mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

function build(part: Part): Promise<void> {
  const vite = join(home, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = join(home, '.config', parts[part].config);
  const child = spawn(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'warn'], {
    cwd: home,
    // Vite's warnings belong on stderr: stdout is the ready line's.
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, GUARDROOM_BUILD: part, NODE_ENV: 'production' },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`building ${part} failed (exit code ${String(code)})`));
    });
  });
}
