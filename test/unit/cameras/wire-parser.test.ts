import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WireParser } from '../../../main/cameras/rtsp/wire-parser.ts';
import type { RtspRequest, RtspResponse, WireFault } from '../../../main/cameras/rtsp/wire-parser.ts';
import { rtpPacket, toHex } from './builders.ts';

interface Heard {
  parser: WireParser;
  messages: (RtspResponse | RtspRequest)[];
  packets: string[];
  fault: WireFault | null;
}

function hear(chunks: readonly Uint8Array[]): Heard {
  const messages: Heard['messages'] = [];
  const packets: string[] = [];
  const parser = new WireParser({
    onMessage: (message) => messages.push(message),
    onPacket: (channel, bytes, start, end) => packets.push(`${channel}:${toHex(bytes.subarray(start, end))}`),
  });
  let fault: WireFault | null = null;
  for (const chunk of chunks) {
    // The socket's buffer is used again for the next read: what the parser keeps must be its own.
    const buffer = Uint8Array.from(chunk);
    fault = parser.push(buffer);
    buffer.fill(0xee);
  }
  return { parser, messages, packets, fault };
}

const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');
const ok = text('RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE\r\n\r\n');
const interleaved = (channel: number, packet: Uint8Array): Uint8Array =>
  Buffer.concat([Uint8Array.of(0x24, channel, packet.length >> 8, packet.length & 255), packet]);
const packet = (n: number): Uint8Array => rtpPacket(new Uint8Array(20).fill(n), { sequence: n });
const conversation = Buffer.concat([
  ok,
  text('RTSP/1.0 200 OK\nCSeq: 2\nContent-Length: 5\n\nhello'),
  interleaved(0, packet(1)),
  text('\r\n'),
  interleaved(0, packet(2)),
  text('OPTIONS * RTSP/1.0\r\nCSeq: 9\r\n\r\n'),
  interleaved(1, packet(3)),
  interleaved(0, new Uint8Array(0)),
  interleaved(0, new Uint8Array(3000).fill(0x24)),
]);

/** Cuts bytes at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % bytes.length).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, n) => bytes.subarray(at[n], end));
}

test('messages and packets are told apart', () => {
  const { messages, packets, fault } = hear([conversation]);
  expect(fault).toBeNull();
  expect(messages).toMatchObject([
    { kind: 'response', status: 200, phrase: 'OK' },
    { kind: 'response', body: 'hello' },
    { kind: 'request', method: 'OPTIONS', url: '*' },
  ]);
  expect(packets).toHaveLength(5);
  expect(packets[0]).toBe(`0:${toHex(packet(1))}`);
});

test('it does not matter where the reads cut the bytes', () => {
  const whole = hear([conversation]);
  const everywhere = hear([...conversation].map((byte) => Uint8Array.of(byte)));
  expect(everywhere.packets).toEqual(whole.packets);
  expect(everywhere.messages).toEqual(whole.messages);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 12 }), (places) => {
      const pieces = hear(cut(conversation, places));
      expect(pieces.packets).toEqual(whole.packets);
      expect(pieces.messages).toEqual(whole.messages);
    }),
  );
});

test('repeated and folded headers are kept', () => {
  const { messages } = hear([
    text(
      'RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="a"\r\nwww-authenticate: Digest realm="a",\r\n nonce="b"\r\n\r\n',
    ),
  ]);
  expect(messages[0]?.headers.get('www-authenticate')).toEqual(['Basic realm="a"', 'Digest realm="a", nonce="b"']);
});

describe('junk', () => {
  test('between messages is skipped and counted, however it is cut', () => {
    const bytes = Buffer.concat([ok, text('\u0001xx$$RTSX/OPT'), interleaved(0, packet(1)), text('??'), ok]);
    const whole = hear([bytes]);
    expect(whole.fault).toBeNull();
    expect(whole.packets).toEqual([`0:${toHex(packet(1))}`]);
    expect(whole.messages).toHaveLength(2);
    expect(whole.parser.junkBytes).toBe(15);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), (places) => {
        const pieces = hear(cut(bytes, places));
        expect(pieces.packets).toEqual(whole.packets);
        expect(pieces.messages).toEqual(whole.messages);
      }),
    );
  });

  test('from the first byte on means that this is no RTSP server', () => {
    expect(hear([text('HTTP/1.1 400 Bad Request\r\n\r\n')]).fault?.fault).toBe('not-rtsp');
    expect(hear([text('SSH-2.0-OpenSSH_9.2\r\n')]).fault?.fault).toBe('not-rtsp');
    expect(hear([Uint8Array.of(0, 1, 2)]).fault?.fault).toBe('not-rtsp');
  });

  test('without end ends the connection', () => {
    const junk = new Uint8Array(64 * 1024).fill(0x2e);
    expect(hear([ok, junk, junk, junk, junk, junk]).fault?.fault).toBe('garbled');
  });
});

test('what grows without end is given up before it costs memory', () => {
  const endlessHead = Array.from({ length: 10 }, () => text(`X: ${'y'.repeat(8000)}\r\n`));
  expect(hear([text('RTSP/1.0 200 OK\r\n'), ...endlessHead]).fault?.fault).toBe('oversize');
  expect(hear([text('RTSP/1.0 200 OK\r\nContent-Length: 999999999\r\n\r\n')]).fault?.fault).toBe('oversize');
});

test('no bytes make it throw', () => {
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom<Uint8Array>(
      ok,
      interleaved(0, packet(1)),
      text('RTSP/'),
      text('OPTIONS '),
      text('\r\n\r\n'),
      text('$'),
    ),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (chunks) => {
      hear(chunks);
      hear([ok, ...chunks]);
    }),
    { numRuns: 500 },
  );
});
