/** `npm run check`: format, lint, types, unit, architecture; side by side, since each waits for the disk in turn. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');
const steps: readonly [name: string, command: string, args: readonly string[]][] = [
  ['format', 'prettier', ['--cache', '--check', '--log-level', 'warn', '.']],
  ['lint', 'npm', ['run', '--silent', 'lint']],
  ['types', 'npm', ['run', '--silent', 'typecheck']],
  [
    'tests',
    'vitest',
    ['run', '--config', '.config/vitest.config.ts', '--project', 'unit', '--project', 'architecture', '--reporter=dot'],
  ],
];

async function run([name, command, args]: (typeof steps)[number]): Promise<boolean> {
  const startedMs = performance.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number>((done) => child.once('exit', (exitCode) => done(exitCode ?? 1)));
  const took = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${took})`);
  if (code !== 0) console.log(said);
  return code === 0;
}

const results = await Promise.all(steps.map(run));
process.exitCode = results.every(Boolean) ? 0 : 1;
