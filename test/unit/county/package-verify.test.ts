import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFingerprint, verifyPackage } from '#contract/package-verify.ts';
import type { PackageVerdict } from '#contract/package-verify.ts';
import { fingerprintOf, manifestIn, newKey, sealedPackage, signed, sourceOf } from '../../builders/sealed-package.ts';
import type { Files } from '../../builders/sealed-package.ts';

const key = newKey();
const fingerprint = fingerprintOf(key);

async function verdictOn(change: (files: Files) => void, more: readonly string[] = []): Promise<PackageVerdict> {
  const files = sealedPackage(key);
  change(files);
  return verifyPackage(sourceOf(files, more), { fingerprint });
}
const told = ({ outcome, problems }: PackageVerdict): unknown[] => [
  outcome,
  ...problems.map(({ path, problem }) => `${problem} ${path}`),
];

test('one as it was made is good; without a fingerprint nobody has said whose it is', async () => {
  const files = sealedPackage(key);
  const verdict = await verifyPackage(sourceOf(files), { fingerprint });
  expect(verdict).toEqual({ outcome: 'good', problems: [], manifest: manifestIn(files), fingerprint });
  expect((await verifyPackage(sourceOf(files))).outcome).toBe('good-unknown-key');
});

test('each change is named by its file', async () => {
  expect(told(await verdictOn((files) => files.set('summary.json', Buffer.from('{"a":2}\n'))))).toEqual([
    ...['changed', 'changed summary.json'],
  ]);
  expect(told(await verdictOn((files) => files.delete('alarms/1/1-scene.jpg')))).toEqual([
    ...['changed', 'missing alarms/1/1-scene.jpg'],
  ]);
  expect(told(await verdictOn((files) => files.set('alarms/1/2-scene.jpg', Buffer.from('another'))))).toEqual([
    ...['changed', 'extra alarms/1/2-scene.jpg'],
  ]);
  expect(told(await verdictOn(() => undefined, ['summary.json']))).toEqual(['changed', 'extra summary.json']);
  expect(told(await verdictOn(() => undefined, ['../../etc/passwd']))).toEqual(['changed', 'extra ../../etc/passwd']);
  expect(told(await verdictOn(() => undefined, ['alarms/']))).toEqual(['good']);
});

test('a file changed together with the manifest is betrayed by the signature', async () => {
  const verdict = await verdictOn((files) => {
    const manifest = manifestIn(files);
    const forged = sealedPackage(newKey(), { 'summary.json': 'forged' });
    files.set('summary.json', Buffer.from('forged'));
    const listed = manifest.files.filter(({ path }) => path !== 'summary.json');
    const files2 = [manifestIn(forged).files[0]!, ...listed];
    files.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, files: files2 })));
  });
  expect(told(verdict)).toEqual(['changed', 'signature manifest.sig']);
});

test('signed anew with another key: good only to whoever does not know the right one', async () => {
  const forged = sealedPackage(newKey());
  expect((await verifyPackage(sourceOf(forged))).outcome).toBe('good-unknown-key');
  expect(told(await verifyPackage(sourceOf(forged), { fingerprint }))).toEqual(['changed', 'key public-key.pem']);
});

test('key, signature or manifest missing or spoiled', async () => {
  const spoil = (path: string) => verdictOn((files) => files.set(path, Buffer.from('spoiled')));
  const remove = (path: string) => verdictOn((files) => files.delete(path));
  expect(told(await remove('manifest.sig'))).toEqual(['changed', 'missing manifest.sig']);
  expect(told(await spoil('manifest.sig'))).toEqual(['changed', 'signature manifest.sig']);
  expect(told(await remove('public-key.pem'))).toEqual([
    ...['changed', 'missing public-key.pem', 'signature manifest.sig'],
  ]);
  expect(told(await spoil('public-key.pem'))).toEqual(['changed', 'key public-key.pem', 'signature manifest.sig']);
  expect(told(await spoil('manifest.json'))).toEqual([
    ...['changed', 'changed manifest.json', 'signature manifest.sig'],
  ]);
  expect(told(await remove('manifest.json'))).toEqual(['unreadable', 'missing manifest.json']);
});

test('a manifest that is signed and yet not ours to read is unreadable, not changed', async () => {
  const verdict = await verdictOn((files) => signed(files, key, { ...manifestIn(files), version: 2 }));
  expect(told(verdict)).toEqual(['unreadable', 'changed manifest.json']);
});

test('a file is never read beyond what the manifest says it holds', async () => {
  const asked: [string, number][] = [];
  const files = sealedPackage(key);
  const source = sourceOf(files);
  await verifyPackage({
    ...source,
    sha256(path, mostBytes) {
      asked.push([path, mostBytes]);
      return source.sha256(path, mostBytes);
    },
  });
  expect(asked).toEqual(manifestIn(files).files.map(({ path, bytes }) => [path, bytes]));
});

test('whichever byte of whichever file is turned over, it is noticed', async () => {
  const paths = [...sealedPackage(key).keys()];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), fc.integer({ min: 1, max: 255 }), async (path, at, mask) => {
      const verdict = await verdictOn((files) => {
        const bytes = Buffer.from(files.get(path)!);
        bytes[at % bytes.length]! ^= mask;
        files.set(path, bytes);
      });
      expect(['changed', 'unreadable']).toContain(verdict.outcome);
      expect(verdict.problems).not.toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('a fingerprint is taken as people copy it', () => {
  const grouped = fingerprint.toUpperCase().replace(/(..)(?=.)/g, '$1:');
  expect(readFingerprint(` ${grouped} `)).toBe(fingerprint);
  expect(readFingerprint(fingerprint.slice(1))).toBeNull();
});
