import { aLawCodec, muLawCodec } from '#contract/sound.ts';
import type { SoundFormat } from '#contract/sound.ts';
import { expandG711 } from '../sound/g711.ts';
import { openWebSoundDecoder } from './web-sound-decoder.ts';

/** One decoder of sound. After a failure or `close` it says nothing more. */
export interface SoundDecoder {
  decode(bytes: Uint8Array<ArrayBuffer>, timestampUs: number): void;
  close(): void;
}

export interface SoundDecoderEvents {
  /** One channel, from -1 to 1. */
  onSamples(samples: Float32Array<ArrayBuffer>, sampleRate: number): void;
  /** It is done with so many pieces. */
  onConsumed(pieces: number): void;
  onFailed(isUnsupported: boolean): void;
}

export type OpenSoundDecoder = (format: SoundFormat, events: SoundDecoderEvents) => SoundDecoder;

/** G.711 is a table; everything else is the browser's. */
export const openSoundDecoder: OpenSoundDecoder = (format, events) => {
  if (format.codec === aLawCodec) return g711Decoder(format, 'a', events);
  if (format.codec === muLawCodec) return g711Decoder(format, 'mu', events);
  return openWebSoundDecoder(format, events);
};

function g711Decoder(format: SoundFormat, law: 'a' | 'mu', events: SoundDecoderEvents): SoundDecoder {
  return {
    decode(bytes) {
      events.onSamples(expandG711(bytes, law, format.channels), format.sampleRate);
      events.onConsumed(1);
    },
    close: () => undefined,
  };
}
