/** Checks a package 数据包 anywhere: the command and the page share this. Zod and WebCrypto only. Pure. */
import { packageManifest } from './package.ts';
import type { PackageManifest } from './package.ts';

/** A package as whoever opened it offers it. Paths as written in it, `/` between folders; those of folders end with `/`. */
export interface PackageSource {
  /** Every entry, one that is there twice named twice. */
  paths(): readonly string[];
  /** Rejects when it cannot be read, or is longer than `mostBytes`: nothing unpacks more than that. */
  read(path: string, mostBytes: number): Promise<Uint8Array>;
  /** SHA-256 of its content, lower-case hex. Rejects like `read`. */
  sha256(path: string, mostBytes: number): Promise<string>;
}

export type PackageOutcome =
  | 'good'
  | 'good-unknown-key' // whole and signed; nobody has said whose key it should be
  | 'changed'
  | 'unreadable'; // no package, or of a version that is not known here

export interface PackageProblem {
  path: string;
  /** `signature`: it does not fit the manifest. `key`: it is damaged, or another than was expected. */
  problem: 'changed' | 'missing' | 'extra' | 'signature' | 'key';
}

export interface PackageVerdict {
  outcome: PackageOutcome;
  /** Each file once, with the first that was found of it; empty when it is good. */
  problems: PackageProblem[];
  manifest: PackageManifest | null;
  /** SHA-256 of the DER of the key in it, hex; null: there is none to be read. */
  fingerprint: string | null;
}

export const manifestPath = 'manifest.json';
export const signaturePath = 'manifest.sig';
export const publicKeyPath = 'public-key.pem';

const manifestMostBytes = 64 * 1024 * 1024;
const smallMostBytes = 64 * 1024;

/** A key's fingerprint as people copy it: in groups, upper case, with colons. Null: it is none. */
export function readFingerprint(text: string): string | null {
  const hex = text.replace(/[\s:]/g, '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? hex : null;
}

/** `fingerprint`: of the key it should be signed with, as `readFingerprint` gives it. Throws only where WebCrypto lacks Ed25519. */
export async function verifyPackage(
  source: PackageSource,
  { fingerprint: expected = null, onFile }: VerifyOptions = {},
): Promise<PackageVerdict> {
  const paths = source.paths().filter((path) => !path.endsWith('/'));
  const there = new Set(paths);
  if (!there.has(manifestPath)) {
    const problems: PackageProblem[] = [{ path: manifestPath, problem: 'missing' }];
    return { outcome: 'unreadable', problems, manifest: null, fingerprint: null };
  }
  const problems: PackageProblem[] = [];
  const bytes = await readOr(source, manifestPath, manifestMostBytes);
  const key = await readKey(source, there, problems);
  const isSigned = bytes !== null && (await checkSignature(source, there, { bytes, key, problems }));
  const manifest = bytes === null ? null : parseManifest(bytes);
  const fingerprint = key?.fingerprint ?? null;
  if (manifest === null) {
    problems.unshift({ path: manifestPath, problem: 'changed' });
    // Signed, and yet not what we know: of another version. Not signed: it was spoiled.
    return {
      outcome: isSigned || !there.has(signaturePath) ? 'unreadable' : 'changed',
      problems,
      manifest,
      fingerprint,
    };
  }
  if (fingerprint !== null && (fingerprint !== manifest.key.fingerprint || fingerprint !== (expected ?? fingerprint))) {
    problems.push({ path: publicKeyPath, problem: 'key' });
  }
  problems.push(...(await checkFiles(source, paths, manifest, onFile)));
  const firsts = new Map([...problems].reverse().map((found) => [found.path, found]));
  const told = problems.filter((found) => firsts.get(found.path) === found);
  if (told.length > 0) return { outcome: 'changed', problems: told, manifest, fingerprint };
  return { outcome: expected === null ? 'good-unknown-key' : 'good', problems, manifest, fingerprint };
}

export interface VerifyOptions {
  fingerprint?: string | null | undefined;
  /** Called as each file is begun: how many are done, of how many. */
  onFile?: ((done: number, of: number) => void) | undefined;
}

async function checkFiles(
  source: PackageSource,
  paths: readonly string[],
  { files }: PackageManifest,
  onFile: VerifyOptions['onFile'],
): Promise<PackageProblem[]> {
  const problems: PackageProblem[] = [];
  const awaited = new Set([manifestPath, signaturePath, ...files.map(({ path }) => path)]);
  const seen = new Set<string>();
  for (const path of paths) {
    // One that is there twice is read by one program, and its other self by the next.
    if (!awaited.has(path) || seen.has(path)) problems.push({ path, problem: 'extra' });
    seen.add(path);
  }
  for (const [done, { path, bytes, sha256 }] of files.entries()) {
    onFile?.(done, files.length);
    if (!seen.has(path)) problems.push({ path, problem: 'missing' });
    else if ((await source.sha256(path, bytes).catch(() => null)) !== sha256)
      problems.push({ path, problem: 'changed' });
  }
  onFile?.(files.length, files.length);
  return problems;
}

interface ReadKey {
  fingerprint: string;
  key: unknown;
}

async function readKey(
  source: PackageSource,
  there: ReadonlySet<string>,
  problems: PackageProblem[],
): Promise<ReadKey | null> {
  const path = publicKeyPath;
  if (!there.has(path)) {
    problems.push({ path, problem: 'missing' });
    return null;
  }
  const pem = await readOr(source, path, smallMostBytes);
  const der = pem === null ? null : derOf(new web.TextDecoder().decode(pem));
  if (der !== null) {
    try {
      const key = await web.crypto.subtle.importKey('spki', der, 'Ed25519', true, ['verify']);
      return { key, fingerprint: hexOf(await web.crypto.subtle.digest('SHA-256', der)) };
    } catch (error) {
      // A browser without Ed25519 must not call a good package changed.
      if (error instanceof Error && error.name === 'NotSupportedError') throw error;
    }
  }
  problems.push({ path, problem: 'key' });
  return null;
}

async function checkSignature(
  source: PackageSource,
  there: ReadonlySet<string>,
  { bytes, key, problems }: { bytes: Uint8Array; key: ReadKey | null; problems: PackageProblem[] },
): Promise<boolean> {
  const path = signaturePath;
  if (!there.has(path)) {
    problems.push({ path, problem: 'missing' });
    return false;
  }
  const signature = await readOr(source, path, smallMostBytes);
  const fits =
    key !== null && signature !== null && (await web.crypto.subtle.verify('Ed25519', key.key, signature, bytes));
  if (!fits) problems.push({ path, problem: 'signature' });
  return fits;
}

function readOr(source: PackageSource, path: string, mostBytes: number): Promise<Uint8Array | null> {
  return source.read(path, mostBytes).catch(() => null);
}

function parseManifest(bytes: Uint8Array): PackageManifest | null {
  try {
    const parsed: unknown = JSON.parse(new web.TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return packageManifest.safeParse(parsed).data ?? null;
  } catch {
    return null; // not JSON, or not UTF-8
  }
}

/** RFC 7468; null: no public key in it. */
function derOf(pem: string): Uint8Array | null {
  const body = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(pem)?.[1];
  if (body === undefined) return null;
  try {
    return Uint8Array.from(web.atob(body.replace(/\s/g, '')), (c) => c.charCodeAt(0));
  } catch {
    return null; // not base64
  }
}

function hexOf(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What Node and browsers both have; the contract is typed for neither. */
interface Web {
  crypto: {
    subtle: {
      importKey(
        format: 'spki',
        der: Uint8Array,
        name: 'Ed25519',
        extractable: boolean,
        uses: ['verify'],
      ): Promise<unknown>;
      verify(name: 'Ed25519', key: unknown, signature: Uint8Array, of: Uint8Array): Promise<boolean>;
      digest(name: 'SHA-256', of: Uint8Array): Promise<ArrayBuffer>;
    };
  };
  atob(text: string): string;
  TextDecoder: new (label?: string, options?: { fatal: boolean }) => { decode(bytes: Uint8Array): string };
}
const web = globalThis as unknown as Web;
