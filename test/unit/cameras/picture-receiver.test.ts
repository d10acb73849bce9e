import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keep } from '../../../main/cameras/frames.ts';
import type { AccessUnit, StreamFormat } from '../../../main/cameras/frames.ts';
import { openJpegAssembler } from '../../../main/cameras/rtsp/jpeg-assembler.ts';
import { mpeg4Assembler } from '../../../main/cameras/rtsp/mpeg4-assembler.ts';
import type { OpenAssembler } from '../../../main/cameras/rtsp/picture-assembler.ts';
import { PictureReceiver } from '../../../main/cameras/rtsp/picture-receiver.ts';
import { noVideoYet } from '../../../main/cameras/rtsp/video-receiver.ts';
import { fromHex, rtpPacket, toHex } from './builders.ts';
import type { PacketFields } from './builders.ts';

function receive(openAssembler: OpenAssembler) {
  const counts = noVideoYet();
  const frames: AccessUnit[] = [];
  const formats: StreamFormat[] = [];
  const receiver = new PictureReceiver({
    assembler: openAssembler(),
    payloadType: 96,
    clockRate: 90_000,
    startUs: 0,
    counts,
    listener: { onFormat: (format) => formats.push(format), onFrame: (frame) => frames.push(keep(frame)) },
  });
  let sequence = 65_534;
  const raw = (bytes: Uint8Array): void => receiver.packet(bytes, 0, bytes.length, 1000, 1000);
  return {
    counts,
    frames,
    formats,
    raw,
    /** The next packet; `lost`: it never arrives. */
    send(payload: Uint8Array, fields: PacketFields & { lost?: boolean } = {}): void {
      const bytes = rtpPacket(payload, { sequence, ...fields });
      sequence += 1;
      if (fields.lost !== true) raw(bytes);
    },
  };
}

describe('MPEG-4', () => {
  /** As ffmpeg's encoder writes it for 320×184. */
  const config = fromHex('000001b001000001b58913000001000000012000c48d88000a0a045c1463');
  const parameters = new Map([
    ['config', toHex(config)],
    ['profile-level-id', '1'],
  ]);
  const key = Uint8Array.of(0, 0, 1, 0xb6, 0x10, 1, 2, 3);
  const other = Uint8Array.of(0, 0, 1, 0xb6, 0x50, 4, 5, 6);

  test('pictures cut anywhere come whole, key frames with the configuration in front', () => {
    const camera = receive(mpeg4Assembler(parameters));
    camera.send(key.subarray(0, 3), { timestamp: 0 });
    camera.send(key.subarray(3), { timestamp: 0, marker: true });
    camera.send(other, { timestamp: 3600, marker: true });
    expect(camera.frames.map(({ bytes }) => toHex(bytes))).toEqual([toHex(config) + toHex(key), toHex(other)]);
    expect(camera.frames.map(({ presentationUs }) => presentationUs)).toEqual([0, 40_000]);
    expect(camera.formats).toHaveLength(1);
    expect(camera.formats[0]?.codec).toBe('mp4v.20.1');
  });

  test('a picture without a marker ends where the time goes on', () => {
    const camera = receive(mpeg4Assembler(parameters));
    camera.send(key, { timestamp: 0 });
    camera.send(other, { timestamp: 3600 });
    expect(camera.frames).toHaveLength(1);
  });

  test('nothing is shown between a lost packet and the next key frame', () => {
    const camera = receive(mpeg4Assembler(parameters));
    camera.send(key, { timestamp: 0, marker: true });
    camera.send(other, { timestamp: 1, marker: true, lost: true });
    camera.send(other, { timestamp: 2, marker: true });
    camera.send(other, { timestamp: 3, marker: true });
    camera.send(key, { timestamp: 4, marker: true });
    expect(camera.frames.map((frame) => frame.key)).toEqual([true, true]);
    expect(camera.counts).toMatchObject({ lostPackets: 1, droppedFrames: 2, frames: 2 });
  });

  test('a configuration that comes in the stream counts, one that comes nowhere keeps the picture away', () => {
    const without = receive(mpeg4Assembler(new Map()));
    without.send(key, { timestamp: 0, marker: true });
    expect(without.frames).toHaveLength(0);
    without.send(Buffer.concat([config, key]), { timestamp: 1, marker: true });
    expect(toHex(without.frames[0]!.bytes)).toBe(toHex(config) + toHex(key));
  });
});

describe('Motion JPEG', () => {
  /** RFC 2435 section 3.1: type-specific, offset, type, Q, width and height in eights. */
  const part = (offset: number, scan: number[], { type = 1, quality = 60, tables = [] as number[] } = {}): Buffer =>
    Buffer.concat([
      Buffer.of(0, 0, offset >> 8, offset & 255, type, quality, 40, 23),
      Buffer.from(tables),
      Buffer.from(scan),
    ]);

  test('an image is put together with its headers, ends as images do, and is a key frame', () => {
    const camera = receive(openJpegAssembler);
    camera.send(part(0, [1, 2, 3]), { timestamp: 0 });
    camera.send(part(3, [4, 5]), { timestamp: 0, marker: true });
    const { bytes, key } = camera.frames[0]!;
    expect(key).toBe(true);
    expect(toHex(bytes)).toMatch(/^ffd8ffdb.*0102030405ffd9$/);
    expect(camera.formats).toEqual([{ codec: 'mjpeg', width: 320, height: 184 }]);
  });

  test('a part that is missing costs its image and no other', () => {
    const camera = receive(openJpegAssembler);
    camera.send(part(0, [1, 2, 3]), { timestamp: 0 });
    camera.send(part(3, [4, 5]), { timestamp: 0, lost: true });
    camera.send(part(5, [6, 6]), { timestamp: 0, marker: true });
    camera.send(part(0, [7, 7]), { timestamp: 1, marker: true });
    expect(camera.frames).toHaveLength(1);
  });

  test('tables sent once are remembered for their number; images that name unknown ones are not made up', () => {
    const tables = [0, 0, 0, 128, ...Array<number>(128).fill(9)];
    const camera = receive(openJpegAssembler);
    camera.send(part(0, [1, 1], { quality: 200, tables: [0, 0, 0, 0] }), { timestamp: 0, marker: true });
    camera.send(part(0, [1, 1], { quality: 200, tables }), { timestamp: 1, marker: true });
    camera.send(part(0, [1, 1], { quality: 200, tables: [0, 0, 0, 0] }), { timestamp: 2, marker: true });
    expect(camera.frames).toHaveLength(2);
    expect(toHex(camera.frames[0]!.bytes)).toBe(toHex(camera.frames[1]!.bytes));
    expect(toHex(camera.frames[0]!.bytes)).toContain('09'.repeat(64));
  });

  test('restart markers are told to the decoder', () => {
    const camera = receive(openJpegAssembler);
    camera.send(part(0, [1, 1], { type: 65, tables: [0, 20, 0xff, 0xff] }), { timestamp: 0, marker: true });
    expect(toHex(camera.frames[0]!.bytes)).toContain('ffdd00040014');
  });
});

test.each([
  ['MPEG-4', mpeg4Assembler(new Map([['config', '00000120ff']]))],
  ['Motion JPEG', openJpegAssembler],
])('no bytes make the %s receiver throw', (_codec, openAssembler) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), (payloads) => {
      const camera = receive(openAssembler);
      for (const [n, payload] of payloads.entries()) {
        camera.raw(payload);
        camera.send(payload, { timestamp: n >> 1, marker: (payload[0] ?? 0) > 128 });
      }
    }),
  );
});
