/** Whether a request may have been made by a page that is not ours: DNS rebinding, cross-site requests. Pure. */
import { isIP } from 'node:net';

export interface RequestFacts {
  method: string;
  isUpgrade: boolean;
  /** `Host`, or undefined when there is none. */
  host: string | undefined;
  /** `Origin`; browsers send it with every WebSocket and with every request that is not GET or HEAD. */
  origin: string | undefined;
  /** `Sec-Fetch-Site`; only browsers send it. */
  fetchSite: string | undefined;
  hasCookie: boolean;
  /** Whether it asks for data; opening the console from a link elsewhere is fine. */
  wantsData: boolean;
  /** The address of ours the connection came in on. */
  localAddress: string | undefined;
}

export interface OwnAddress {
  secure: boolean;
  /** Names besides the loopback ones by which this station may be called, lower case, without port. */
  allowedHosts: readonly string[];
}

export type Refusal = 'foreign-host' | 'foreign-origin' | 'no-origin';

/** Null: let it pass. */
export function refusalOf(request: RequestFacts, own: OwnAddress): Refusal | null {
  const host = parseHost(request.host);
  if (host === null || !isOwnName(host.name, request.localAddress, own)) return 'foreign-host';
  const { origin } = request;
  const isSafe = (request.method === 'GET' || request.method === 'HEAD') && !request.isUpgrade;
  if (origin !== undefined) {
    const expected = `${own.secure ? 'https' : 'http'}://${host.text}`;
    return origin.toLowerCase() === expected ? null : 'foreign-origin';
  }
  if (request.isUpgrade || (!isSafe && request.hasCookie)) return 'no-origin';
  // Cookies know no ports: another program's page on this machine counts as the same site, and only this header tells.
  const isForeignFetch = !['same-origin', 'none', undefined].includes(request.fetchSite);
  return request.wantsData && isForeignFetch ? 'foreign-origin' : null;
}

/** An IPv4 or IPv6 address of this machine itself, or its name. */
export function isLoopback(name: string): boolean {
  const address = plainAddress(name);
  return address === 'localhost' || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
}

/** Without the brackets of a URL and the `::ffff:` of IPv4 in IPv6. */
export function plainAddress(address: string): string {
  return address.replace(/^\[(.*)\]$/, '$1').replace(/^::ffff:(?=\d+\.)/i, '');
}

function isOwnName(name: string, localAddress: string | undefined, own: OwnAddress): boolean {
  if (isLoopback(name) || own.allowedHosts.includes(name)) return true;
  // An address, unlike a name, cannot be made to point elsewhere later.
  return (
    isIP(plainAddress(name)) !== 0 && localAddress !== undefined && plainAddress(name) === plainAddress(localAddress)
  );
}

function parseHost(host: string | undefined): { text: string; name: string } | null {
  const text = host?.toLowerCase();
  const match = text === undefined ? null : /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/.exec(text);
  return text === undefined || match?.[1] === undefined ? null : { text, name: match[1] };
}
