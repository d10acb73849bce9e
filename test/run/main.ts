/**
 * `npm test`: everything, in order: the machine's needs, the quick checks, the build, Vitest's projects one by one, the
 * stories in Chromium. Closes with one line of counts.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { provideNeeds } from './needs.ts';

const root = resolve(import.meta.dirname, '..', '..');
const results = join(root, 'test-results');

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });
}

function add(counts: Counts): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}

/** A step that is one check: it passes or it fails. */
async function check(name: string, command: string, args: readonly string[]): Promise<void> {
  console.log(`\n── ${name}`);
  const code = await run(command, args);
  add({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
}

interface VitestReport {
  numPassedTests?: number;
  numFailedTests?: number;
  numPendingTests?: number;
  testResults?: { name: string; assertionResults: { status: string; fullName: string }[] }[];
}

async function vitest(project: string): Promise<void> {
  console.log(`\n── ${project}`);
  const file = join(results, `${project}.json`);
  const code = await run('vitest', [
    ...['run', '--config', '.config/vitest.config.ts', '--project', project],
    ...['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`],
  ]);
  const report = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as VitestReport;
  for (const { name, assertionResults } of report.testResults ?? []) {
    for (const { status, fullName } of assertionResults) {
      if (status === 'skipped' || status === 'pending') console.log(`skipped: ${relative(root, name)}: ${fullName}`);
    }
  }
  const failed = report.numFailedTests ?? 0;
  // A file that could not even be loaded has no failed test in it, and still must fail the run.
  const broken = code !== 0 && failed === 0 ? 1 : 0;
  add({ passed: report.numPassedTests ?? 0, failed: failed + broken, skipped: report.numPendingTests ?? 0 });
}

async function stories(): Promise<void> {
  console.log('\n── stories in Chromium');
  const file = join(results, 'e2e.json');
  const code = await run('playwright', ['test', '--config', '.config/playwright.config.ts'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  const report = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as {
    stats?: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  const stats = report.stats ?? { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  const broken = code !== 0 && stats.unexpected === 0 ? 1 : 0;
  add({ passed: stats.expected + stats.flaky, failed: stats.unexpected + broken, skipped: stats.skipped });
}

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
const missing = provideNeeds();
if (missing.length > 0) console.log(`tests that need ${missing.join(', ')} will say so`);

await check('format', 'prettier', ['--check', '--log-level', 'warn', '.']);
await check('lint', 'npm', ['run', '--silent', 'lint']);
await check('types', 'npm', ['run', '--silent', 'typecheck']);
await vitest('unit');
await vitest('architecture');
await check('build', 'node', ['main/launch/build-all.ts']);
await vitest('integration');
await vitest('faults');
await stories();

console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
