/** The command that checks a package, on zips that other programs have spoiled. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PackageZip, putInPlace } from '../../../main/county/packages/package-zip.ts';
import { fingerprintOf, newKey, sealedPackage } from '../../builders/sealed-package.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
const key = newKey();
const fingerprint = fingerprintOf(key);

let directory: string;
let good: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-verify-'));
  good = join(directory, '数据包.zip');
  const signal = new AbortController().signal;
  const zip = await PackageZip.create(good, { signal, hasRoom: () => Promise.resolve(true), atMs: Date.now() });
  for (const [path, bytes] of sealedPackage(key)) await zip.add(path, bytes);
  await zip.finish();
  await putInPlace(good);
});
afterAll(() => rm(directory, { recursive: true }));

interface Said {
  code: number | null;
  stdout: string;
  stderr: string;
}
function verify(args: readonly string[], locale = 'en_US.UTF-8'): Promise<Said> {
  const child = spawn(process.execPath, [join(root, 'main', 'launch', 'verify-package.ts'), ...args], {
    // Anywhere, not only where the station is.
    ...{ cwd: directory, env: { ...process.env, LC_ALL: locale }, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => (said.stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said.stderr += text.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...said, code })));
}

/** Has Python write the zip anew; `change` sees each entry as `name, data` and the new zip as `out`. */
async function rewritten(name: string, change: string): Promise<string> {
  const path = join(directory, name);
  const script = `
import sys, zipfile, warnings
warnings.simplefilter('ignore')
src = zipfile.ZipFile(sys.argv[1])
out = zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED)
entries = {n: src.read(n) for n in src.namelist()}
${change}
for name, data in entries.items(): out.writestr(name, data)
out.close()
`;
  await run('/usr/bin/python3', ['-c', script, good, path]);
  return path;
}

test('a good one, with and without the fingerprint, in the language of the terminal', async () => {
  expect(await verify([good, '--fingerprint', fingerprint])).toMatchObject({ code: 0, stderr: '' });
  const english = await verify([good]);
  expect(english.code).toBe(0);
  expect(english.stdout).toMatch(/^Good: /);
  expect(english.stdout).toContain(fingerprint);
  const chinese = await verify([good, '--fingerprint', fingerprint.toUpperCase()], 'zh_CN.UTF-8');
  expect(chinese.stdout).toMatch(/^完好：/);
  expect(chinese.stdout).toContain('冠县第一中学');
});

test('packed anew by another program and otherwise untouched it is still good', async () => {
  expect((await verify([await rewritten('again.zip', '')])).code).toBe(0);
});

test.each([
  ['changed.zip', `entries['summary.json'] = b'{"a":2}'`, 'changed    summary.json'],
  ['missing.zip', `del entries['报警.xlsx']`, 'missing    报警.xlsx'],
  ['added.zip', `entries['alarms/1/9.jpg'] = b'x'`, 'added      alarms/1/9.jpg'],
  ['signature.zip', `entries['manifest.sig'] = bytes(64)`, 'signature  manifest.sig'],
  ['outside.zip', `entries['../../etc/cron.d/x'] = b'x'`, 'added      ../../etc/cron.d/x'],
  ['terminal.zip', `entries['名\\x1b[2Jb'] = b'x'`, 'added      名\\u{1b}[2Jb'],
  ['twice.zip', `out.writestr('summary.json', b'another')`, 'summary.json'],
  ['bomb.zip', `entries['summary.json'] = bytes(300_000_000)`, 'changed    summary.json'],
])('%s is changed, and says where', async (name, change, said) => {
  const { code, stdout } = await verify([await rewritten(name, change)]);
  expect(stdout).toContain(said);
  expect(code).toBe(1);
});

test('signed by another, it is good only to whoever does not know the key', async () => {
  const { code, stdout } = await verify([good, '--fingerprint', fingerprintOf(newKey())]);
  expect({ code, said: stdout.split('\n')[1] }).toEqual({ code: 1, said: '  key        public-key.pem' });
});

test('what is no package, no file or no argument is exit code 2', async () => {
  const text = join(directory, 'text.zip');
  await writeFile(text, 'no zip');
  for (const args of [[], [text], [join(directory, 'nowhere.zip')], [good, '--fingerprint', 'ab'], [good, '--what']]) {
    expect((await verify(args)).code, args.join(' ')).toBe(2);
  }
  const empty = join(directory, 'empty.zip');
  await run('/usr/bin/python3', ['-c', `import zipfile;zipfile.ZipFile('${empty}','w').close()`]);
  expect((await verify([empty])).code).toBe(2);
});
