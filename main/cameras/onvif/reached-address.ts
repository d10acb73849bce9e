/** Addresses a device gives us, turned into ones we can reach. Pure. */
import { parseRtspAddress } from '../rtsp/rtsp-address.ts';

/**
 * A stream's address on the host at which the device answers us, without user and password. A device behind NAT, or one
 * that was moved, names a host of its own. Null when it is no `rtsp:` address.
 */
export function reachedStream(given: string, host: string): string | null {
  const parsed = parseRtspAddress(given);
  if (parsed === null) return null;
  const rest = /^rtsp:\/\/[^/?#]*(.*)$/i.exec(parsed.url)?.[1] ?? '';
  const address = `rtsp://${inUrl(host)}${parsed.port === 554 ? '' : `:${parsed.port}`}${rest}`;
  return parseRtspAddress(address)?.url ?? null;
}

export function withCredentials(address: string, user: string, password: string): string {
  if (user === '') return address;
  return address.replace('rtsp://', () => `rtsp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@`);
}

export interface SnapshotPlace {
  port: number;
  /** With the query. */
  path: string;
}

/** Where to ask for snapshots, on the device's own host whatever host it names. Null when it is no `http:` address. */
export function snapshotPlace(given: string): SnapshotPlace | null {
  if (!URL.canParse(given)) return null;
  const { protocol, port, pathname, search } = new URL(given);
  return protocol === 'http:' ? { port: port === '' ? 80 : Number(port), path: pathname + search } : null;
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
