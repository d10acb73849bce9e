import { countyUrlProblem } from './http-exchange.ts';

export interface ReceiveRules {
  /** The platform's own address. */
  base: URL;
  /** `host` or `host:port` that are the platform's as well. */
  hosts: readonly string[];
  allowPlain: boolean;
}

/**
 * Where an address that a platform names (ReceiveAddr) leads: the whole address, or null when it is not the platform's.
 * A stranger's host is never called, whoever names it: what we send would go there. `usualPath`: for an address without
 * a path.
 */
export function receiveRoute(
  address: string,
  usualPath: string,
  { base, hosts, allowPlain }: ReceiveRules,
): string | null {
  const url = parse(address.trim(), base);
  if (url === null || countyUrlProblem(url.href, allowPlain) !== null) return null;
  const own = url.origin === base.origin;
  if (!own && !hosts.some((host) => hostOf(url.protocol, host) === url.host)) return null;
  url.hash = '';
  if (url.pathname === '/') url.pathname = own ? pathUnder(base, usualPath) : usualPath;
  return url.href;
}

/** A path of the standard below the address under which the platform has it. */
export function pathUnder(base: URL, path: string): string {
  return base.pathname.replace(/\/$/, '') + path;
}

/** `http://127.0.0.1:8080/x`, `127.0.0.1:8080/x`, and `/x` at the platform's own. */
function parse(address: string, base: URL): URL | null {
  const whole = /^\/(?!\/)/.test(address)
    ? new URL(base.origin).href.replace(/\/$/, '') + address
    : address.includes('://')
      ? address
      : `${base.protocol}//${address}`;
  return URL.canParse(whole) ? new URL(whole) : null;
}

function hostOf(protocol: string, host: string): string | null {
  return URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`).host : null;
}
