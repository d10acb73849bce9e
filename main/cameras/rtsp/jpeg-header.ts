/** What RFC 2435 leaves out of a JPEG image because both sides know it. */

/** ITU-T T.81 tables K.1 (luminance) and K.2 (chrominance), in zigzag order. */
const luminance = Buffer.from(
  '100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933' +
    '383740485c4e404457453738506d51575f626768673e4d71797064785c656763',
  'hex',
);
const chrominanceBegin = Buffer.from('1112121815182f1a1a2f6342384263', 'hex');
const chrominance = Buffer.concat([chrominanceBegin, Buffer.alloc(64 - chrominanceBegin.length, 99)]);

/** ITU-T T.81 tables K.3 to K.6, as one DHT segment. */
const huffmanTables = Buffer.from(
  'ffc401a20000010501010101010100000000000000000102030405060708090a0b010003010101010101010101000000000000010203' +
    '0405060708090a0b100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c115' +
    '52d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a7374' +
    '75767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5' +
    'd6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa1100020102040403040705040400010277000102031104052131061241' +
    '510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a' +
    '535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4' +
    'b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  'hex',
);

/** Both quantization tables for `Q` 1 to 99, 8 bits a number (RFC 2435 section 4.2). */
export function tablesOfQuality(quality: number): Uint8Array {
  const clamped = Math.min(Math.max(quality, 1), 99);
  const scale = clamped < 50 ? Math.floor(5000 / clamped) : 200 - clamped * 2;
  const scaled = (value: number): number => Math.min(Math.max(Math.floor((value * scale + 50) / 100), 1), 255);
  return Uint8Array.from([...luminance, ...chrominance].map(scaled));
}

export interface JpegFacts {
  width: number;
  height: number;
  /** Luminance sampled twice as finely as chrominance: across only (RFC 2435 type 0), or down as well (type 1). */
  sampling: '4:2:2' | '4:2:0';
  /** Macroblocks between restart markers; 0: none. */
  restartInterval: number;
  /** One table for everything, or one for luminance and one for chrominance. */
  quantization: readonly { bits: 8 | 16; table: Uint8Array }[];
}

/** Everything before the entropy-coded data. */
export function jpegHeader({ width, height, sampling, restartInterval, quantization }: JpegFacts): Buffer {
  const tables = quantization.map(({ bits, table }, id) => {
    return segment(0xdb, Buffer.of((bits === 16 ? 0x10 : 0) | id), table);
  });
  const last = quantization.length - 1;
  const size = Buffer.alloc(4);
  size.writeUInt16BE(height, 0);
  size.writeUInt16BE(width, 2);
  // The ids that JFIF gives Y, Cb and Cr.
  const components = [
    Buffer.of(1, sampling === '4:2:0' ? 0x22 : 0x21, 0),
    Buffer.of(2, 0x11, last),
    Buffer.of(3, 0x11, last),
  ];
  const restart = Buffer.of(restartInterval >> 8, restartInterval & 0xff);
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    ...tables,
    ...(restartInterval === 0 ? [] : [segment(0xdd, restart)]),
    segment(0xc0, Buffer.of(8), size, Buffer.of(3), ...components),
    huffmanTables,
    segment(0xda, Buffer.of(3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0)),
  ]);
}

function segment(marker: number, ...body: readonly Uint8Array[]): Buffer {
  const length = 2 + body.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.of(0xff, marker, length >> 8, length & 0xff), ...body]);
}
