import { readWireTime } from './viid/wire-time.ts';

/**
 * Milliseconds since 1970 of an ISO 8601 time as devices write it; in the station's own zone when it names none. Null
 * when it names no instant.
 */
export function readInstant(text: string | null | undefined): number | null {
  // Some write the fraction of a second to the nanosecond.
  return typeof text === 'string' ? readWireTime(text.slice(0, 64).replace(/([.,]\d{6})\d+/, '$1')) : null;
}
