import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { randomUUID } from 'node:crypto';

export interface DiscoveryPeerOptions {
  group: string;
  port: number;
  endpoint: string;
  /** XAddrs, separated by spaces. */
  address: string;
  scopes: readonly string[];
}

/** Answers probes as a device does: WS-Discovery of April 2005, multicast in, unicast out. */
export class DiscoveryPeer {
  readonly #options: DiscoveryPeerOptions;
  readonly #socket: Socket = createSocket({ type: 'udp4', reuseAddr: true });
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: DiscoveryPeerOptions) {
    this.#options = options;
    this.#socket.on('message', (datagram, from) => this.#answer(datagram.toString('utf8'), from));
  }

  /** On the loopback interface. */
  async start(): Promise<void> {
    const { group, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.bind(port, group, resolve);
    });
    this.#socket.addMembership(group, '127.0.0.1');
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #answer(probe: string, { port, address }: RemoteInfo): void {
    if (!probe.includes('http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe')) return;
    const asked = /MessageID>([^<]+)</.exec(probe)?.[1];
    if (asked === undefined || !/NetworkVideoTransmitter|tds:Device/.test(probe)) return;
    // WS-Discovery, APP_MAX_DELAY: not all at once. Shorter here than the 500 ms devices take.
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#socket.send(probeMatches(asked, this.#options), port, address);
    }, Math.random() * 50);
    this.#timers.add(timer);
  }
}

export function probeMatches(
  relatesTo: string,
  { endpoint, address, scopes }: Pick<DiscoveryPeerOptions, 'endpoint' | 'address' | 'scopes'>,
): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"' +
    ' xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"' +
    ' xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><SOAP-ENV:Header>' +
    `<wsa:MessageID>urn:uuid:${randomUUID()}</wsa:MessageID><wsa:RelatesTo>${relatesTo}</wsa:RelatesTo>` +
    '<wsa:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:To>' +
    '<wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</wsa:Action></SOAP-ENV:Header>' +
    '<SOAP-ENV:Body><d:ProbeMatches><d:ProbeMatch><wsa:EndpointReference>' +
    `<wsa:Address>${endpoint}</wsa:Address></wsa:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types>` +
    `<d:Scopes>${scopes.join(' ')}</d:Scopes><d:XAddrs>${address}</d:XAddrs>` +
    '<d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></SOAP-ENV:Body></SOAP-ENV:Envelope>'
  );
}
