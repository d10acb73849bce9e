/**
 * Takes an RTSP connection's bytes apart (RFC 2326): messages, and interleaved packets (section 10.12) between them.
 * Whole packets are handed on where they lie; only one cut off by the end of a read is copied, once.
 */
export type RtspHeaders = ReadonlyMap<string, readonly string[]>;

export interface RtspResponse {
  kind: 'response';
  status: number;
  phrase: string;
  /** Names in lower case. */
  headers: RtspHeaders;
  body: string;
}
export interface RtspRequest {
  kind: 'request';
  method: string;
  url: string;
  headers: RtspHeaders;
  body: string;
}

export interface WireSink {
  /** The bytes are only good during the call. */
  onPacket(channel: number, bytes: Uint8Array, start: number, end: number): void;
  onMessage(message: RtspResponse | RtspRequest): void;
}

/** Why no more can be made of the bytes. */
export type WireFault = { fault: 'not-rtsp' | 'garbled' | 'oversize'; detail: string };

const maxHeadBytes = 32 * 1024;
const maxBodyBytes = 256 * 1024;
/** Bytes that are nothing known, in a row, before the connection is given up. */
const maxJunkBytes = 256 * 1024;

const dollar = 0x24;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** What a message can begin with; anything else between messages is junk. */
const beginnings = [
  'RTSP/',
  'OPTIONS ',
  'GET_PARAMETER ',
  'SET_PARAMETER ',
  'ANNOUNCE ',
  'REDIRECT ',
  'PLAY_NOTIFY ',
  'TEARDOWN ',
  'DESCRIBE ',
  'SETUP ',
  'PLAY ',
  'PAUSE ',
  'RECORD ',
].map((text) => Buffer.from(text, 'latin1'));

export class WireParser {
  /** Bytes skipped because they were no message and no packet. */
  junkBytes = 0;
  readonly #sink: WireSink;
  #carry = Buffer.allocUnsafeSlow(2048);
  #carried = 0;
  #junkRun = 0;
  #understood = false;
  #fault: WireFault | null = null;

  constructor(sink: WireSink) {
    this.#sink = sink;
  }

  /** The first `end` bytes of a buffer that may be overwritten after the call. After a fault everything is ignored. */
  push(bytes: Uint8Array, end = bytes.length): WireFault | null {
    let at = 0;
    while (this.#fault === null && this.#carried > 0 && at < end) at = this.#continueCarried(bytes, at, end);
    while (this.#fault === null && at < end) {
      const used = this.#takeOne(bytes, at, end);
      if (used === 0) {
        this.#keep(bytes, at, end);
        break;
      }
      at += used;
    }
    return this.#fault;
  }

  /** Adds to the cut-off unit what it lacks; returns where to go on in `bytes`. */
  #continueCarried(bytes: Uint8Array, at: number, end: number): number {
    const before = this.#carried;
    this.#keep(bytes, at, Math.min(end, at + this.#lacking()));
    const added = this.#carried - before;
    let used = 0;
    while (this.#fault === null) {
      const step = this.#takeOne(this.#carry, used, this.#carried);
      if (step === 0) break;
      used += step;
      if (used < before) continue; // junk ended inside what was carried
      this.#carried = 0;
      return at + (used - before);
    }
    this.#carry.copyWithin(0, used, this.#carried);
    this.#carried -= used;
    return at + added;
  }

  /** How many bytes to add before looking again. */
  #lacking(): number {
    if (this.#carry[0] !== dollar) return maxHeadBytes;
    if (this.#carried < 4) return 4 - this.#carried;
    return Math.max(1, 4 + this.#carry.readUInt16BE(2) - this.#carried);
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    const size = this.#carried + (end - start);
    if (size > this.#carry.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(size, this.#carry.length * 2));
      this.#carry.copy(larger, 0, 0, this.#carried);
      this.#carry = larger;
    }
    this.#carry.set(bytes.subarray(start, end), this.#carried);
    this.#carried = size;
  }

  /** Reads one unit; returns its length, or 0 when its end is not there yet. */
  #takeOne(bytes: Uint8Array, start: number, end: number): number {
    const first = bytes[start];
    if (first === dollar) {
      const used = this.#takePacket(bytes, start, end);
      if (used !== -1) return used;
      return this.#skipJunk(bytes, start, end);
    }
    // Some cameras end a message with one empty line too many.
    if (first === carriageReturn || first === lineFeed) return 1;
    const begins = beginningAt(bytes, start, end);
    if (begins === 'no') return this.#skipJunk(bytes, start, end);
    return begins === 'perhaps' ? 0 : this.#takeMessage(bytes, start, end);
  }

  /** -1: after junk, and not sure enough to be a packet. */
  #takePacket(bytes: Uint8Array, start: number, end: number): number {
    if (end - start < 4) return 0;
    const length = (byteAt(bytes, start + 2) << 8) | byteAt(bytes, start + 3);
    if (this.#junkRun > 0) {
      if (end - start < 5) return 0;
      const version = byteAt(bytes, start + 4) >> 6;
      if (length < 8 || version !== 2 || byteAt(bytes, start + 1) > 15) return -1;
    }
    if (end - start < 4 + length) return 0;
    this.#junkRun = 0;
    this.#sink.onPacket(byteAt(bytes, start + 1), bytes, start + 4, start + 4 + length);
    return 4 + length;
  }

  #takeMessage(bytes: Uint8Array, start: number, end: number): number {
    const bodyStart = endOfHead(bytes, start, end);
    if (bodyStart < 0) {
      if (end - start > maxHeadBytes) this.#fail('oversize', 'a message head of more than 32 KiB');
      return 0;
    }
    const head = Buffer.from(bytes.buffer, bytes.byteOffset + start, bodyStart - start).toString('utf8');
    const message = parseHead(head);
    if (message === null) return this.#skipJunk(bytes, start, end);
    const bodyLength = contentLength(message.headers);
    if (bodyLength > maxBodyBytes) {
      this.#fail('oversize', `a message body of ${bodyLength} bytes`);
      return 0;
    }
    if (end - bodyStart < bodyLength) return 0;
    message.body = Buffer.from(bytes.buffer, bytes.byteOffset + bodyStart, bodyLength).toString('utf8');
    this.#understood = true;
    this.#junkRun = 0;
    this.#sink.onMessage(message);
    return bodyStart + bodyLength - start;
  }

  #skipJunk(bytes: Uint8Array, start: number, end: number): number {
    if (!this.#understood) {
      this.#fail('not-rtsp', `the answer begins with ${printable(bytes, start, end)}`);
      return end - start;
    }
    let at = start + 1;
    while (at < end && bytes[at] !== dollar && beginningAt(bytes, at, end) === 'no') at += 1;
    this.junkBytes += at - start;
    this.#junkRun += at - start;
    if (this.#junkRun > maxJunkBytes) this.#fail('garbled', 'more than 256 KiB that are neither RTSP nor RTP');
    return at - start;
  }

  #fail(fault: WireFault['fault'], detail: string): void {
    this.#fault ??= { fault, detail };
  }
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function beginningAt(bytes: Uint8Array, start: number, end: number): 'yes' | 'no' | 'perhaps' {
  const first = byteAt(bytes, start);
  if (first < 0x41 || first > 0x5a) return 'no';
  let answer: 'no' | 'perhaps' = 'no';
  for (const beginning of beginnings) {
    const length = Math.min(beginning.length, end - start);
    let same = 0;
    while (same < length && bytes[start + same] === beginning[same]) same += 1;
    if (same === beginning.length) return 'yes';
    if (same === end - start) answer = 'perhaps';
  }
  return answer;
}

/** Index after the empty line; CRLF, or the bare LF some cameras send. -1: not there yet. */
function endOfHead(bytes: Uint8Array, start: number, end: number): number {
  const limit = Math.min(end, start + maxHeadBytes);
  let at = bytes.indexOf(lineFeed, start);
  while (at >= 0 && at + 1 < limit) {
    if (bytes[at + 1] === lineFeed) return at + 2;
    if (bytes[at + 1] === carriageReturn && at + 2 < limit && bytes[at + 2] === lineFeed) return at + 3;
    at = bytes.indexOf(lineFeed, at + 1);
  }
  return -1;
}

function parseHead(head: string): RtspResponse | RtspRequest | null {
  const lines = head.split(/\r?\n/);
  const first = lines[0] ?? '';
  const headers = parseHeaders(lines.slice(1));
  const status = /^RTSP\/\d+\.\d+\s+(\d{3})(?:\s+(.*))?$/.exec(first);
  if (status !== null) {
    return { kind: 'response', status: Number(status[1]), phrase: (status[2] ?? '').trim(), headers, body: '' };
  }
  const request = /^([A-Z_]+) +(\S+) +RTSP\/\d+\.\d+\s*$/.exec(first);
  if (request === null) return null;
  return { kind: 'request', method: request[1] ?? '', url: request[2] ?? '', headers, body: '' };
}

function parseHeaders(lines: readonly string[]): RtspHeaders {
  const headers = new Map<string, string[]>();
  let last: string[] | null = null;
  for (const line of lines) {
    const continued = /^[ \t]+(.*\S)/.exec(line);
    if (continued !== null && last !== null) {
      last.push(`${last.pop() ?? ''} ${continued[1] ?? ''}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    last = headers.get(name) ?? [];
    last.push(line.slice(colon + 1).trim());
    headers.set(name, last);
  }
  return headers;
}

export function headerOf(message: { headers: RtspHeaders }, name: string): string | null {
  return message.headers.get(name)?.[0] ?? null;
}

function contentLength(headers: RtspHeaders): number {
  const text = headers.get('content-length')?.[0] ?? '';
  return /^\d{1,10}$/.test(text) ? Number(text) : 0;
}

function printable(bytes: Uint8Array, start: number, end: number): string {
  const text = Buffer.from(bytes.subarray(start, Math.min(end, start + 24))).toString('latin1');
  return JSON.stringify(text.replace(/[^\x20-\x7e]/g, '·'));
}
