import type { Mpeg1Video, TransportStream } from 'jsmpeg-player';
import { loadJsmpeg } from './load-jsmpeg.ts';
import type { Jsmpeg } from './load-jsmpeg.ts';
import type { Decoder, DecoderEvents, EncodedFrame } from './tile-player.ts';

/** More than a picture of ours ever has. */
const bufferBytes = 512 * 1024;
/** ISO/IEC 11172-2: sequence_header_code, and the size in the three bytes after it. */
const sequenceHeader = 0x0000_01b3;

/** BT.601, as MPEG-1 and ffmpeg's scaler to small pictures have it. */
const colorSpace: VideoColorSpaceInit = {
  primaries: 'smpte170m',
  transfer: 'smpte170m',
  matrix: 'smpte170m',
  fullRange: false,
};

interface Parts {
  demuxer: TransportStream;
  video: Mpeg1Video;
}

/**
 * jsmpeg behind the player's interface, for the compatibility path: its demuxer and its decoder, with a source and a
 * renderer of ours. Its own renderers go through a canvas, and through WebGL, of whose contexts a page has few.
 */
export function openMpeg1Decoder(events: DecoderEvents<VideoFrame>): Decoder {
  let isOver = false;
  let library: Jsmpeg | null = null;
  let parts: Parts | null = null;
  let waiting: EncodedFrame[] = [];
  let timestampUs = 0;
  let planes = new Uint8Array(0);
  let size = 0;

  const fail = (isUnsupported: boolean): void => {
    if (isOver) return;
    isOver = true;
    events.onFailed(isUnsupported);
  };

  const show = (video: Mpeg1Video, y: Uint8ClampedArray, cr: Uint8ClampedArray, cb: Uint8ClampedArray): void => {
    if (isOver) return;
    if (planes.length !== y.length + cb.length + cr.length) planes = new Uint8Array(y.length + cb.length + cr.length);
    planes.set(y, 0);
    planes.set(cb, y.length);
    planes.set(cr, y.length + cb.length);
    const { width, height, codedWidth, codedHeight } = video;
    const visibleRect = { x: 0, y: 0, width, height };
    const frame = { format: 'I420', codedWidth, codedHeight, visibleRect, timestamp: timestampUs, colorSpace } as const;
    events.onFrame(new VideoFrame(planes, frame));
  };

  /** A decoder of jsmpeg's reads one sequence header and no other, so another size wants another decoder. */
  const open = ({ Demuxer, Decoder: { MPEG1Video } }: Jsmpeg): Parts => {
    const demuxer = new Demuxer.TS({});
    const video = new MPEG1Video({ streaming: true, decodeFirstFrame: false, videoBufferSize: bufferBytes });
    video.connect({ resize: () => undefined, render: (y, cr, cb) => show(video, y, cr, cb) });
    demuxer.connect(Demuxer.TS.STREAM.VIDEO_1, {
      write(presentationSeconds, buffers) {
        video.write(presentationSeconds, buffers);
        video.decode();
      },
    });
    return { demuxer, video };
  };

  const decodeNow = (loaded: Jsmpeg, frame: EncodedFrame): void => {
    try {
      const nextSize = frame.key ? sizeOf(frame.bytes) : size;
      if (parts === null || nextSize !== size) parts = open(loaded);
      size = nextSize;
      timestampUs = frame.timestampUs;
      parts.demuxer.write(frame.bytes);
    } catch {
      fail(false);
    }
    if (!isOver) events.onTaken();
  };

  return {
    configure() {
      loadJsmpeg().then(
        (loaded) => {
          if (isOver) return;
          library = loaded;
          for (const frame of waiting.splice(0)) decodeNow(loaded, frame);
        },
        () => fail(true),
      );
    },
    decode(frame) {
      if (isOver) return;
      // Its demuxer holds on to a picture's bytes until the next picture begins.
      const kept = { ...frame, bytes: frame.bytes.slice() };
      if (library === null) waiting.push(kept);
      else decodeNow(library, kept);
    },
    waiting: () => waiting.length,
    close() {
      isOver = true;
      waiting = [];
      parts = null;
    },
  };
}

/** Width and height, as the 24 bits they are in the picture's sequence header; 0 when there is none. */
function sizeOf(packets: Uint8Array): number {
  const view = new DataView(packets.buffer, packets.byteOffset, packets.byteLength);
  for (let at = 0; at + 8 <= view.byteLength; at += 1) {
    if (view.getUint8(at + 3) === 0xb3 && view.getUint32(at) === sequenceHeader) return view.getUint32(at + 4) >>> 8;
  }
  return 0;
}
