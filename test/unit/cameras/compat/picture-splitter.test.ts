import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PictureSplitter } from '../../../../main/cameras/compat/picture-splitter.ts';
import type { EncodedPicture } from '../../../../main/cameras/compat/picture-splitter.ts';

/** One transport stream packet; what is too short is filled up as multiplexers do, in an adaptation field. */
function packet(payload: Uint8Array, { starts = false, pid = 0x100 } = {}): Buffer {
  const bytes = Buffer.alloc(188, 0xff);
  const stuffing = 184 - payload.length;
  bytes.set([0x47, (starts ? 0x40 : 0) | (pid >> 8), pid & 0xff, stuffing > 0 ? 0x30 : 0x10]);
  if (stuffing > 0) bytes[4] = stuffing - 1;
  bytes.set(payload, 4 + stuffing);
  return bytes;
}

/** A PES packet with a picture of this many bytes; `sized`: its header says how many. */
function picture(size: number, { key = false, sized = true } = {}): Buffer {
  const video = Buffer.alloc(size, 7);
  video.writeUInt32BE(key ? 0x1b3 : 0x100);
  const header = Buffer.of(0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5, 0x21, 0, 1, 0, 1);
  if (sized) header.writeUInt16BE(size + 8, 4);
  const whole = Buffer.concat([header, video]);
  const packets = [];
  for (let at = 0; at < whole.length; at += 184)
    packets.push(packet(whole.subarray(at, at + 184), { starts: at === 0 }));
  return Buffer.concat(packets);
}

function split(...chunks: Uint8Array[]): EncodedPicture[] {
  const pictures: EncodedPicture[] = [];
  const splitter = new PictureSplitter((one) => pictures.push({ ...one, bytes: Buffer.from(one.bytes) }));
  for (const chunk of chunks) splitter.take(chunk);
  return pictures;
}

const table = packet(Buffer.alloc(184, 1), { starts: true, pid: 0 });

test('each picture comes out whole, as soon as its last byte is there, and tables are left out', () => {
  const [one, two] = [picture(500, { key: true }), picture(90)];
  expect(split(table, one, table, two)).toEqual([
    { key: true, bytes: one },
    { key: false, bytes: two },
  ]);
});

test('a picture whose size is not told ends where the next begins', () => {
  const [one, two] = [picture(500, { key: true, sized: false }), picture(90, { sized: false })];
  expect(split(one, two)).toEqual([{ key: true, bytes: one }]);
});

test('it does not matter how the bytes are cut', () => {
  const stream = Buffer.concat([table, picture(1000, { key: true }), picture(10), picture(183), picture(400)]);
  const whole = split(stream);
  expect(whole).toHaveLength(4);
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), stream.length];
      expect(split(...at.slice(1).map((end, n) => stream.subarray(at[n], end)))).toEqual(whole);
    }),
  );
});

test('garbage costs at most the picture it fell into, and no garbage throws', () => {
  const good = picture(300, { key: true });
  expect(split(Buffer.from('no transport stream at all'), good, good).at(-1)).toEqual({ key: true, bytes: good });
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (chunks) => void split(...chunks)));
});
