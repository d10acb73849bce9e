import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundaryOf, MultipartStream } from '../../../main/recognition/isapi/multipart-stream.ts';
import type { Part } from '../../../main/recognition/isapi/multipart-stream.ts';
import { alertPart, alertXml } from '../../peers/isapi/isapi-peer.ts';
import { jpeg } from './payloads.ts';

const xml = Buffer.from(alertXml({ eventType: 'VMD' }).trim());
/** A picture with line ends and dashes in it, as compressed bytes have. */
const picture = Buffer.concat([jpeg, Buffer.from('\r\n--MIME\r\n\r\n--\n'), jpeg]);

function read(bytes: Buffer, chunkBytes: number, boundary = 'MIME_boundary'): { parts: Part[]; faults: string[] } {
  const faults: string[] = [];
  const stream = new MultipartStream(boundary, (fault) => faults.push(fault));
  const parts: Part[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) parts.push(...stream.push(bytes.subarray(at, at + chunkBytes)));
  return { parts, faults };
}
const bodies = (parts: readonly Part[]): string[] => parts.map(({ body }) => body.toString('latin1').trim());
const asText = (bytes: Buffer): string => bytes.toString('latin1');

describe('a stream of alerts and pictures', () => {
  const stream = Buffer.concat([
    alertPart('MIME_boundary', 'application/xml', xml),
    alertPart('MIME_boundary', 'image/jpeg', picture),
    alertPart('MIME_boundary', 'application/xml', xml, false),
    alertPart('MIME_boundary', 'image/jpeg', picture, false),
    Buffer.from('\r\n--MIME_boundary\r\n'),
  ]);
  const whole = [xml, picture, xml, picture].map((part) => asText(part).trim());

  test('is the same wherever the network cuts it', () => {
    for (let chunkBytes = 1; chunkBytes <= stream.length; chunkBytes++) {
      const { parts, faults } = read(stream, chunkBytes);
      expect(bodies(parts), `cut every ${chunkBytes} bytes`).toEqual(whole);
      expect(faults).toEqual([]);
    }
  });

  test('an alert is whole with its last byte, not with the next part', () => {
    for (const withLength of [true, false]) {
      const { parts } = read(alertPart('MIME_boundary', 'application/xml', xml, withLength), 7);
      expect(bodies(parts)).toEqual([asText(xml)]);
    }
  });

  test('a picture is whole with its last byte when its length is known', () => {
    expect(read(alertPart('MIME_boundary', 'image/jpeg', picture), 5).parts).toHaveLength(1);
  });
});

describe('as firmware has it', () => {
  const part = (header: string, body: Buffer, end = '\r\n'): Buffer =>
    Buffer.concat([Buffer.from(`--b\r\n${header}\r\n\r\n`), body, Buffer.from(end)]);

  test('a length that is too short or too long does not hurt an alert', () => {
    for (const length of [10, xml.length - 1, xml.length + 40, 9_999_999]) {
      const bytes = Buffer.concat([
        part(`Content-Type: application/xml\r\nContent-Length: ${length}`, xml),
        part('Content-Type: application/xml', xml),
      ]);
      expect(bodies(read(bytes, 11, 'b').parts), String(length)).toEqual([asText(xml), asText(xml)]);
    }
  });

  test('a length of a picture that is too long ends at the boundary', () => {
    const bytes = Buffer.concat([
      part('Content-Type: image/jpeg\r\nContent-Length: 99999', jpeg),
      part('Content-Type: application/xml', xml),
    ]);
    expect(bodies(read(bytes, 13, 'b').parts)).toEqual([asText(jpeg), asText(xml)]);
  });

  test('bare line feeds, lower-case names, more dashes, a preamble', () => {
    const bytes = Buffer.from(`hello\n----b\ncontent-type: application/xml\n\n${asText(xml)}\n----b\n`, 'latin1');
    const { parts } = read(bytes, 3, 'b');
    expect(bodies(parts)).toEqual([asText(xml)]);
    expect(parts[0]?.headers.get('content-type')).toBe('application/xml');
  });

  test.each([
    ['multipart/mixed; boundary=MIME_boundary', 'MIME_boundary'],
    ['multipart/x-mixed-replace;boundary="--a b"', 'a b'],
    ['Multipart/Form-Data; charset=utf-8; Boundary=---------------------------7e13971310878', '7e13971310878'],
    ['multipart/mixed', 'boundary'],
    ['application/xml', null],
    ['', null],
  ])('%s', (contentType, boundary) => expect(boundaryOf(contentType)).toBe(boundary));
});

describe('in bounded memory', () => {
  const small = { textBytes: 2000, pictureBytes: 4000 };

  test('a part beyond its limit is thrown away, and the next one is read', () => {
    const faults: string[] = [];
    const stream = new MultipartStream('b', (fault) => faults.push(fault), small);
    const parts: Part[] = [];
    let mostHeld = 0;
    const push = (bytes: Buffer): void => {
      parts.push(...stream.push(bytes));
      mostHeld = Math.max(mostHeld, stream.heldBytes);
    };
    push(Buffer.from('--b\r\nContent-Type: image/jpeg\r\nContent-Length: 90000000\r\n\r\n'));
    for (let n = 0; n < 1000; n++) push(Buffer.alloc(1000, 'x'));
    push(Buffer.from('\r\n'));
    push(alertPart('b', 'application/xml', Buffer.from('<EventNotificationAlert/>'), true));
    push(Buffer.from('--b\r\n'));
    expect(bodies(parts)).toEqual(['<EventNotificationAlert/>']);
    expect(faults).toEqual(['too-long']);
    expect(mostHeld).toBeLessThan(6000);
  });

  test('endless headers, and what is no multipart at all, are thrown away', () => {
    for (const start of ['--b\r\n', '']) {
      const faults: string[] = [];
      const stream = new MultipartStream('b', (fault) => faults.push(fault), small);
      let mostHeld = 0;
      for (let n = 0; n < 300; n++) {
        stream.push(Buffer.from(n === 0 ? start : 'x: y\r\n'.repeat(100)));
        mostHeld = Math.max(mostHeld, stream.heldBytes);
      }
      expect(mostHeld).toBeLessThan(70_000);
      expect(new Set(faults)).toEqual(new Set([start === '' ? 'not-multipart' : 'bad-header']));
    }
  });

  test('whatever comes, however cut: bounded, and an alert after it is found', () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(
          '--b',
          '--b--',
          '\r\n\r\n',
          'Content-Length: -1',
          'Content-Length: 99999999999',
          '<EventNotificationAlert>',
          '</EventNotificationAlert',
          '\n\n',
        )
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), fc.integer({ min: 20, max: 2000 }), (junk, chunkBytes) => {
        const stream = new MultipartStream('b', () => undefined, small);
        const bytes = Buffer.concat([
          ...junk,
          Buffer.alloc(9000, 'z'),
          Buffer.from('\r\n'),
          alertPart('b', 'application/xml', xml),
          Buffer.from('--b\r\n'),
        ]);
        const parts: Part[] = [];
        for (let at = 0; at < bytes.length; at += chunkBytes) {
          parts.push(...stream.push(bytes.subarray(at, at + chunkBytes)));
          expect(stream.heldBytes).toBeLessThan(75_000);
        }
        expect(bodies(parts)).toContain(asText(xml));
      }),
      { numRuns: 40 },
    );
  });
});
