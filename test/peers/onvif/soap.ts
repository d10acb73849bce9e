/** SOAP 1.2 as the stand-in writes it and reads it. Reads with patterns of its own, so that it shares no parser with us. */
import { createHash } from 'node:crypto';

export const namespaces = {
  device: 'http://www.onvif.org/ver10/device/wsdl',
  media: 'http://www.onvif.org/ver10/media/wsdl',
  media2: 'http://www.onvif.org/ver20/media/wsdl',
  ptz: 'http://www.onvif.org/ver20/ptz/wsdl',
} as const;

export interface Asked {
  action: string;
  namespace: string;
  /** The text of the first element of the name in the body, entities undone; null when there is none. */
  text(name: string): string | null;
  /** Attributes of the first element of the name; null when there is none. */
  attributes(name: string): Map<string, string> | null;
  token: UsernameToken | null;
}

export interface UsernameToken {
  username: string;
  digest: string;
  nonce: Buffer;
  created: string;
}

const undo = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Null when it is no SOAP 1.2 message with one element in its body. */
export function readAsked(xml: string): Asked | null {
  if (!/<(\w+:)?Envelope\b[^>]*xmlns(:\w+)?="http:\/\/www\.w3\.org\/2003\/05\/soap-envelope"/.test(xml)) return null;
  const body = /<(?:\w+:)?Body\b[^>]*>([\s\S]*)<\/(?:\w+:)?Body>/.exec(xml)?.[1]?.trim();
  const first = body === undefined ? null : /^<(\w+)\s[^>]*?xmlns="([^"]+)"/.exec(body);
  if (body === undefined || first === null) return null;
  const text = (within: string, name: string): string | null => {
    const found = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)</(?:\\w+:)?${name}>`).exec(within)?.[1];
    return found === undefined ? null : undo(found);
  };
  const header = /<(?:\w+:)?Header\b[^>]*>([\s\S]*)<\/(?:\w+:)?Header>/.exec(xml)?.[1] ?? '';
  const [username, digest, nonce, created] = ['Username', 'Password', 'Nonce', 'Created'].map((n) => text(header, n));
  return {
    action: first[1]!,
    namespace: first[2]!,
    text: (name) => text(body, name),
    attributes(name) {
      const found = new RegExp(`<(?:\\w+:)?${name}((?:\\s[^>]*?)?)/?>`).exec(body)?.[1];
      if (found === undefined) return null;
      return new Map([...found.matchAll(/([\w:]+)="([^"]*)"/g)].map((match) => [match[1]!, undo(match[2]!)]));
    },
    token:
      username == null || digest == null || nonce == null || created == null
        ? null
        : { username, digest, nonce: Buffer.from(nonce, 'base64'), created },
  };
}

/** WS-Security UsernameToken Profile 1.0: Base64 ( SHA-1 ( nonce + created + password ) ). */
export function provesPassword(token: UsernameToken, password: string): boolean {
  const bytes = Buffer.concat([token.nonce, Buffer.from(token.created, 'utf8'), Buffer.from(password, 'utf8')]);
  return createHash('sha1').update(bytes).digest('base64') === token.digest;
}

export function envelope(body: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:tt="http://www.onvif.org/ver10/schema"' +
    ` xmlns:tds="${namespaces.device}" xmlns:trt="${namespaces.media}" xmlns:tr2="${namespaces.media2}"` +
    ` xmlns:tptz="${namespaces.ptz}" xmlns:ter="http://www.onvif.org/ver10/error">` +
    `<env:Body>${body}</env:Body></env:Envelope>`
  );
}

/** `subcodes`: qualified, outer first (ONVIF Core, "SOAP fault messages"). */
export function fault(side: 'Sender' | 'Receiver', subcodes: readonly string[], reason: string): string {
  const nested = subcodes.reduceRight(
    (inner, code) => `<env:Subcode><env:Value>${code}</env:Value>${inner}</env:Subcode>`,
    '',
  );
  return envelope(
    `<env:Fault><env:Code><env:Value>env:${side}</env:Value>${nested}</env:Code>` +
      `<env:Reason><env:Text xml:lang="en">${escape(reason)}</env:Text></env:Reason></env:Fault>`,
  );
}
