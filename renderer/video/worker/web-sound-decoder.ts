import type { SoundFormat } from '#contract/sound.ts';
import type { SoundDecoder, SoundDecoderEvents } from './sound-decoder.ts';

/** The browser's decoder behind the hearing's interface: whatever it throws or reports becomes `onFailed`, once. */
export function openWebSoundDecoder(format: SoundFormat, events: SoundDecoderEvents): SoundDecoder {
  let isOver = false;
  let hasGiven = false;
  let fed = 0;
  let consumed = 0;
  const config: AudioDecoderConfig = {
    codec: format.codec,
    sampleRate: format.sampleRate,
    numberOfChannels: format.channels,
    ...(format.config === '' ? {} : { description: fromBase64(format.config) }),
  };
  let decoder: AudioDecoder | null = null;

  const end = (): void => {
    isOver = true;
    if (decoder !== null && decoder.state !== 'closed') decoder.close();
  };
  const fail = async (): Promise<void> => {
    if (isOver) return;
    end();
    events.onFailed(!hasGiven && !(await isSupported(config)));
  };
  const orFail = (run: () => void): void => {
    try {
      run();
    } catch {
      // Also where there is no AudioDecoder at all.
      void fail();
    }
  };
  orFail(() => {
    decoder = new AudioDecoder({
      output(sound) {
        hasGiven = true;
        if (!isOver) events.onSamples(oneChannelOf(sound), sound.sampleRate);
        sound.close();
      },
      error: () => void fail(),
    });
    decoder.ondequeue = () => {
      if (isOver || decoder === null) return;
      const done = fed - decoder.decodeQueueSize;
      if (done > consumed) events.onConsumed(done - consumed);
      consumed = done;
    };
    decoder.configure(config);
  });

  return {
    decode: (bytes, timestampUs) =>
      orFail(() => {
        if (isOver || decoder === null) return;
        fed += 1;
        decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: timestampUs, data: bytes }));
      }),
    close: end,
  };
}

function oneChannelOf(sound: AudioData): Float32Array<ArrayBuffer> {
  const { numberOfFrames, numberOfChannels } = sound;
  const mixed = new Float32Array(numberOfFrames);
  const one = new Float32Array(numberOfFrames);
  for (let planeIndex = 0; planeIndex < numberOfChannels; planeIndex += 1) {
    sound.copyTo(one, { planeIndex, format: 'f32-planar' });
    for (let n = 0; n < numberOfFrames; n += 1) mixed[n] = (mixed[n] ?? 0) + (one[n] ?? 0) / numberOfChannels;
  }
  return mixed;
}

async function isSupported(config: AudioDecoderConfig): Promise<boolean> {
  try {
    return (await AudioDecoder.isConfigSupported(config)).supported ?? false;
  } catch {
    // Not even a codec's name, or no AudioDecoder.
    return false;
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
