import { networkInterfaces } from 'node:os';
import type { OnvifInterface } from '#contract/onvif.ts';

/** IPv4 addresses of this machine, the loopback last: WS-Discovery of cameras is IPv4 in practice. */
export function localInterfaces(): OnvifInterface[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family }) => family === 'IPv4')
      .map(({ address, netmask, internal }) => ({ name, address, netmask, internal })),
  );
  return all
    .sort((a, b) => Number(a.internal) - Number(b.internal))
    .map(({ name, address, netmask }) => ({ name, address, netmask }));
}
