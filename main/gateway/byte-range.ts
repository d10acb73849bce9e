/** One range of a file, as a player asks for it (RFC 9110 section 14). Pure. */
export type ByteRange =
  | { is: 'whole' }
  /** Inclusive, as in `Content-Range`. */
  | { is: 'part'; first: number; last: number }
  | { is: 'unsatisfiable' };

/** What is no range we understand is answered with the whole file, as is more than one. */
export function byteRangeOf(header: string | undefined, size: number): ByteRange {
  const match = /^\s*bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? '');
  if (match === null || size === 0) return { is: 'whole' };
  const [, from = '', to = ''] = match;
  if (from === '') {
    if (to === '') return { is: 'whole' };
    const suffix = Math.min(Number(to), size);
    return suffix === 0 ? { is: 'unsatisfiable' } : { is: 'part', first: size - suffix, last: size - 1 };
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return { is: 'whole' };
  if (first >= size) return { is: 'unsatisfiable' };
  return { is: 'part', first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}
