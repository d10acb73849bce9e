import type { Decoder, DecoderEvents } from './tile-player.ts';

/** The browser's decoder behind the player's interface: whatever it throws or reports becomes `onFailed`, once. */
export function openWebDecoder(events: DecoderEvents<VideoFrame>): Decoder {
  let isOver = false;
  let isClosed = false;
  let hasGivenFrames = false;
  let config: VideoDecoderConfig | null = null;

  const end = (): void => {
    isOver = true;
    if (decoder.state !== 'closed') decoder.close();
  };
  const fail = async (): Promise<void> => {
    if (isOver) return;
    end();
    // The error's name does not tell: what cannot be decoded at all also fails as a bad key frame.
    const isUnsupported = !hasGivenFrames && config !== null && !(await isSupported(config));
    if (!isClosed) events.onFailed(isUnsupported);
  };
  const orFail = (run: () => void): void => {
    try {
      run();
    } catch {
      void fail();
    }
  };
  const decoder = new VideoDecoder({
    output(frame) {
      hasGivenFrames = true;
      if (isOver) frame.close();
      else events.onFrame(frame);
    },
    error: () => void fail(),
  });
  decoder.ondequeue = () => {
    if (!isOver) events.onTaken();
  };

  return {
    configure(asked) {
      config = asked;
      orFail(() => decoder.configure(asked));
    },
    decode: ({ key, timestampUs, bytes }) =>
      orFail(() => {
        if (isOver) return;
        const chunk = { type: key ? 'key' : 'delta', timestamp: timestampUs, data: bytes } as const;
        decoder.decode(new EncodedVideoChunk(chunk));
      }),
    waiting: () => (isOver ? 0 : decoder.decodeQueueSize),
    close() {
      isClosed = true;
      end();
    },
  };
}

async function isSupported(config: VideoDecoderConfig): Promise<boolean> {
  try {
    return (await VideoDecoder.isConfigSupported(config)).supported ?? false;
  } catch {
    // A TypeError: not even a codec's name.
    return false;
  }
}
