import type { StreamFormat } from '../frames.ts';
import { readVideoObjectLayer } from './mpeg4-layer.ts';
import type { LayerSize } from './mpeg4-layer.ts';
import { maxPictureBytes } from './picture-assembler.ts';
import type { OpenAssembler } from './picture-assembler.ts';

/** Start codes of ISO/IEC 14496-2 table 6-3, after their 00 00 01. */
const videoObjectLayerFirst = 0x20;
const videoObjectLayerLast = 0x2f;
const visualObjectSequence = 0xb0;
const videoObjectPlane = 0xb6;

/** MPEG-4 part 2 in RTP (RFC 6416 section 5): an elementary stream, cut anywhere, a picture to a timestamp. */
export function mpeg4Assembler(parameters: ReadonlyMap<string, string>): OpenAssembler {
  return () => {
    let configuration = configurationOf(parameters);
    let format = describe(configuration, parameters);
    let parts: Uint8Array[] = [];
    let partBytes = 0;
    const forget = (): void => {
      parts = [];
      partBytes = 0;
    };
    return {
      forget,

      add(bytes, start, end) {
        if (partBytes + (end - start) > maxPictureBytes) return false;
        parts.push(Uint8Array.from(bytes.subarray(start, end)));
        partBytes += end - start;
        return true;
      },

      finish() {
        const picture = Buffer.concat(parts);
        forget();
        const plane = startCodes(picture).find(({ code }) => code === videoObjectPlane);
        if (plane === undefined) return null;
        const ahead = picture.subarray(0, plane.at);
        const hasLayer = startCodes(ahead).some(({ code }) => isLayer(code));
        if (hasLayer && !ahead.equals(configuration)) {
          configuration = Buffer.from(ahead);
          format = describe(configuration, parameters);
        }
        // vop_coding_type 0 is I.
        const key = (picture[plane.at + 4] ?? 0xff) >> 6 === 0;
        if (configuration.length === 0) return null;
        return { bytes: key && !hasLayer ? Buffer.concat([configuration, picture]) : picture, key, format };
      },
    };
  };
}

function configurationOf(parameters: ReadonlyMap<string, string>): Buffer {
  const written = parameters.get('config') ?? '';
  return /^([0-9a-f]{2}){1,2048}$/i.test(written) ? Buffer.from(written, 'hex') : Buffer.alloc(0);
}

function describe(configuration: Buffer, parameters: ReadonlyMap<string, string>): StreamFormat {
  let size: LayerSize | null = null;
  let profile = Number(parameters.get('profile-level-id') ?? 1);
  for (const { at, code } of startCodes(configuration)) {
    if (code === visualObjectSequence) profile = configuration[at + 4] ?? profile;
    if (isLayer(code)) size ??= readVideoObjectLayer(configuration.subarray(at + 4));
  }
  // RFC 6381 section 3.3: MPEG-4 visual, and its profile and level.
  return { codec: `mp4v.20.${profile}`, width: size?.width ?? null, height: size?.height ?? null };
}

const isLayer = (code: number): boolean => code >= videoObjectLayerFirst && code <= videoObjectLayerLast;

/** Up to the first picture: what follows is coded, and long. */
function startCodes(bytes: Buffer): { at: number; code: number }[] {
  const found = [];
  for (let at = bytes.indexOf(startCodePrefix); at >= 0; at = bytes.indexOf(startCodePrefix, at + 3)) {
    const code = bytes[at + 3];
    if (code === undefined) break;
    found.push({ at, code });
    if (code === videoObjectPlane) break;
  }
  return found;
}

const startCodePrefix = Buffer.of(0, 0, 1);
