import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lawfulBounds } from '../../main/journal/lawful-bounds.ts';
import type { LawfulBounds } from '../../main/journal/lawful-bounds.ts';

/** The figures of law we ship. */
export const shippedBounds: LawfulBounds = lawfulBounds.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'resources', 'lawful-bounds.json'), 'utf8')),
);
