import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AacUnpacker, aacFraming } from '../../../main/cameras/rtsp/aac-unpacker.ts';
import { LatmUnpacker } from '../../../main/cameras/rtsp/latm-unpacker.ts';
import { SoundReceiver, noSoundYet } from '../../../main/cameras/rtsp/sound-receiver.ts';
import { g711Unpacker, maxUnitBytes } from '../../../main/cameras/rtsp/sound-unpacker.ts';
import type { SoundUnpacker } from '../../../main/cameras/rtsp/sound-unpacker.ts';
import type { SoundUnit } from '../../../main/cameras/sounds.ts';
import { rtpPacket, toHex } from './builders.ts';
import type { PacketFields } from './builders.ts';

function receive(unpacker: SoundUnpacker, payloadType = 96, clockRate = 16_000) {
  const counts = noSoundYet();
  const units: SoundUnit[] = [];
  const taker = { isHeard: true, onUnit: (unit: SoundUnit) => void units.push(unit) };
  const receiver = new SoundReceiver({ unpacker, payloadType, clockRate, counts, taker });
  let sequence = 65_534;
  const raw = (bytes: Uint8Array): void => receiver.packet(bytes, 0, bytes.length, 1000, 1000);
  return {
    ...{ counts, units, taker, raw },
    get hex() {
      return units.map(({ bytes }) => toHex(bytes));
    },
    /** The next packet; `lost`: it never arrives. */
    send(payload: Uint8Array, fields: PacketFields & { lost?: boolean } = {}): void {
      const bytes = rtpPacket(payload, { sequence, marker: true, payloadType, ...fields });
      sequence += 1;
      if (fields.lost !== true) raw(bytes);
    },
  };
}

const framing = aacFraming(new Map(), 1024)!;
/** RFC 3640 section 3.3.6: 13 bits of size, 3 of index. */
const aacPacket = (sizes: readonly number[], data: readonly number[]): Uint8Array => {
  const headers = sizes.flatMap((size) => [size >> 5, (size << 3) & 0xff]);
  const bits = sizes.length * 16;
  return Uint8Array.from([bits >> 8, bits & 0xff, ...headers, ...data]);
};

describe('G.711', () => {
  test('a packet is a piece, timed by the samples before it', () => {
    const camera = receive(g711Unpacker, 8, 8000);
    camera.send(Uint8Array.of(1, 2, 3), { timestamp: 4_294_967_200 });
    camera.send(Uint8Array.of(4, 5, 6), { timestamp: 64 });
    expect(camera.hex).toEqual(['010203', '040506']);
    expect(camera.units.map(({ presentationUs }) => presentationUs)).toEqual([0, 20_000]);
    expect(camera.counts).toMatchObject({ packets: 2, units: 2, brokenPackets: 0, lostPackets: 0 });
  });

  test('a packet that came before, one of another kind, and comfort noise are not heard', () => {
    const camera = receive(g711Unpacker, 8, 8000);
    camera.send(Uint8Array.of(1));
    camera.send(Uint8Array.of(2), { sequence: 65_534 });
    camera.send(Uint8Array.of(3), { payloadType: 13, sequence: 65_535 });
    camera.send(Uint8Array.of(4), { sequence: 65_535 });
    expect(camera.hex).toEqual(['01', '04']);
    expect(camera.counts.repeatedPackets).toBe(1);
  });

  test('while nobody listens nothing is taken apart, and what comes after is no gap', () => {
    const camera = receive(g711Unpacker, 8, 8000);
    camera.send(Uint8Array.of(1));
    camera.taker.isHeard = false;
    for (let n = 0; n < 500; n += 1) camera.send(Uint8Array.of(2));
    camera.raw(Uint8Array.of(1, 2, 3));
    camera.taker.isHeard = true;
    camera.send(Uint8Array.of(3));
    expect(camera.hex).toEqual(['01', '03']);
    expect(camera.counts).toMatchObject({ packets: 503, units: 2, lostPackets: 0, brokenPackets: 0 });
  });

  test('a packet of seconds is no camera’s', () => {
    const camera = receive(g711Unpacker, 8, 8000);
    camera.send(new Uint8Array(maxUnitBytes + 1));
    expect(camera.units).toEqual([]);
    expect(camera.counts.brokenPackets).toBe(1);
  });
});

describe('AAC of RFC 3640', () => {
  test('several units of one packet come apart, each at its time', () => {
    const camera = receive(new AacUnpacker(framing));
    camera.send(aacPacket([2, 3], [1, 1, 2, 2, 2]), { timestamp: 100 });
    camera.send(aacPacket([1], [3]), { timestamp: 100 + 2048 });
    expect(camera.hex).toEqual(['0101', '020202', '03']);
    expect(camera.units.map(({ presentationUs }) => presentationUs)).toEqual([0, 64_000, 128_000]);
  });

  test('a unit over several packets is put together', () => {
    const camera = receive(new AacUnpacker(framing));
    camera.send(aacPacket([5], [1, 2]), { timestamp: 7, marker: false });
    camera.send(aacPacket([5], [3, 4]), { timestamp: 7, marker: false });
    camera.send(aacPacket([5], [5]), { timestamp: 7 });
    camera.send(aacPacket([1], [9]), { timestamp: 8 });
    expect(camera.hex).toEqual(['0102030405', '09']);
    expect(camera.counts.brokenPackets).toBe(0);
  });

  test('a part that is missing costs its unit and no other', () => {
    const camera = receive(new AacUnpacker(framing));
    camera.send(aacPacket([5], [1, 2]), { timestamp: 7, marker: false });
    camera.send(aacPacket([5], [3, 4]), { timestamp: 7, marker: false, lost: true });
    camera.send(aacPacket([5], [5]), { timestamp: 7 });
    camera.send(aacPacket([1], [9]), { timestamp: 8 });
    expect(camera.hex).toEqual(['09']);
    expect(camera.counts).toMatchObject({ lostPackets: 1, brokenPackets: 1 });
  });

  test('the beginning of a unit whose end never comes is given up for the next', () => {
    const camera = receive(new AacUnpacker(framing));
    camera.send(aacPacket([5], [1, 2]), { timestamp: 7, marker: false });
    camera.send(aacPacket([4], [6, 6]), { timestamp: 8, marker: false });
    camera.send(aacPacket([4], [7, 7]), { timestamp: 8 });
    expect(camera.hex).toEqual(['06060707']);
    expect(camera.counts.brokenPackets).toBe(1);
  });

  test('of units said to be longer than the packet, those that are whole are heard', () => {
    const camera = receive(new AacUnpacker(framing));
    camera.send(aacPacket([2, 9], [1, 1, 2]));
    expect(camera.hex).toEqual(['0101']);
    expect(camera.counts.brokenPackets).toBe(1);
  });

  test('fields that other framings have in front of the data are passed over', () => {
    const parameters = new Map([
      ['sizelength', '6'],
      ['indexlength', '2'],
      ['auxiliarydatasizelength', '8'],
    ]);
    const camera = receive(new AacUnpacker(aacFraming(parameters, 1024)!));
    camera.send(Uint8Array.of(0, 8, 3 << 2, 8, 0xaa, 1, 2, 3));
    expect(camera.hex).toEqual(['010203']);
  });

  test('a framing with fields of a length nobody can mean is none', () => {
    for (const length of ['0', '-1', '33', '1.5', 'x']) {
      expect(aacFraming(new Map([['sizelength', length]]), 1024)).toBeNull();
    }
  });
});

describe('AAC of RFC 6416', () => {
  test('lengths of 255 and more, and units over several packets', () => {
    const camera = receive(new LatmUnpacker({ subFrames: 1, ticksPerUnit: 1024 }));
    const long = new Uint8Array(300).fill(7);
    camera.send(Uint8Array.from([255, 45, ...long.subarray(0, 100)]), { timestamp: 1, marker: false });
    camera.send(long.subarray(100), { timestamp: 1 });
    camera.send(Uint8Array.of(2, 8, 8), { timestamp: 2 });
    expect(camera.units.map(({ bytes }) => bytes.length)).toEqual([300, 2]);
    expect(camera.hex[0]).toBe(toHex(long));
  });

  test('several units in one element', () => {
    const camera = receive(new LatmUnpacker({ subFrames: 2, ticksPerUnit: 1024 }));
    camera.send(Uint8Array.of(1, 5, 2, 6, 6));
    expect(camera.hex).toEqual(['05', '0606']);
    expect(camera.units[1]?.presentationUs).toBe(64_000);
  });

  test('a length beyond the end is broken', () => {
    const camera = receive(new LatmUnpacker({ subFrames: 1, ticksPerUnit: 1024 }));
    camera.send(Uint8Array.of(255, 255));
    camera.send(Uint8Array.of(5, 1));
    expect(camera.units).toEqual([]);
    expect(camera.counts.brokenPackets).toBe(2);
  });
});

describe('whatever arrives', () => {
  const unpackers: readonly (() => SoundUnpacker)[] = [
    () => g711Unpacker,
    () => new AacUnpacker(framing),
    () => new AacUnpacker({ ...framing, ctsDeltaLength: 4, hasRandomAccess: true, auxiliarySizeLength: 32 }),
    () => new AacUnpacker({ ...framing, sizeLength: 1, indexLength: 0, indexDeltaLength: 0 }),
    () => new LatmUnpacker({ subFrames: 3, ticksPerUnit: 1024 }),
  ];

  test('nothing is thrown, and no unit is larger than units are', () => {
    const packet = fc.record({
      payload: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 7000, maxLength: 9000 })),
      timestamp: fc.integer({ min: 0, max: 2 }),
      marker: fc.boolean(),
      lost: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.constantFrom(...unpackers), fc.array(packet, { maxLength: 20 }), (open, packets) => {
        const camera = receive(open());
        for (const { payload, ...fields } of packets) camera.send(payload, fields);
        expect(camera.units.every(({ bytes }) => bytes.length > 0 && bytes.length <= maxUnitBytes)).toBe(true);
      }),
    );
  });

  test('bytes that are no RTP are counted as broken', () => {
    fc.assert(
      fc.property(fc.constantFrom(...unpackers), fc.uint8Array({ maxLength: 60 }), (open, bytes) => {
        const camera = receive(open());
        camera.raw(bytes);
        expect(camera.counts.packets).toBe(1);
      }),
    );
  });
});
