/** A chosen or dropped file as the station takes it. */
import type { ImportSource } from '#contract/watchlist.ts';

/** What the contract takes, in characters; Base64 makes four of three bytes. */
const most = 16 * 1024 * 1024;

export type SheetRead =
  | { outcome: 'read'; source: ImportSource }
  | { outcome: 'refused'; why: 'too-large' | 'old-excel' | 'empty' | 'unreadable' };

const startsWith = (bytes: Uint8Array, head: readonly number[]): boolean =>
  head.every((byte, index) => bytes[index] === byte);

/** What it is, its first bytes say: names lie. Pure. */
export function sourceOf(bytes: Uint8Array): SheetRead {
  if (bytes.length === 0) return { outcome: 'refused', why: 'empty' };
  // An XLSX is a ZIP; what Excel wrote before 2007 is an OLE file, which the station does not read.
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) {
    if (Math.ceil(bytes.length / 3) * 4 > most) return { outcome: 'refused', why: 'too-large' };
    return { outcome: 'read', source: { format: 'xlsx', base64: base64Of(bytes) } };
  }
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return { outcome: 'refused', why: 'old-excel' };
  const text = textOf(bytes);
  if (text === null) return { outcome: 'refused', why: 'unreadable' };
  return textSource(text);
}

export function textSource(text: string): SheetRead {
  if (text.trim() === '') return { outcome: 'refused', why: 'empty' };
  if (text.length > most) return { outcome: 'refused', why: 'too-large' };
  return { outcome: 'read', source: { format: 'text', text } };
}

/** A CSV that a Chinese Excel saved is GB 18030 more often than not; what is no good UTF-8 is taken for that. */
function textOf(bytes: Uint8Array): string | null {
  const utf16 = startsWith(bytes, [0xff, 0xfe]) ? 'utf-16le' : startsWith(bytes, [0xfe, 0xff]) ? 'utf-16be' : null;
  for (const encoding of utf16 === null ? ['utf-8', 'gb18030'] : [utf16]) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return text.includes('\0') ? null : text;
    } catch {
      // Not this one.
    }
  }
  return null;
}

/** In pieces of whole triples: a call with millions of arguments would overflow the stack. */
function base64Of(bytes: Uint8Array): string {
  const piece = 3 * 8192;
  let text = '';
  for (let at = 0; at < bytes.length; at += piece) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + piece)));
  }
  return text;
}
