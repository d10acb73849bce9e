/** What a camera gives to hear, as it is told to whoever listens. */
import { z } from 'zod';

/** G.711, by the names of the WebCodecs registry; every other codec is an RFC 6381 string: `mp4a.40.2`. */
export const aLawCodec = 'alaw';
export const muLawCodec = 'ulaw';

export const soundFormat = z.object({
  codec: z.string(),
  /** Samples a second, as described; what a decoder makes of high-efficiency AAC may be twice as many. */
  sampleRate: z.number().int().positive(),
  channels: z.number().int().positive(),
  /** AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1) in Base64; empty where the codec needs none. */
  config: z.string(),
});
export type SoundFormat = z.infer<typeof soundFormat>;

export const cameraSound = z.discriminatedUnion('sound', [
  /** The camera is not connected yet, or not any more. */
  z.object({ sound: z.literal('waiting') }),
  z.object({ sound: z.literal('on'), format: soundFormat }),
  /** It describes no sound on this stream. */
  z.object({ sound: z.literal('none') }),
  /** It describes sound, and does not hand it out. */
  z.object({ sound: z.literal('refused') }),
  /** `codec` is its name as people write it: `G.726`. */
  z.object({ sound: z.literal('unknown-codec'), codec: z.string() }),
]);
export type CameraSound = z.infer<typeof cameraSound>;
