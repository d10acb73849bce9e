import { isLoopback, parseRtspAddress } from './rtsp-address.ts';
import type { RtspAddress } from './rtsp-address.ts';
import { RtspFailure } from './rtsp-failure.ts';

/**
 * Where a redirect leads. Our password goes along only to the host it was given for; another scheme, or a camera that
 * sends us to this very machine, is refused.
 */
export function followRedirect(from: RtspAddress, location: string | null, remoteAddress: string | null): RtspAddress {
  if (location === null) throw new RtspFailure('protocol', 'a redirect that says not where to');
  const to = parseRtspAddress(location);
  if (to === null) {
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(location)?.[1] ?? 'nowhere';
    throw new RtspFailure('not-secure', `redirected to ${scheme}:`);
  }
  const fromHere = isLoopback(from.host) || (remoteAddress !== null && isLoopback(remoteAddress));
  if (isLoopback(to.host) && !fromHere) throw new RtspFailure('not-secure', 'redirected to this machine');
  return { ...to, credentials: to.host === from.host ? from.credentials : null };
}
