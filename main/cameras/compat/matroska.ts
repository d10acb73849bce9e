/**
 * The least of Matroska (RFC 9559) that tells ffmpeg at once what it gets. Fed bare elementary streams over a pipe,
 * ffmpeg studies them for five seconds, and `mpeg1muxer` leaves no place for the input options that would cut it short.
 */

/** What of it cameras send, by the names Matroska gives them. */
export type MatroskaCodec = 'V_MPEGH/ISO/HEVC' | 'V_MPEG4/ISO/AVC' | 'V_MPEG4/ISO/ASP' | 'V_MJPEG';

export interface MatroskaTrack {
  codec: MatroskaCodec;
  width: number;
  height: number;
  framesPerSecond: number;
}

const unknownSize = Buffer.from('01ffffffffffffff', 'hex');
/** Makes a reader that looks for the next element before it hands out the last one do so now. */
const nothing = element('ec');

export function matroskaHeader({ codec, width, height, framesPerSecond }: MatroskaTrack): Buffer {
  const file = element('1a45dfa3', element('4282', Buffer.from('matroska')), element('4287', uint(4)));
  const segment = Buffer.concat([Buffer.from('18538067', 'hex'), unknownSize]);
  // TimestampScale: a millisecond.
  const about = element('1549a966', element('2ad7b1', uint(1_000_000)));
  const track = element(
    'ae',
    element('d7', uint(1)), // TrackNumber
    element('73c5', uint(1)), // TrackUID
    element('9c', uint(0)), // FlagLacing
    element('83', uint(1)), // TrackType: video
    element('86', Buffer.from(codec)),
    element('23e383', uint(Math.round(1e9 / framesPerSecond))), // DefaultDuration
    element('e0', element('b0', uint(width)), element('ba', uint(height))),
  );
  return Buffer.concat([file, segment, about, element('1654ae6b', track)]);
}

/** One picture in a cluster of its own. */
export function matroskaPicture(picture: { bytes: Uint8Array; key: boolean; atMs: number }): Buffer {
  const { bytes, key, atMs } = picture;
  // SimpleBlock: track 1, 0 ms after the cluster, flags.
  const block = element('a3', Buffer.of(0x81, 0, 0, key ? 0x80 : 0), bytes);
  return Buffer.concat([element('1f43b675', element('e7', uint(atMs)), block), nothing]);
}

function element(id: string, ...body: readonly Uint8Array[]): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE((1n << 56n) | BigInt(body.reduce((sum, part) => sum + part.length, 0)));
  return Buffer.concat([Buffer.from(id, 'hex'), size, ...body]);
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
