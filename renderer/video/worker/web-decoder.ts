import type { Decoder, DecoderEvents } from './tile-player.ts';

/** The browser's decoder behind the player's interface: whatever it throws or reports becomes `onFailed`, once. */
export function openWebDecoder(events: DecoderEvents<VideoFrame>): Decoder {
  let isOver = false;
  const fail = (failure: unknown): void => {
    if (isOver) return;
    close();
    // NotSupportedError: no decoder for a codec it knows. TypeError: a codec it does not know.
    const isUnsupported =
      failure instanceof TypeError || (failure instanceof DOMException && failure.name === 'NotSupportedError');
    events.onFailed(isUnsupported);
  };
  const decoder = new VideoDecoder({
    output(frame) {
      if (isOver) frame.close();
      else events.onFrame(frame);
    },
    error: fail,
  });
  decoder.ondequeue = () => {
    if (!isOver) events.onTaken();
  };
  const close = (): void => {
    isOver = true;
    if (decoder.state !== 'closed') decoder.close();
  };
  const orFail = (run: () => void): void => {
    try {
      run();
    } catch (thrown) {
      fail(thrown);
    }
  };
  return {
    configure: (config) => orFail(() => decoder.configure(config)),
    decode: ({ key, timestampUs, bytes }) =>
      orFail(() => {
        if (isOver) return;
        // The message is ours alone: its memory is handed over, not copied.
        const chunk: EncodedVideoChunkInit & { transfer: ArrayBuffer[] } = {
          type: key ? 'key' : 'delta',
          timestamp: timestampUs,
          data: bytes,
          transfer: [bytes.buffer],
        };
        decoder.decode(new EncodedVideoChunk(chunk));
      }),
    waiting: () => (isOver ? 0 : decoder.decodeQueueSize),
    close,
  };
}
