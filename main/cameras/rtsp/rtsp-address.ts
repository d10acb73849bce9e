/** Where a camera is, taken apart once: what goes on the wire, and what never does. */
export interface Credentials {
  username: string;
  password: string;
}

export interface RtspAddress {
  /** Without the brackets of an IPv6 address. */
  host: string;
  port: number;
  /** Percent-decoded; null when the address names no user. */
  credentials: Credentials | null;
  /** The address without user and password, as it goes into requests, logs and onto the screen. */
  url: string;
}

const defaultPort = 554;

/**
 * Null when the text is no `rtsp:` address. People paste passwords unescaped, so that `@`, `:`, `/`, `?` and `#` in
 * one are understood as long as only one reading gives a host with a proper port.
 */
export function parseRtspAddress(text: string): RtspAddress | null {
  const match = /^rtsp:\/\/(.+)$/is.exec(text.trim());
  const rest = match?.[1];
  // A control character could end the request line and start a header of its own.
  if (rest === undefined || hasControlCharacter(rest)) return null;
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const at = authority.lastIndexOf('@');
  const plain = build(at < 0 ? null : authority.slice(0, at), rest.slice(at + 1));
  if (plain !== null) return plain;
  for (let later = rest.lastIndexOf('@'); later > 0; later = rest.lastIndexOf('@', later - 1)) {
    const found = build(rest.slice(0, later), rest.slice(later + 1));
    if (found !== null) return found;
  }
  return null;
}

function build(userInfo: string | null, rest: string): RtspAddress | null {
  const match = /^(\[[0-9a-f:.%]+\]|[^\s/?#:@[\]]+)(?::(\d{1,5})?)?([/?#].*)?$/is.exec(rest);
  if (match === null) return null;
  const [, bracketed = '', portText, path = ''] = match;
  const port = portText === undefined ? defaultPort : Number(portText);
  if (port < 1 || port > 65535) return null;
  const authority = portText === undefined ? bracketed : `${bracketed}:${port}`;
  return {
    host: bracketed.replace(/^\[|\]$/g, '').toLowerCase(),
    port,
    credentials: userInfo === null ? null : credentialsOf(userInfo),
    url: toAscii(`rtsp://${authority}${path}`),
  };
}

function credentialsOf(userInfo: string): Credentials {
  const colon = userInfo.indexOf(':');
  if (colon < 0) return { username: percentDecode(userInfo), password: '' };
  return { username: percentDecode(userInfo.slice(0, colon)), password: percentDecode(userInfo.slice(colon + 1)) };
}

/** A `%` that starts no escape stands for itself. */
function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([0-9a-f]{2})/gi, (escape) => {
      try {
        return decodeURIComponent(escape);
      } catch {
        return escape;
      }
    });
  }
}

/** Request lines are ASCII; what is already escaped stays as it is. */
function toAscii(url: string): string {
  return url.replace(/[^\x21-\x7e]+/g, (part) => encodeURIComponent(part.toWellFormed()));
}

function hasControlCharacter(text: string): boolean {
  return /[\x00-\x1f\x7f]/.test(text);
}

/** An address a peer gave us (Location, Content-Base, control), without any user and password in it. */
export function withoutCredentials(url: string): string {
  return parseRtspAddress(url)?.url ?? url.replace(/^(rtsp:\/\/)[^/?#]*@/i, '$1');
}

/** 127.0.0.0/8, ::1 and the name for them. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host) || /^::ffff:127\./.test(host);
}
