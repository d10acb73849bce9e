import type { Secrets } from '../system/secrets.ts';
import type { StoredAddress } from './camera-store.ts';
import { parseRtspAddress } from './rtsp/rtsp-address.ts';
import type { RtspAddress } from './rtsp/rtsp-address.ts';

/** Null when the text is no rtsp: address. */
export function sealAddress(text: string, secrets: Secrets): StoredAddress | null {
  const parsed = parseRtspAddress(text);
  if (parsed === null) return null;
  return { address: parsed.url, sealed: parsed.credentials === null ? null : secrets.seal(text.trim()) };
}

/**
 * The address to connect to. When the seal cannot be opened (another station's key) the camera is tried without user
 * and password, so that its tile says what to do: enter the password again. Null when even that is no address.
 */
export function openAddress(stored: StoredAddress, secrets: Secrets): RtspAddress | null {
  const bare = parseRtspAddress(stored.address);
  if (stored.sealed === null) return bare;
  try {
    return parseRtspAddress(secrets.open(stored.sealed)) ?? bare;
  } catch {
    return bare;
  }
}

/**
 * An address as an admin left it in the form, where passwords are never shown: one without user keeps the password
 * stored for the same host and port, and only for that.
 */
export function keepPassword(given: string, stored: StoredAddress | null, secrets: Secrets): StoredAddress | null {
  const sealed = sealAddress(given, secrets);
  if (sealed === null || sealed.sealed !== null || stored?.sealed == null) return sealed;
  const old = openAddress(stored, secrets);
  const wanted = parseRtspAddress(given);
  if (old?.credentials == null || old.host !== wanted?.host || old.port !== wanted.port) return sealed;
  const { username, password } = old.credentials;
  const user = `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  return { address: wanted.url, sealed: secrets.seal(wanted.url.replace('rtsp://', `rtsp://${user}`)) };
}

export function sameAddress(one: RtspAddress | null, other: RtspAddress | null): boolean {
  return (
    one?.url === other?.url &&
    one?.credentials?.username === other?.credentials?.username &&
    one?.credentials?.password === other?.credentials?.password
  );
}
