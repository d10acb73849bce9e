/** AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1): what an AAC decoder must know before the first access unit. */
import { PlainBits } from './plain-bits.ts';

export interface AudioConfig {
  /** 2 AAC-LC, 5 with SBR, 29 with SBR and PS (table 1.17). */
  objectType: number;
  /** Of the core coder, samples a second. */
  sampleRate: number;
  channels: number;
  /** Samples of the core coder in an access unit. */
  samplesPerUnit: number;
  bytes: Uint8Array;
}

/** Table 1.18. */
const sampleRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
];
const escapeIndex = 15;
/** Table 1.19; 0 means that the channels are described elsewhere, which no camera does. */
const channelCounts: readonly (number | undefined)[] = [undefined, 1, 2, 3, 4, 5, 6, 8];

const sbr = 5;
const parametricStereo = 29;

/** Null: broken, or of a kind whose configuration reads otherwise. */
export function parseAudioConfig(bytes: Uint8Array): AudioConfig | null {
  return readAudioConfig(new PlainBits(bytes));
}

/** StreamMuxConfig (table 1.42) of one programme with one layer, as RFC 6416 sends it; null: anything else. */
export function parseStreamMuxConfig(bytes: Uint8Array): { config: AudioConfig; subFrames: number } | null {
  const bits = new PlainBits(bytes);
  const version = bits.bit();
  const sameFraming = bits.bit();
  const subFrames = bits.bits(6) + 1;
  const programmes = bits.bits(4) + 1;
  const layers = bits.bits(3) + 1;
  if (version !== 0 || sameFraming !== 1 || programmes !== 1 || layers !== 1) return null;
  const config = readAudioConfig(bits);
  if (config === null) return null;
  // frameLengthType 0: every unit has its length in front. GStreamer's configuration ends before it.
  const lengthType = bits.bits(3);
  return lengthType !== 0 && !bits.overrun ? null : { config, subFrames };
}

/** AAC-LC, for a camera that describes its rate and channels and nothing else. */
export function plainAacConfig(sampleRate: number, channels: number): AudioConfig | null {
  const index = sampleRates.indexOf(sampleRate);
  const channelIndex = channelCounts.indexOf(channels);
  if (index < 0 || channelIndex < 1) return null;
  const bits = (2 << 11) | (index << 7) | (channelIndex << 3);
  return parseAudioConfig(Uint8Array.of(bits >> 8, bits & 0xff));
}

function readAudioConfig(bits: PlainBits): AudioConfig | null {
  const from = bits.at;
  const objectType = readObjectType(bits);
  const sampleRate = readSampleRate(bits);
  const channels = channelCounts[bits.bits(4)];
  let coreType = objectType;
  if (objectType === sbr || objectType === parametricStereo) {
    readSampleRate(bits);
    coreType = readObjectType(bits);
  }
  // GASpecificConfig, table 4.1.
  const isShort = bits.bit() === 1;
  if (bits.bit() === 1) bits.bits(14);
  bits.bit();
  const isKnown = coreType === 2 && channels !== undefined && sampleRate >= 1 && sampleRate <= 96_000;
  if (bits.overrun || !isKnown) return null;
  const samplesPerUnit = isShort ? 960 : 1024;
  return { objectType, sampleRate, channels, samplesPerUnit, bytes: bits.slice(from, bits.at) };
}

function readObjectType(bits: PlainBits): number {
  const type = bits.bits(5);
  return type === 31 ? 32 + bits.bits(6) : type;
}

function readSampleRate(bits: PlainBits): number {
  const index = bits.bits(4);
  return index === escapeIndex ? bits.bits(24) : (sampleRates[index] ?? 0);
}
