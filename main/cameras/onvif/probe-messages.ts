/** WS-Discovery (April 2005, as ONVIF Core names it): the question, and the reading of an answer. Pure. */
import { onvifAddress } from '#contract/onvif.ts';
import type { DiscoveredDevice } from '#contract/onvif.ts';
import { asFailure, tidy } from './onvif-failure.ts';
import { readSoapBody } from './soap-answer.ts';
import type { XmlNode } from './xml-node.ts';

/** Where devices listen: IPv4 multicast, WS-Discovery section 2.4. */
export const discoveryGroup = '239.255.255.250';
export const discoveryPort = 3702;

/** Old devices answer to the first type, those that are no encoder to the second. */
export const probedTypes = [
  { prefix: 'dn', name: 'NetworkVideoTransmitter', namespace: 'http://www.onvif.org/ver10/network/wsdl' },
  { prefix: 'tds', name: 'Device', namespace: 'http://www.onvif.org/ver10/device/wsdl' },
] as const;

/** `messageId`: a UUID without prefix, new for every probe. */
export function probeMessage(messageId: string, type: (typeof probedTypes)[number]): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"' +
    ' xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"' +
    ` xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:${type.prefix}="${type.namespace}">` +
    `<e:Header><w:MessageID>uuid:${messageId}</w:MessageID>` +
    '<w:To e:mustUnderstand="true">urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>' +
    '<w:Action e:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header>' +
    `<e:Body><d:Probe><d:Types>${type.prefix}:${type.name}</d:Types></d:Probe></e:Body></e:Envelope>`
  );
}

export interface ProbeAnswer extends Omit<DiscoveredDevice, 'cameraId'> {
  /** Hosts the device says it has. */
  hosts: readonly string[];
}

/**
 * The devices of one datagram; null when it is no answer to us. The host is the one it came from, whatever the device
 * writes: an answer must not send us, and a password, to somebody else.
 */
export function readProbeAnswer(
  datagram: Uint8Array,
  from: string,
  messageIds: readonly string[],
): ProbeAnswer[] | null {
  const xml = Buffer.from(datagram).toString('utf8');
  const lower = xml.toLowerCase();
  if (!messageIds.some((id) => lower.includes(id))) return null;
  try {
    const matches = readSoapBody(xml).child('probeMatches').children('probeMatch').slice(0, 16);
    const devices = matches.flatMap((match) => deviceOf(match, from) ?? []);
    return devices.length > 0 ? devices : null;
  } catch (error) {
    asFailure(error);
    return null;
  }
}

function deviceOf(match: XmlNode, from: string): ProbeAnswer | null {
  const endpoint = tidy(match.child('endpointReference', 'address').text, 256);
  const addresses = match
    .child('XAddrs')
    .text.split(/\s+/)
    .slice(0, 16)
    .filter((text) => URL.canParse(text))
    .map((text) => new URL(text))
    .filter(({ protocol }) => protocol === 'http:');
  const own = addresses.find(({ hostname }) => hostname === from) ?? addresses[0];
  if (endpoint === '' || own === undefined) return null;
  const address = onvifAddress.safeParse({
    host: from,
    port: own.port === '' ? 80 : Number(own.port),
    path: own.pathname,
  });
  if (!address.success) return null;
  const scopes = match.child('scopes').text.split(/\s+/).slice(0, 64);
  return {
    endpoint,
    ...address.data,
    name: scopeOf(scopes, 'name'),
    hardware: scopeOf(scopes, 'hardware'),
    location: scopeOf(scopes, 'location'),
    hosts: addresses.map(({ hostname }) => hostname),
  };
}

/** ONVIF Core, "Scope parameters": onvif://www.onvif.org/<kind>/<percent-encoded value>. */
function scopeOf(scopes: readonly string[], kind: string): string | null {
  const prefix = `onvif://www.onvif.org/${kind}/`;
  const found = scopes.find((scope) => scope.toLowerCase().startsWith(prefix))?.slice(prefix.length);
  if (found === undefined || found === '') return null;
  try {
    return tidy(decodeURIComponent(found), 128);
  } catch {
    return tidy(found, 128);
  }
}
