/**
 * A multipart stream without end (RFC 2046), read as it comes, in bounded memory. Cameras write it each in their way:
 * with Content-Length or without, with one that is wrong, with a boundary that has its dashes already, with parts that
 * are not closed before the next second.
 */

export interface Part {
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

export interface MultipartLimits {
  textBytes: number;
  /** Of a part that says it is a picture. */
  pictureBytes: number;
}

/** Why bytes were thrown away. */
export type PartFault = 'too-long' | 'bad-header' | 'not-multipart';

const longestHeaders = 8 * 1024;
/** Before the first boundary, or between parts: line ends, and what some write as a preamble. */
const longestGap = 64 * 1024;
const none = Buffer.alloc(0);
const usual: MultipartLimits = { textBytes: 512 * 1024, pictureBytes: 8 * 1024 * 1024 };

type Reading =
  | { at: 'gap' }
  | { at: 'headers' }
  | { at: 'body'; headers: ReadonlyMap<string, string>; length: number | null; limit: number; picture: boolean }
  /** A part beyond its limit: away with it, up to the next boundary. */
  | { at: 'discard' };

export class MultipartStream {
  readonly #delimiter: Buffer;
  readonly #limits: MultipartLimits;
  readonly #fault: (fault: PartFault) => void;
  #reading: Reading = { at: 'gap' };
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Up to here the bytes at hand hold no mark that ends the part. */
  #searched = 0;

  /** `boundary` as the header Content-Type has it. */
  constructor(boundary: string, fault: (fault: PartFault) => void, limits: MultipartLimits = usual) {
    this.#delimiter = Buffer.from(`--${boundary.replace(/^-+/, '')}`, 'latin1');
    this.#limits = limits;
    this.#fault = fault;
  }

  /** Bytes held for a part that is not whole yet. */
  get heldBytes(): number {
    return this.#bytes;
  }

  /** The parts that are whole now. */
  push(chunk: Buffer): Part[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const parts: Part[] = [];
    while (this.#step(parts));
    return parts;
  }

  /** Whether there is more to be read of what is at hand. */
  #step(parts: Part[]): boolean {
    const reading = this.#reading;
    switch (reading.at) {
      case 'gap':
      case 'discard':
        return this.#findDelimiter(reading.at);
      case 'headers':
        return this.#readHeaders();
      case 'body':
        return this.#readBody(reading, parts);
    }
  }

  #findDelimiter(at: 'gap' | 'discard'): boolean {
    const held = this.#held();
    const found = held.indexOf(this.#delimiter, this.#searched);
    if (found >= 0) {
      this.#consume(found + this.#delimiter.length);
      this.#reading = { at: 'headers' };
      return true;
    }
    const kept = Math.min(held.length, this.#delimiter.length - 1);
    if (at === 'discard') this.#consume(held.length - kept);
    else if (held.length > longestGap) {
      this.#fault('not-multipart');
      this.#consume(held.length - kept);
    }
    this.#searched = Math.max(0, this.#bytes - kept);
    return false;
  }

  #readHeaders(): boolean {
    const held = this.#held();
    const from = this.#searched;
    const crlf = held.indexOf('\r\n\r\n', from, 'latin1');
    const lf = held.indexOf('\n\n', from, 'latin1');
    const end = crlf >= 0 && (lf < 0 || crlf < lf) ? crlf : lf;
    const next = held.indexOf(this.#delimiter);
    if (next >= 0 && (end < 0 || next < end)) {
      // Headers that were never finished: another part begins in them, or the end of the last one was written twice.
      if (/[^\s-]/.test(held.toString('latin1', 0, next))) this.#fault('bad-header');
      this.#consume(next + this.#delimiter.length);
      return true;
    }
    if (end > longestHeaders || (end < 0 && held.length > longestHeaders)) {
      this.#fault('bad-header');
      this.#consume(0);
      this.#reading = { at: 'discard' };
      return true;
    }
    if (end < 0) {
      this.#searched = Math.max(0, held.length - 3);
      return false;
    }
    const headers = readHeaders(held.toString('latin1', 0, end));
    this.#consume(end + (end === crlf ? 4 : 2));
    const picture = /^\s*(?:image\/|application\/octet-stream)/i.test(headers.get('content-type') ?? '');
    const stated = /^\d{1,10}$/.exec(headers.get('content-length')?.trim() ?? '')?.[0];
    const length = stated === undefined ? null : Number(stated);
    const limit = picture ? this.#limits.pictureBytes : this.#limits.textBytes;
    this.#reading = { at: 'body', headers, length, limit, picture };
    return true;
  }

  #readBody(reading: Extract<Reading, { at: 'body' }>, parts: Part[]): boolean {
    const { headers, length, limit, picture } = reading;
    const held = this.#held();
    const boundary = held.indexOf(this.#delimiter, this.#searched);
    // A length is believed of pictures only, and of text that nothing else ends: the end of XML is in the XML.
    const closed = picture ? -1 : endOfAlert(held, this.#searched);
    let end = boundary;
    if (closed >= 0 && (end < 0 || closed < end)) end = closed;
    if (
      length !== null &&
      held.length >= length &&
      (end < 0 || length < end) &&
      (picture || isWholeText(held, length))
    ) {
      end = length;
    }
    if (end > limit || (end < 0 && held.length > limit)) {
      this.#fault('too-long');
      this.#consume(end === boundary && end >= 0 ? end : 0);
      this.#reading = { at: 'discard' };
      return true;
    }
    if (end < 0) {
      this.#searched = Math.max(0, held.length - Math.max(this.#delimiter.length, alertEnd.length + 8));
      return false;
    }
    const body = end === boundary ? withoutLineEnd(held.subarray(0, end)) : held.subarray(0, end);
    // A copy: a small part must not keep the chunk it came in.
    if (body.length > 0) parts.push({ headers, body: Buffer.from(body) });
    this.#consume(end);
    this.#reading = { at: 'gap' };
    return true;
  }

  #held(): Buffer {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks, this.#bytes)];
    return this.#chunks[0] ?? none;
  }

  #consume(bytes: number): void {
    const rest = this.#held().subarray(bytes);
    this.#chunks = [rest];
    this.#bytes = rest.length;
    this.#searched = 0;
  }
}

const alertEnd = Buffer.from('</EventNotificationAlert', 'latin1');

/** Where the alert of ISAPI is closed; -1 when it is not. */
function endOfAlert(held: Buffer, from: number): number {
  const at = held.indexOf(alertEnd, Math.max(0, from - alertEnd.length));
  if (at < 0) return -1;
  const end = held.indexOf('>', at, 'latin1');
  return end < 0 ? -1 : end + 1;
}

/** Of an alert only its own end tells; other text ends at its length, if that is where a document ends. */
function isWholeText(held: Buffer, length: number): boolean {
  const text = held.subarray(0, length);
  return !text.includes('<EventNotificationAlert') && /[>}\]]$/.test(text.subarray(-16).toString('latin1').trimEnd());
}

/** RFC 2046, section 5.1.1: the line end before a boundary belongs to it; so do dashes beyond its own two. */
function withoutLineEnd(body: Buffer): Buffer {
  let end = body.length;
  while (end > 0 && body[end - 1] === 0x2d) end -= 1;
  const dashes = body.length - end;
  const line = end > 0 && body[end - 1] === 0x0a ? (body[end - 2] === 0x0d ? 2 : 1) : 0;
  return line === 0 && dashes > 0 ? body : body.subarray(0, end - line);
}

function readHeaders(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && headers.size < 32)
      headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

/** The boundary a Content-Type names; null when it is no multipart. */
export function boundaryOf(contentType: string): string | null {
  if (!/^\s*multipart\//i.test(contentType)) return null;
  const named = /;\s*boundary\s*=\s*(?:"([^"]{1,256})"|([^\s;,]{1,256}))/i.exec(contentType);
  const boundary = (named?.[1] ?? named?.[2] ?? '').replace(/^-+/, '');
  return boundary === '' ? 'boundary' : boundary;
}
