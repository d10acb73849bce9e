import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { lawfulBounds } from '../journal/lawful-bounds.ts';
import type { LawfulBounds } from '../journal/lawful-bounds.ts';
import { AppError, reasonOf } from '../system/app-error.ts';

export const lawfulBoundsFile = 'lawful-bounds.json';

/**
 * The unit's own figures of law where the data directory holds some, else those we ship.
 * AppError `bad-input`, with the file and what is wrong in it: a station does not guess what the law is.
 */
export async function readLawfulBounds(home: string, dataDirectory: string): Promise<LawfulBounds> {
  const own = join(dataDirectory, lawfulBoundsFile);
  const text = await readFile(own, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError('bad-input', `${own}: ${reasonOf(error)}`, { cause: error });
  });
  const path = text === null ? join(home, 'resources', lawfulBoundsFile) : own;
  try {
    return lawfulBounds.parse(JSON.parse(text ?? (await readFile(path, 'utf8'))));
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error);
    throw new AppError('bad-input', `${path}: ${what}`, { cause: error });
  }
}
