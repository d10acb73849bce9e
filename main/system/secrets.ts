import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { access, chmod, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from './app-error.ts';

/** Seals what must not lie readable on the disk: camera passwords, county secrets. */
export interface Secrets {
  /** AES-256-GCM; base64url of nonce, tag and ciphertext. */
  seal(text: string): string;
  /** Throws when the text was not sealed with this key, or was altered. */
  open(sealed: string): string;
  /** A key of its own for one purpose, derived from the station's key (HMAC-SHA-256 of the purpose). 32 bytes. */
  keyFor(purpose: string): Buffer;
}

export const keyFileName = 'station.key';
/** The key as a desktop's key storage has sealed it: only the shell of that desktop can open it. */
export const wrappedKeyFileName = 'station.key.wrapped';

/**
 * Takes the key the shell hands over; without one reads `station.key` in the data directory, making it (mode 0600) at the
 * first start. AppError `unavailable` where the key of this directory lies in a desktop's key storage and none was handed
 * over: another key would open nothing.
 */
export async function openSecrets(dataDirectory: string, handed: Buffer | null = null): Promise<Secrets> {
  if (handed !== null) return secretsFrom(handed);
  const wrapped = join(dataDirectory, wrappedKeyFileName);
  const isWrapped = await access(wrapped).then(
    () => true,
    () => false,
  );
  if (isWrapped) {
    throw new AppError(
      'unavailable',
      `the key of ${dataDirectory} is in the desktop's key storage: start Guardroom there`,
    );
  }
  return secretsFrom(await readOrMakeKey(join(dataDirectory, keyFileName)));
}

/** 32 bytes from their 64 hexadecimal digits; null for anything else. */
export function keyOf(text: string): Buffer | null {
  return /^[0-9a-f]{64}$/i.test(text.trim()) ? Buffer.from(text.trim(), 'hex') : null;
}

export function secretsFrom(key: Buffer): Secrets {
  const keyFor = (purpose: string): Buffer => createHmac('sha256', key).update(purpose).digest();
  const sealing = keyFor('seal');
  return {
    seal(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
    keyFor,
  };
}

async function readOrMakeKey(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      const key = randomBytes(32);
      await file.writeFile(key.toString('hex') + '\n');
      await file.sync();
      return key;
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  await chmod(path, 0o600);
  const key = keyOf(await readFile(path, 'utf8'));
  if (key === null) throw new AppError('internal', `the key file ${path} is damaged: restore it from a backup`);
  return key;
}
