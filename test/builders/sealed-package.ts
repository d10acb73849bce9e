/** A small package as a station makes one, in memory, to be spoiled. */
import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { PackageManifest } from '#contract/package.ts';
import type { PackageSource } from '#contract/package-verify.ts';

export type Files = Map<string, Buffer>;

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

export const newKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

export const fingerprintOf = (key: KeyObject): string =>
  sha256(createPublicKey(key).export({ type: 'spki', format: 'der' }));

/** Its files, in order. */
export function sealedPackage(key: KeyObject, contents: Readonly<Record<string, string>> = usual): Files {
  const files: Files = new Map(Object.entries(contents).map(([path, text]) => [path, Buffer.from(text)]));
  files.set('public-key.pem', Buffer.from(createPublicKey(key).export({ type: 'spki', format: 'pem' })));
  const listed = [...files].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: sha256(bytes) }));
  const manifest: PackageManifest = {
    schema: 'guardroom/package',
    version: 1,
    unit: { name: '冠县第一中学', field: 'education', viidId: null },
    period: { from: '2026-11-01T00:00:00+08:00', to: '2026-11-02T00:00:00+08:00' },
    madeAt: '2026-11-02T08:00:00+08:00',
    madeBy: { account: 'chief1', name: '李芳' },
    reason: '留存',
    remarks: [],
    key: { algorithm: 'Ed25519', fingerprint: fingerprintOf(key) },
    files: listed,
  };
  return signed(files, key, manifest);
}

export function signed(files: Files, key: KeyObject, manifest: object): Files {
  const bytes = Buffer.from(JSON.stringify(manifest));
  files.set('manifest.json', bytes);
  files.set('manifest.sig', sign(null, bytes, key));
  return files;
}

export const manifestIn = (files: Files): PackageManifest =>
  JSON.parse(files.get('manifest.json')!.toString()) as PackageManifest;

const usual = { 'summary.json': '{"a":1}\n', '报警.xlsx': 'a sheet', 'alarms/1/1-scene.jpg': 'a picture' };

/** As whoever opened a zip would offer it. */
export function sourceOf(files: Files, more: readonly string[] = []): PackageSource {
  const read = (path: string, mostBytes: number): Promise<Buffer> => {
    const bytes = files.get(path);
    return bytes === undefined || bytes.length > mostBytes
      ? Promise.reject(new Error('not to be read'))
      : Promise.resolve(bytes);
  };
  return {
    paths: () => [...files.keys(), ...more],
    read,
    sha256: async (path, mostBytes) => sha256(await read(path, mostBytes)),
  };
}
