import { createHash } from 'node:crypto';
import { readText } from './field-reader.ts';

const longestId = 256;

/** Devices send IDs of any length; the journal keys on at most 256 characters without confusing two of them. */
export function boundedId(id: string): string {
  return id.length <= longestId ? id : `${id.slice(0, 191).toWellFormed()}:${sha256(id)}`;
}

/** An ID as the journal keys on it; null when there is none. */
export function readId(value: unknown): string | null {
  const id = readText(value, 4096);
  return id === null ? null : boundedId(id);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
