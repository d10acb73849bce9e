/** Bodies are parsed by what they are, never by what their Content-Type says. */
import { isAscii, isUtf8 } from 'node:buffer';

export type ParsedBody =
  | { outcome: 'parsed'; value: unknown }
  /** Not JSON at all (StatusCode 7). */
  | { outcome: 'malformed' }
  /** JSON no capture device would send: nested too deep or made of too many pieces (StatusCode 8). */
  | { outcome: 'too-complex' };

/** A face with its pictures is nested 6 deep. */
const deepest = 32;
/** A thousand faces with every member of the standard are about 100,000 values. */
const mostValues = 400_000;

export function parseViidBody(bytes: Buffer): ParsedBody {
  const text = decodeText(bytes.subarray(0, endOf(bytes)));
  if (text === null) return { outcome: 'malformed' };
  // Looked at before parsing: 16 MB of brackets would become gigabytes of empty lists.
  if (isTooComplex(text)) return { outcome: 'too-complex' };
  try {
    return { outcome: 'parsed', value: JSON.parse(text) };
  } catch {
    return { outcome: 'malformed' };
  }
}

/** Without the NUL some C programs send along with their text. White space is JSON's own business. */
function endOf(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
  return end;
}

/** UTF-8 with or without a byte order mark, or GB18030, which older firmware sends. */
function decodeText(bytes: Buffer): string | null {
  if (isAscii(bytes)) return bytes.toString('latin1');
  const utf8 = isUtf8(bytes) ? bytes.toString('utf8').replace(/^\ufeff/, '') : null;
  if (utf8 !== null && !looksMistaken(utf8)) return utf8;
  const gb18030 = decodeGb18030(bytes);
  if (utf8 === null) return gb18030;
  return gb18030 !== null && /^[\0-\x7f\p{Script=Han}]*$/u.test(gb18030) ? gb18030 : utf8;
}

/**
 * 鲁 and 豫 in GB18030 happen to be valid UTF-8 (`³`, `Ԥ`), and may be all that is not ASCII in a vehicle's post. Chinese
 * in UTF-8 has characters from U+0800 on; a text that has only lesser ones, other than the dot of a plate, is suspect.
 */
function looksMistaken(utf8: string): boolean {
  return !/[\u0800-\uffff]/.test(utf8) && /[\u0080-\u00b6\u00b8-\u07ff]/.test(utf8);
}

function decodeGb18030(bytes: Buffer): string | null {
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const quote = 0x22;
const backslash = 0x5c;

function isTooComplex(text: string): boolean {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = closingQuote(text, at);
        if (at === -1) return false; // malformed, which the parser will say
        break;
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > deepest || ++values > mostValues) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      case 0x2c: // ,
        if (++values > mostValues) return true;
        break;
      default:
    }
  }
  return false;
}

/** Position of the quote that ends the text begun at `open`; -1 when none does. */
function closingQuote(text: string, open: number): number {
  for (let end = text.indexOf('"', open + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return -1;
}
