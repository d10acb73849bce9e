/** Session descriptions (RFC 8866) as cameras write them: what is missing or broken is left out, nothing is refused. */
export interface SdpMedia {
  /** `video`, `audio`, `application` … */
  type: string;
  /** `RTP/AVP`, upper case. */
  protocol: string;
  payloadType: number;
  /** Upper case, from rtpmap or the payload type's fixed meaning: `H264`, `JPEG`, `PCMA`, `MPEG4-GENERIC`. Empty: unknown. */
  encoding: string;
  /** Ticks of the RTP timestamp a second. */
  clockRate: number;
  /** Of sound; 1 where nothing is said. */
  channels: number;
  /** From fmtp; names in lower case. */
  parameters: ReadonlyMap<string, string>;
  /** `a=control`, as written. */
  control: string | null;
}

export interface Sdp {
  control: string | null;
  media: readonly SdpMedia[];
}

interface Encoding {
  encoding: string;
  clockRate: number;
  channels?: number;
}

interface MediaDraft {
  type: string;
  protocol: string;
  payloadTypes: number[];
  encodings: Map<number, Encoding>;
  formats: Map<number, Map<string, string>>;
  control: string | null;
}

/** RFC 3551 tables 4 and 5, as far as cameras use them. */
const fixedPayloadTypes: ReadonlyMap<number, Encoding> = new Map([
  [0, { encoding: 'PCMU', clockRate: 8000 }],
  [2, { encoding: 'G726-32', clockRate: 8000 }],
  [4, { encoding: 'G723', clockRate: 8000 }],
  [8, { encoding: 'PCMA', clockRate: 8000 }],
  [9, { encoding: 'G722', clockRate: 8000 }],
  [14, { encoding: 'MPA', clockRate: 90_000 }],
  [18, { encoding: 'G729', clockRate: 8000 }],
  [26, { encoding: 'JPEG', clockRate: 90_000 }],
  [31, { encoding: 'H261', clockRate: 90_000 }],
  [32, { encoding: 'MPV', clockRate: 90_000 }],
  [33, { encoding: 'MP2T', clockRate: 90_000 }],
  [34, { encoding: 'H263', clockRate: 90_000 }],
]);

/** More than any camera describes; the rest is not looked at. */
const maxLines = 2000;
const maxMedia = 32;

export function parseSdp(text: string): Sdp {
  let control: string | null = null;
  const drafts: MediaDraft[] = [];
  let media: MediaDraft | null = null;
  for (const line of text.split(/\r?\n|\r/, maxLines)) {
    const value = line.slice(2).trim();
    if (line.startsWith('m=')) {
      if (drafts.length === maxMedia) break;
      media = parseMediaLine(value);
      drafts.push(media);
    } else if (line.startsWith('a=control:')) {
      const written = value.slice('control:'.length).trim();
      if (media === null) control ??= written;
      else media.control ??= written;
    } else if (media !== null && line.startsWith('a=rtpmap:')) readRtpMap(value, media);
    else if (media !== null && line.startsWith('a=fmtp:')) readFormat(value, media);
  }
  return { control, media: drafts.map(finish) };
}

function parseMediaLine(value: string): MediaDraft {
  const [type = '', , protocol = '', ...formats] = value.split(/\s+/);
  return {
    type: type.toLowerCase(),
    protocol: protocol.toUpperCase(),
    payloadTypes: formats.map(Number).filter((pt) => Number.isInteger(pt) && pt >= 0 && pt <= 127),
    encodings: new Map(),
    formats: new Map(),
    control: null,
  };
}

function readRtpMap(value: string, media: MediaDraft): void {
  const match = /^rtpmap:\s*(\d{1,3})\s+([^/\s]+)(?:\s*\/\s*(\d{1,9}))?(?:\s*\/\s*(\d{1,2}))?/i.exec(value);
  if (match === null) return;
  const rate = Number(match[3] ?? 0);
  media.encodings.set(Number(match[1]), {
    encoding: (match[2] ?? '').toUpperCase(),
    clockRate: rate > 0 ? rate : 90_000,
    channels: Math.max(1, Number(match[4] ?? 1)),
  });
}

function readFormat(value: string, media: MediaDraft): void {
  const match = /^fmtp:\s*(\d{1,3})\s+(.*)$/i.exec(value);
  if (match === null) return;
  const payloadType = Number(match[1]);
  const parameters = media.formats.get(payloadType) ?? new Map<string, string>();
  for (const part of (match[2] ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0) parameters.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim());
  }
  media.formats.set(payloadType, parameters);
}

/** One payload type a media: the first whose encoding is known, else the first. */
function finish(draft: MediaDraft): SdpMedia {
  const described = draft.payloadTypes.find((pt) => draft.encodings.has(pt));
  // Some cameras write a payload type into rtpmap that the m line does not name.
  const payloadType = described ?? draft.encodings.keys().next().value ?? draft.payloadTypes[0] ?? 96;
  const known = draft.encodings.get(payloadType) ?? fixedPayloadTypes.get(payloadType);
  return {
    type: draft.type,
    protocol: draft.protocol,
    payloadType,
    encoding: known?.encoding ?? '',
    clockRate: known?.clockRate ?? 90_000,
    channels: known?.channels ?? 1,
    parameters: draft.formats.get(payloadType) ?? new Map(),
    control: draft.control,
  };
}

/** NAL units of `sprop-parameter-sets` and its H.265 sisters; what is no Base64 is left out. */
export function decodeParameterSets(text: string | undefined): Uint8Array[] {
  if (text === undefined) return [];
  return text
    .split(',')
    .map((part) => part.trim().replace(/^"|"$/g, ''))
    .filter((part) => part.length > 0 && part.length < 8192 && /^[A-Za-z0-9+/=_-]+$/.test(part))
    .map((part) => new Uint8Array(Buffer.from(part, 'base64')))
    .filter((bytes) => bytes.length > 1);
}

/**
 * The address a control attribute means. RFC 2326 C.1.1 would resolve it like a link; every camera and client appends
 * it to the base instead, whatever the base ends in.
 */
export function controlUrl(base: string, control: string | null): string {
  if (control === null || control === '' || control === '*') return base;
  if (/^rtspu?:\/\//i.test(control)) return control;
  if (control.startsWith('?') || base.endsWith('/') || control.startsWith('/')) {
    return base.endsWith('/') && control.startsWith('/') ? base + control.slice(1) : base + control;
  }
  return `${base}/${control}`;
}
