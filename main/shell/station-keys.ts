import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, assertNever, reasonOf } from '../system/app-error.ts';
import { makePrivateDirectory, writeFileDurably } from '../system/disk.ts';
import { keyFileName, keyOf, wrappedKeyFileName } from '../system/secrets.ts';

/** What the operating system keeps secrets with, for the account that is signed in. */
export interface KeyStorage {
  seal(text: string): Promise<Buffer>;
  /** `outdated`: the storage wants it sealed afresh. Rejects when it was sealed elsewhere, or for somebody else. */
  open(sealed: Buffer): Promise<{ text: string; outdated: boolean }>;
}

export type KeyPlan =
  /** Opened with the key storage and handed to the station. */
  | { act: 'open-wrapped' }
  /** There is a readable key file: the key goes into the key storage, then the file goes. */
  | { act: 'wrap-file' }
  | { act: 'make-wrapped' }
  /** There is no key storage: the station reads, or makes, its own file (mode 0600). */
  | { act: 'leave-to-station' }
  /** The key is in a key storage that is not there now. */
  | { act: 'refuse' };

/** Where the station's key is to come from. A sealed key is never replaced: what it has sealed would be lost. */
export function planKey(found: { storage: boolean; wrapped: boolean; file: boolean }): KeyPlan {
  if (found.wrapped) return { act: found.storage ? 'open-wrapped' : 'refuse' };
  if (!found.storage) return { act: 'leave-to-station' };
  return { act: found.file ? 'wrap-file' : 'make-wrapped' };
}

/**
 * The key to hand to the station, or null when it keeps its own file. AppError `unavailable` when there is a sealed key
 * that cannot be opened here.
 */
export async function openStationKey(parts: {
  dataDirectory: string;
  storage: KeyStorage | null;
}): Promise<Buffer | null> {
  const { dataDirectory, storage } = parts;
  const file = join(dataDirectory, keyFileName);
  const wrappedFile = join(dataDirectory, wrappedKeyFileName);
  const [sealed, plain] = [await readIfThere(wrappedFile), await readIfThere(file)];
  const plan = planKey({ storage: storage !== null, wrapped: sealed !== null, file: plain !== null });
  switch (plan.act) {
    case 'leave-to-station':
      return null;
    case 'refuse':
      throw locked();
    case 'open-wrapped': {
      const { key, outdated } = await unseal(storage, sealed);
      if (outdated) await sealInto(wrappedFile, storage, key);
      // Left by a migration that was cut short, and readable.
      if (plain !== null && keyOf(plain.toString())?.equals(key) === true) await rm(file);
      return key;
    }
    case 'wrap-file':
    case 'make-wrapped': {
      const key = plan.act === 'make-wrapped' ? randomBytes(32) : keyOf(plain?.toString() ?? '');
      if (key === null) throw new AppError('internal', `the key file ${file} is damaged: restore it from a backup`);
      await makePrivateDirectory(dataDirectory);
      await sealInto(wrappedFile, storage, key);
      // The readable file goes only once the sealed one has been seen to open.
      if (!(await unseal(storage, await readIfThere(wrappedFile))).key.equals(key)) throw locked();
      if (plain !== null) await rm(file);
      return key;
    }
    default:
      return assertNever(plan);
  }
}

async function sealInto(file: string, storage: KeyStorage | null, key: Buffer): Promise<void> {
  if (storage === null) throw locked();
  await writeFileDurably(file, await storage.seal(key.toString('hex')));
}

async function unseal(storage: KeyStorage | null, sealed: Buffer | null): Promise<{ key: Buffer; outdated: boolean }> {
  if (storage === null || sealed === null) throw locked();
  const opened = await storage.open(sealed).catch((cause: unknown) => {
    throw locked(cause);
  });
  const key = keyOf(opened.text);
  if (key === null) throw locked();
  return { key, outdated: opened.outdated };
}

const locked = (cause?: unknown): AppError =>
  new AppError(
    'unavailable',
    '本机密钥库打不开本站密钥，请用安装时的系统账号登录 · the key of this station cannot be opened with the key storage of this account' +
      (cause === undefined ? '' : ` (${reasonOf(cause)})`),
    { cause },
  );

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
