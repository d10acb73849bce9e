import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, test } from 'vitest';
import { verifyPackage } from '#contract/package-verify.ts';
import { movedTo, takenAlong, toggled } from '../../../renderer/features/county/packages/chosen-alarms.ts';
import { openPackage } from '../../../renderer/features/county/verify/package-zip.ts';
import { groupedFingerprint, saidProblems, toneOf } from '../../../renderer/features/county/verify/verdict-words.ts';
import { anAlarm } from './alarm-fixture.ts';

describe('alarms chosen for a package', () => {
  const alarms = [1, 2, 3, 4].map((id) => anAlarm({ id, raisedAtMs: id * 1000 }));

  test('what was chosen in another period is not taken along', () => {
    expect(takenAlong(alarms.slice(0, 2), new Set([2, 4]))).toEqual([2]);
  });

  test('a second press lets go', () => {
    expect([...toggled(toggled(new Set([1]), 2), 1)]).toEqual([2]);
  });

  test('arrows stop at both ends', () => {
    expect([movedTo('ArrowUp', 0, 3), movedTo('ArrowDown', 2, 3), movedTo('End', 0, 3), movedTo(' ', 0, 3)]).toEqual([
      0,
      2,
      2,
      null,
    ]);
    expect(movedTo('ArrowDown', -1, 0)).toBeNull();
  });
});

describe('words of a verdict', () => {
  test('a file that is wrong in two ways stands once', () => {
    const problems = [
      { path: 'a', problem: 'extra' as const },
      { path: 'b', problem: 'missing' as const },
      { path: 'a', problem: 'changed' as const },
      { path: 'a', problem: 'extra' as const },
    ];
    expect(saidProblems({ problems })).toEqual({
      shown: [
        { path: 'a', problems: ['extra', 'changed'] },
        { path: 'b', problems: ['missing'] },
      ],
      more: 0,
    });
  });

  test('beyond two hundred the rest is counted', () => {
    const problems = Array.from({ length: 450 }, (_, n) => ({ path: `f${String(n)}`, problem: 'missing' as const }));
    const { shown, more } = saidProblems({ problems });
    expect([shown.length, more]).toEqual([200, 250]);
  });

  test('only a known key makes it surely good', () => {
    expect((['good', 'good-unknown-key', 'changed', 'unreadable'] as const).map(toneOf)).toEqual([
      'good',
      'unknown',
      'bad',
      'bad',
    ]);
  });

  test('a fingerprint is read aloud in groups', () => {
    expect(groupedFingerprint('0123456789abcdef'.repeat(4)).split(' ')).toHaveLength(8);
  });
});

describe('a package opened by the page', () => {
  const hash = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
  async function zipped(spoil: (files: Map<string, string>) => void): Promise<{ blob: Blob; fingerprint: string }> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const fingerprint = hash(publicKey.export({ format: 'der', type: 'spki' }));
    const files = new Map([
      ['summary.json', '{}'],
      ['报警.xlsx', 'a sheet '.repeat(1000)],
      ['public-key.pem', publicKey.export({ format: 'pem', type: 'spki' }).toString()],
    ]);
    const manifest = JSON.stringify({
      ...{ schema: 'guardroom/package', version: 1 },
      unit: { name: '冠县第一中学', field: 'education', viidId: null },
      period: { from: '2026-11-26T00:00:00+08:00', to: '2026-11-27T00:00:00+08:00' },
      ...{ madeAt: '2026-11-27T09:12:40+08:00', madeBy: { account: 'chief1', name: '李芳' } },
      ...{ reason: '留存', remarks: [], key: { algorithm: 'Ed25519', fingerprint } },
      files: [...files].map(([path, text]) => ({ path, bytes: Buffer.byteLength(text), sha256: hash(text) })),
    });
    spoil(files);
    const zip = new ZipWriter(new BlobWriter('application/zip'));
    await zip.add('manifest.json', new TextReader(manifest));
    await zip.add('manifest.sig', new Uint8ArrayReader(sign(null, Buffer.from(manifest), privateKey)));
    for (const [path, text] of files) await zip.add(path, new TextReader(text));
    return { blob: await zip.close(), fingerprint };
  }

  test('a whole one is good, of the key that was given', async () => {
    const { blob, fingerprint } = await zipped(() => undefined);
    const source = await openPackage(blob);
    expect(await verifyPackage(source, { fingerprint })).toMatchObject({ outcome: 'good', problems: [] });
  });

  test('changed, grown, missing and added files are named', async () => {
    const { blob } = await zipped((files) => {
      files.set('报警.xlsx', 'a sheet '.repeat(1001));
      files.delete('summary.json');
      files.set('extra.jpg', 'x');
    });
    const { outcome, problems } = await verifyPackage(await openPackage(blob));
    expect(outcome).toBe('changed');
    expect(problems).toEqual(
      expect.arrayContaining([
        { path: '报警.xlsx', problem: 'changed' },
        { path: 'summary.json', problem: 'missing' },
        { path: 'extra.jpg', problem: 'extra' },
      ]),
    );
  });

  test('no more is unpacked than was asked for', async () => {
    const { blob } = await zipped(() => undefined);
    const source = await openPackage(blob);
    await expect(source.read('报警.xlsx', 7_999)).rejects.toThrow();
    expect((await source.read('报警.xlsx', 8_000)).byteLength).toBe(8_000);
  });

  test('half a zip cannot be opened', async () => {
    const { blob } = await zipped(() => undefined);
    await expect(openPackage(blob.slice(0, blob.size / 2))).rejects.toThrow();
  });
});
