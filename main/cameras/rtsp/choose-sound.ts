import type { SoundFormat } from '#contract/sound.ts';
import { aLawCodec, muLawCodec } from '#contract/sound.ts';
import { AacUnpacker, aacFraming } from './aac-unpacker.ts';
import { parseAudioConfig, parseStreamMuxConfig, plainAacConfig } from './audio-config.ts';
import type { AudioConfig } from './audio-config.ts';
import { LatmUnpacker } from './latm-unpacker.ts';
import type { Sdp, SdpMedia } from './sdp.ts';
import { g711Unpacker } from './sound-unpacker.ts';
import type { SoundUnpacker } from './sound-unpacker.ts';

export type SoundChoice =
  | { choice: 'sound'; media: SdpMedia; clockRate: number; format: SoundFormat; openUnpacker: () => SoundUnpacker }
  | { choice: 'unknown-codec'; codec: string }
  | { choice: 'none' };

/** How people call what the registry of RTP payload formats calls otherwise. */
const codecNames: readonly (readonly [RegExp, string])[] = [
  [/^G726|^AAL2-G726/, 'G.726'],
  [/^G722/, 'G.722'],
  [/^G723/, 'G.723'],
  [/^G728/, 'G.728'],
  [/^G729/, 'G.729'],
  [/^MPA$/, 'MPEG audio'],
  [/^OPUS$/, 'Opus'],
  [/^(MPEG4-GENERIC|MP4A-LATM)$/, 'AAC'],
];

/** WebCodecs registers these kinds of AAC; consoles can have no other decoded. */
const knownObjectTypes: readonly number[] = [2, 5, 29];

/** The sound to set up beside the picture: the first that can be taken apart and heard. */
export function chooseSound(sdp: Sdp): SoundChoice {
  // SAVP is encrypted and wants keys we do not have.
  const sounds = sdp.media.filter(({ type, protocol }) => type === 'audio' && /^RTP\/AVPF?(\/TCP)?$/.test(protocol));
  for (const media of sounds) {
    const usable = receivable({ ...media, protocol: media.protocol.replace(/\/TCP$/, '') });
    if (usable !== null) return usable;
  }
  const [first] = sounds;
  if (first === undefined) return { choice: 'none' };
  const name = codecNames.find(([pattern]) => pattern.test(first.encoding))?.[1] ?? first.encoding;
  return { choice: 'unknown-codec', codec: name.slice(0, 40) };
}

function receivable(media: SdpMedia): SoundChoice | null {
  switch (media.encoding) {
    case 'PCMA':
      return g711(media, aLawCodec);
    case 'PCMU':
      return g711(media, muLawCodec);
    case 'MPEG4-GENERIC':
      return aacGeneric(media);
    case 'MP4A-LATM':
      return aacLatm(media);
    default:
      return null;
  }
}

function g711(media: SdpMedia, codec: string): SoundChoice {
  // Any rate may be described (RFC 3551 4.5.14); what no G.711 has is a rate left out and filled in by the parser.
  const sampleRate = media.clockRate >= 4000 && media.clockRate <= 48_000 ? media.clockRate : 8000;
  const channels = Math.min(media.channels, 2);
  const format = { codec, sampleRate, channels, config: '' };
  return { choice: 'sound', media, clockRate: sampleRate, format, openUnpacker: () => g711Unpacker };
}

function aacGeneric(media: SdpMedia): SoundChoice | null {
  const mode = media.parameters.get('mode')?.toLowerCase() ?? 'aac-hbr';
  if (mode !== 'aac-hbr' && mode !== 'aac-lbr') return null;
  const written = fromHex(media.parameters.get('config'));
  const config = written === null ? plainAacConfig(media.clockRate, media.channels) : parseAudioConfig(written);
  if (config === null) return null;
  const framing = aacFraming(media.parameters, ticksPerUnit(config, media));
  return framing === null ? null : aac(media, config, () => new AacUnpacker(framing));
}

function aacLatm(media: SdpMedia): SoundChoice | null {
  // RFC 6416 section 7.3: with 1, the configuration comes with the units, not byte-aligned.
  if (media.parameters.get('cpresent') === '1') return null;
  const mux = parseStreamMuxConfig(fromHex(media.parameters.get('config')) ?? new Uint8Array());
  if (mux === null) return null;
  const { config, subFrames } = mux;
  return aac(media, config, () => new LatmUnpacker({ subFrames, ticksPerUnit: ticksPerUnit(config, media) }));
}

function aac(media: SdpMedia, config: AudioConfig, openUnpacker: () => SoundUnpacker): SoundChoice | null {
  const { objectType, sampleRate, channels } = config;
  if (!knownObjectTypes.includes(objectType)) return null;
  const codec = `mp4a.40.${objectType}`;
  const format = { codec, sampleRate, channels, config: Buffer.from(config.bytes).toString('base64') };
  return { choice: 'sound', media, clockRate: media.clockRate, format, openUnpacker };
}

const ticksPerUnit = (config: AudioConfig, media: SdpMedia): number =>
  Math.round((config.samplesPerUnit * media.clockRate) / config.sampleRate);

function fromHex(text: string | undefined): Uint8Array | null {
  const written = text?.replace(/^"|"$/g, '') ?? '';
  return /^([0-9a-f]{2}){1,64}$/i.test(written) ? new Uint8Array(Buffer.from(written, 'hex')) : null;
}
