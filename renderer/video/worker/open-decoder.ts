import { jpegCodec, mpeg1Codec } from '#contract/codecs.ts';
import { openJpegDecoder } from './jpeg-decoder.ts';
import { openMpeg1Decoder } from './mpeg1-decoder.ts';
import type { Decoder, DecoderEvents } from './tile-player.ts';
import { openWebDecoder } from './web-decoder.ts';

/** The decoder that its codec wants, which is known once it is configured. */
export function openDecoder(events: DecoderEvents<VideoFrame>): Decoder {
  let chosen: Decoder | null = null;
  return {
    configure(config) {
      chosen ??= openerOf(config.codec)(events);
      chosen.configure(config);
    },
    decode: (frame) => chosen?.decode(frame),
    waiting: () => chosen?.waiting() ?? 0,
    close: () => chosen?.close(),
  };
}

function openerOf(codec: string): (events: DecoderEvents<VideoFrame>) => Decoder {
  if (codec === mpeg1Codec) return openMpeg1Decoder;
  if (codec === jpegCodec) return openJpegDecoder;
  return openWebDecoder;
}
