import { h264Codec } from './h264-codec.ts';
import { h265Codec } from './h265-codec.ts';
import { openJpegAssembler } from './jpeg-assembler.ts';
import { mpeg4Assembler } from './mpeg4-assembler.ts';
import type { NalCodec } from './nal-codec.ts';
import type { OpenAssembler } from './picture-assembler.ts';
import { decodeParameterSets } from './sdp.ts';
import type { Sdp, SdpMedia } from './sdp.ts';

export type VideoChoice =
  | { choice: 'video'; media: SdpMedia; codec: NalCodec; parameterSets: readonly Uint8Array[] }
  | { choice: 'pictures'; media: SdpMedia; openAssembler: OpenAssembler }
  | { choice: 'unplayable'; codec: string }
  | { choice: 'none'; detail: string };

/** How people call what the registry of RTP payload formats calls otherwise. */
const codecNames: Readonly<Record<string, string>> = {
  MPV: 'MPEG-2',
  MP2T: 'MPEG-TS',
  MP1S: 'MPEG-1',
  H263: 'H.263',
  'H263-1998': 'H.263',
  H261: 'H.261',
  H266: 'H.266',
};

/** The media to set up; everything else a camera describes (metadata, a second picture; for sound see chooseSound) is left alone. */
export function chooseVideo(sdp: Sdp): VideoChoice {
  const videos = sdp.media.filter((media) => media.type === 'video');
  const first = videos[0];
  if (first === undefined) {
    const others = sdp.media.map((media) => media.type).join(', ');
    return { choice: 'none', detail: others === '' ? 'no media described' : `only ${others} described` };
  }
  // SAVP is encrypted and wants keys we do not have.
  const open = videos.filter((media) => /^RTP\/AVPF?(\/TCP)?$/.test(media.protocol));
  for (const media of open) {
    const usable = receivable(media);
    if (usable !== null) return usable;
  }
  for (const media of open) {
    const usable = receivableAsPictures(media);
    if (usable !== null) return usable;
  }
  const offered = open[0];
  if (offered === undefined) return { choice: 'none', detail: `transport ${first.protocol}` };
  if (offered.encoding === 'H264' || offered.encoding === 'H265' || offered.encoding === 'HEVC') {
    return { choice: 'none', detail: `${offered.encoding} in interleaved order` };
  }
  return { choice: 'unplayable', codec: codecNames[offered.encoding] ?? (offered.encoding || 'unknown') };
}

function receivable(media: SdpMedia): VideoChoice | null {
  const plain = withPlainProtocol(media);
  if (media.encoding === 'H264') {
    // Mode 2 sends NAL units out of order (RFC 6184 section 6.4); no camera is known to.
    if (media.parameters.get('packetization-mode') === '2') return null;
    const parameterSets = decodeParameterSets(media.parameters.get('sprop-parameter-sets'));
    return { choice: 'video', media: plain, codec: h264Codec, parameterSets };
  }
  if (media.encoding === 'H265' || media.encoding === 'HEVC') {
    if (Number(media.parameters.get('sprop-max-don-diff') ?? 0) > 0) return null;
    const parameterSets = ['sprop-vps', 'sprop-sps', 'sprop-pps'].flatMap((name) =>
      decodeParameterSets(media.parameters.get(name)),
    );
    return { choice: 'video', media: plain, codec: h265Codec, parameterSets };
  }
  return null;
}

/** What consoles decode otherwise, or have transcoded for them. */
function receivableAsPictures(media: SdpMedia): VideoChoice | null {
  const plain = withPlainProtocol(media);
  if (media.encoding === 'JPEG') return { choice: 'pictures', media: plain, openAssembler: openJpegAssembler };
  if (media.encoding === 'MP4V-ES') {
    return { choice: 'pictures', media: plain, openAssembler: mpeg4Assembler(media.parameters) };
  }
  return null;
}

const withPlainProtocol = (media: SdpMedia): SdpMedia => ({
  ...media,
  protocol: media.protocol.replace(/\/TCP$/, ''),
});
