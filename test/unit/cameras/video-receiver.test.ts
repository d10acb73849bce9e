import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keep } from '../../../main/cameras/frames.ts';
import type { AccessUnit, StreamFormat } from '../../../main/cameras/frames.ts';
import { h264Codec } from '../../../main/cameras/rtsp/h264-codec.ts';
import { h265Codec } from '../../../main/cameras/rtsp/h265-codec.ts';
import type { NalCodec } from '../../../main/cameras/rtsp/nal-codec.ts';
import { VideoReceiver, noVideoYet } from '../../../main/cameras/rtsp/video-receiver.ts';
import {
  annexB,
  fromHex,
  fuA,
  keySlice,
  laterSlice,
  pps1080,
  pps360,
  rtpPacket,
  slice,
  sps1080,
  sps360,
  stapA,
  toHex,
} from './builders.ts';
import type { PacketFields } from './builders.ts';

/** A receiver, and a camera that numbers its packets. */
class Bench {
  readonly counts = noVideoYet();
  readonly frames: AccessUnit[] = [];
  readonly formats: StreamFormat[] = [];
  sequence = 65_530; // the numbers wrap early in every test
  readonly #receiver: VideoReceiver;
  #nowMs = 1000;

  constructor(options: { codec?: NalCodec; parameterSets?: Uint8Array[] } = {}) {
    this.#receiver = new VideoReceiver({
      codec: options.codec ?? h264Codec,
      payloadType: 96,
      clockRate: 90_000,
      parameterSets: options.parameterSets ?? [sps360, pps360],
      startUs: 0,
      counts: this.counts,
      listener: { onFormat: (format) => this.formats.push(format), onFrame: (frame) => this.frames.push(keep(frame)) },
    });
  }

  send(payload: Uint8Array, fields: PacketFields = {}): void {
    const bytes = rtpPacket(payload, { sequence: this.sequence, ...fields });
    this.sequence += 1;
    this.take(bytes);
  }
  take(bytes: Uint8Array): void {
    this.#nowMs += 10;
    this.#receiver.packet(bytes, 0, bytes.length, this.#nowMs, this.#nowMs);
  }
  lose(packets = 1): void {
    this.sequence += packets;
  }
  get units(): string[] {
    return this.frames.map(({ bytes }) => toHex(bytes));
  }
}

const marked = (timestamp: number): PacketFields => ({ timestamp, marker: true });

describe('putting pictures together', () => {
  test('a single NAL unit is a picture; key frames have the parameter sets of the SDP in front', () => {
    const bench = new Bench();
    bench.send(keySlice(1), marked(0));
    bench.send(slice(2), marked(3600));
    expect(bench.units).toEqual([annexB(sps360, pps360, keySlice(1)), annexB(slice(2))]);
    expect(bench.frames.map(({ key, presentationUs }) => [key, presentationUs])).toEqual([
      [true, 0],
      [false, 40_000],
    ]);
    expect(bench.formats).toEqual([{ codec: 'avc1.42c01e', width: 640, height: 360 }]);
  });

  test('STAP-A and FU-A give the NAL units they carry', () => {
    const bench = new Bench({ parameterSets: [] });
    const large = keySlice(...Array.from({ length: 500 }, (_, n) => n & 255));
    const supplement = Uint8Array.of(0x06, 5, 1, 0);
    bench.send(stapA(sps360, pps360, supplement), { timestamp: 0 });
    const parts = fuA(large, 4);
    for (const [n, part] of parts.entries()) bench.send(part, { timestamp: 0, marker: n === 3 });
    expect(bench.units).toEqual([annexB(sps360, pps360, supplement, large)]);
  });

  test('in-band parameter sets win over those of the SDP, and a new picture size is told before its first frame', () => {
    const bench = new Bench();
    bench.send(keySlice(1), marked(0));
    bench.send(stapA(sps1080, pps1080), { timestamp: 3600 });
    bench.send(keySlice(2), marked(3600));
    expect(bench.formats.map(({ width }) => width)).toEqual([640, 1920]);
    expect(bench.units[1]).toBe(annexB(sps1080, pps1080, keySlice(2)));
  });

  test('after a new sequence parameter set nothing is shown before its key frame', () => {
    const bench = new Bench();
    bench.send(keySlice(1), marked(0));
    bench.send(sps1080, { timestamp: 3600 });
    bench.send(slice(2), marked(3600));
    bench.send(keySlice(3), marked(7200));
    expect(bench.frames.map(({ key }) => key)).toEqual([true, true]);
    expect(bench.counts.droppedFrames).toBe(1);
  });

  test('a camera that never sets the marker is understood by its timestamps', () => {
    const bench = new Bench();
    for (const [n, nal] of [keySlice(1), slice(2), slice(3)].entries()) bench.send(nal, { timestamp: n * 3600 });
    expect(bench.units).toEqual([annexB(sps360, pps360, keySlice(1)), annexB(slice(2))]);
  });

  test('a camera that repeats its timestamp and never sets the marker is understood by its first slices', () => {
    const bench = new Bench();
    bench.send(keySlice(1), { timestamp: 5 });
    bench.send(laterSlice(2), { timestamp: 5 });
    bench.send(slice(3), { timestamp: 5 });
    bench.send(Uint8Array.of(0x09, 0xf0), { timestamp: 5 });
    bench.send(slice(4), { timestamp: 5 });
    expect(bench.units).toEqual([annexB(sps360, pps360, keySlice(1), laterSlice(2)), annexB(slice(3))]);
    const times = bench.frames.map(({ presentationUs }) => presentationUs);
    expect(times[1]).toBeGreaterThan(times[0]!);
  });

  test('a camera that marks every slice is found out after one picture', () => {
    const bench = new Bench();
    for (let n = 0; n < 4; n += 1) {
      bench.send(n % 2 === 0 ? keySlice(n) : slice(n), marked(n * 3600));
      bench.send(laterSlice(n), marked(n * 3600));
    }
    bench.send(slice(9), marked(4 * 3600));
    expect(bench.units.slice(1)).toEqual([
      annexB(sps360, pps360, keySlice(2), laterSlice(2)),
      annexB(slice(3), laterSlice(3)),
    ]);
  });

  test('access unit delimiters and filler are left out, the marker on a parameter set ends nothing', () => {
    const bench = new Bench({ parameterSets: [] });
    bench.send(Uint8Array.of(0x09, 0x10), { timestamp: 0 });
    bench.send(sps360, marked(0));
    bench.send(pps360, marked(0));
    bench.send(keySlice(1), { timestamp: 0 });
    bench.send(Uint8Array.of(0x0c, 0xff), marked(0));
    expect(bench.units).toEqual([annexB(sps360, pps360, keySlice(1))]);
  });

  test('B-frames keep their order and their times', () => {
    const bench = new Bench();
    for (const timestamp of [0, 36_000, 9000, 18_000, 27_000])
      bench.send(timestamp === 0 ? keySlice() : slice(), marked(timestamp));
    expect(bench.frames.map(({ presentationUs }) => presentationUs)).toEqual([0, 400_000, 100_000, 200_000, 300_000]);
  });

  test('timestamps go on over their wrap', () => {
    const bench = new Bench();
    bench.send(keySlice(1), marked(0xffff_ffff - 1799));
    bench.send(slice(1), marked(1800));
    expect(bench.frames[1]?.presentationUs).toBe(40_000);
  });

  test('a payload type other than the SDP says is taken when it is the only one', () => {
    const bench = new Bench();
    bench.send(keySlice(1), { ...marked(0), payloadType: 105 });
    bench.send(slice(1), { ...marked(3600), payloadType: 105 });
    expect(bench.frames).toHaveLength(2);
  });
});

describe('what is missing', () => {
  test('after a lost packet nothing is shown before the next key frame', () => {
    const bench = new Bench();
    bench.send(keySlice(1), marked(0));
    bench.lose(3);
    bench.send(slice(2), marked(3600));
    bench.send(slice(3), marked(7200));
    bench.send(keySlice(4), marked(10_800));
    bench.send(slice(5), marked(14_400));
    expect(bench.frames.map(({ key }) => key)).toEqual([true, true, false]);
    expect(bench.counts).toMatchObject({ lostPackets: 3, droppedFrames: 2, frames: 3, keyFrames: 2 });
  });

  test.each([
    ['first', 0],
    ['middle', 1],
    ['last', 2],
  ])('a key frame whose %s fragment is lost is not shown', (_which, lost) => {
    const bench = new Bench();
    const parts = fuA(keySlice(...new Array<number>(30).fill(1)), 3);
    for (const [n, part] of parts.entries()) {
      if (n === lost) bench.lose();
      else bench.send(part, { timestamp: 0, marker: n === 2 });
    }
    bench.send(slice(2), marked(3600));
    expect(bench.frames).toHaveLength(0);
    bench.send(keySlice(3), marked(7200));
    expect(bench.frames).toHaveLength(1);
  });

  test('a key frame right behind the gap is whole', () => {
    const bench = new Bench();
    bench.send(keySlice(1), marked(0));
    bench.lose();
    bench.send(stapA(sps360, pps360, keySlice(2)), marked(3600));
    expect(bench.frames).toHaveLength(2);
  });

  test('a later slice without the first is no picture', () => {
    const bench = new Bench();
    bench.send(keySlice(1), marked(0));
    bench.send(laterSlice(1), marked(3600));
    expect(bench.frames).toHaveLength(1);
    expect(bench.counts.droppedFrames).toBe(1);
  });

  test('repeated packets change nothing', () => {
    const bench = new Bench();
    bench.send(keySlice(1), marked(0));
    bench.send(slice(2), { ...marked(0), sequence: bench.sequence - 1 });
    bench.sequence -= 1;
    bench.send(slice(3), marked(3600));
    expect(bench.units.slice(1)).toEqual([annexB(slice(3))]);
    expect(bench.counts).toMatchObject({ repeatedPackets: 1, lostPackets: 0 });
  });

  test('without parameter sets nothing is shown, and it begins as soon as they come', () => {
    const bench = new Bench({ parameterSets: [] });
    bench.send(keySlice(1), marked(0));
    bench.send(stapA(sps360, pps360), { timestamp: 3600 });
    bench.send(keySlice(2), marked(3600));
    expect(bench.units).toEqual([annexB(sps360, pps360, keySlice(2))]);
  });

  test('a camera that begins anew goes on in time', () => {
    const bench = new Bench();
    bench.send(keySlice(1), marked(900_000));
    bench.send(keySlice(2), { ...marked(5), ssrc: 8, sequence: 17 });
    expect(bench.frames.map(({ presentationUs }) => presentationUs)).toEqual([0, 10_000]);
    expect(bench.counts.lostPackets).toBe(0);
  });
});

describe('H.265', () => {
  const vps = fromHex('40010c01ffff016000000300900000030000030078959809');
  const sps = fromHex('420101016000000300900000030000030078a003c08010e596566924caf0168080000003008000000c84');
  const pps = fromHex('4401c172b46240');
  const idr = fromHex('28018001020304050607');
  const trail = fromHex('0201800a0b0c');
  const aggregate = (...nals: Uint8Array[]): Uint8Array =>
    Buffer.concat([Uint8Array.of(0x60, 1), ...nals.flatMap((nal) => [Uint8Array.of(0, nal.length), nal])]);
  const fragments = (nal: Uint8Array): Uint8Array[] => {
    const type = (nal[0]! >> 1) & 0x3f;
    return [0x80 | type, type, 0x40 | type].map((header, n) =>
      Buffer.concat([
        Uint8Array.of(0x62, 1, header),
        nal.subarray(n === 0 ? 2 : n === 1 ? 4 : 6, n === 0 ? 4 : n === 1 ? 6 : undefined),
      ]),
    );
  };

  test('aggregation and fragmentation give key frames with VPS, SPS and PPS in front', () => {
    const bench = new Bench({ codec: h265Codec, parameterSets: [] });
    bench.send(aggregate(vps, sps, pps), { timestamp: 0 });
    for (const [n, part] of fragments(idr).entries()) bench.send(part, { timestamp: 0, marker: n === 2 });
    bench.send(trail, marked(3600));
    expect(bench.units).toEqual([annexB(vps, sps, pps, idr), annexB(trail)]);
    expect(bench.formats).toEqual([{ codec: 'hev1.1.6.L120.90', width: 1920, height: 1080 }]);
  });

  test('a lost fragment costs everything up to the next key frame', () => {
    const bench = new Bench({ codec: h265Codec, parameterSets: [vps, sps, pps] });
    const parts = fragments(idr);
    bench.send(parts[0]!, { timestamp: 0 });
    bench.lose();
    bench.send(parts[2]!, marked(0));
    bench.send(trail, marked(3600));
    bench.send(idr, marked(7200));
    expect(bench.frames).toHaveLength(1);
  });
});

describe('hostile packets', () => {
  const good = [
    stapA(sps360, pps360),
    ...fuA(keySlice(...new Array<number>(60).fill(3)), 3),
    slice(1, 2, 3),
    stapA(slice(4), laterSlice(5)),
    sps1080,
    Uint8Array.of(0x09, 0x10),
  ].map((payload, n) => rtpPacket(payload, { sequence: n, timestamp: n * 1000, marker: n % 2 === 0 }));

  const startsRight = ({ bytes }: AccessUnit): boolean => toHex(bytes.subarray(0, 4)) === '00000001';

  test.each([
    ['H.264', h264Codec],
    ['H.265', h265Codec],
  ])('no bytes make the %s receiver throw', (_name, codec) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 30 }), (packets) => {
        const bench = new Bench({ codec });
        for (const [n, bytes] of packets.entries()) {
          bench.take(bytes);
          bench.take(rtpPacket(bytes, { sequence: n, timestamp: n >> 1 }));
        }
        expect(bench.frames.every(startsRight)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('good packets, bitten, cut, doubled and out of order, give whole access units or none', () => {
    const bite = fc.record({
      which: fc.nat(good.length - 1),
      at: fc.nat(80),
      value: fc.nat(255),
      cutTo: fc.option(fc.nat(80)),
    });
    fc.assert(
      fc.property(fc.array(bite, { maxLength: 60 }), (bites) => {
        const bench = new Bench();
        for (const { which, at, value, cutTo } of bites) {
          const bytes = Uint8Array.from(good[which]!);
          if (at < bytes.length) bytes[at] = value;
          bench.take(bytes.subarray(0, cutTo ?? bytes.length));
        }
        expect(bench.frames.every(startsRight)).toBe(true);
        expect(bench.frames.length).toBe(bench.counts.frames);
        if (bench.frames.length > 0) expect(bench.frames[0]?.key).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('a picture without end is given up, and the next key frame shown', () => {
    const bench = new Bench();
    const [first, middle] = fuA(Buffer.concat([keySlice(), new Uint8Array(120_000).fill(1)]), 3);
    bench.send(first!, { timestamp: 0 });
    for (let n = 0; n < 300; n += 1) bench.send(middle!, { timestamp: 0 });
    bench.send(keySlice(2), marked(3600));
    expect(bench.units).toEqual([annexB(sps360, pps360, keySlice(2))]);
  });
});
