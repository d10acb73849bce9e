import type { Decoder, DecoderEvents, EncodedFrame } from './tile-player.ts';

/** The browser's image decoder behind the player's interface: Motion JPEG needs no transcoding. */
export function openJpegDecoder(events: DecoderEvents<VideoFrame>): Decoder {
  let isOver = false;
  let waiting = 0;
  let decoding = Promise.resolve();
  const isClosed = (): boolean => isOver;

  const fail = (isUnsupported: boolean): void => {
    if (isOver) return;
    isOver = true;
    events.onFailed(isUnsupported);
  };
  const decodeOne = async ({ bytes, timestampUs }: EncodedFrame): Promise<void> => {
    waiting -= 1;
    if (isOver) return;
    const decoder = new ImageDecoder({ data: bytes, type: 'image/jpeg' });
    try {
      const { image } = await decoder.decode();
      const frame = await withTimestamp(image, timestampUs);
      if (isClosed()) frame.close();
      else events.onFrame(frame);
    } finally {
      decoder.close();
    }
    if (!isClosed()) events.onTaken();
  };

  return {
    configure() {
      if (typeof ImageDecoder !== 'function') queueMicrotask(() => fail(true));
    },
    decode(frame) {
      if (isOver) return;
      waiting += 1;
      const kept = { ...frame, bytes: frame.bytes.slice() };
      decoding = decoding.then(() => decodeOne(kept)).catch(() => fail(false));
    },
    waiting: () => (isOver ? 0 : waiting),
    close() {
      isOver = true;
    },
  };
}

/** An image has the time 0, and a track goes by that even where a frame made from it says otherwise: hence a copy. */
async function withTimestamp(image: VideoFrame, timestamp: number): Promise<VideoFrame> {
  try {
    const { format, visibleRect } = image;
    if (format === null || visibleRect === null) return new VideoFrame(image, { timestamp });
    const pixels = new Uint8Array(image.allocationSize());
    const layout = await image.copyTo(pixels);
    const { width: codedWidth, height: codedHeight } = visibleRect;
    const { colorSpace } = image;
    return new VideoFrame(pixels, { format, codedWidth, codedHeight, layout, colorSpace, timestamp });
  } finally {
    image.close();
  }
}
