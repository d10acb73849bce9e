/** What a device answered: checked before the library's parser sees it, and its faults told apart. */
import type { OnvifProblem } from '#contract/onvif.ts';
import { OnvifFailure } from './onvif-failure.ts';
import { parseSOAPString } from './onvif-package.ts';
import { XmlNode } from './xml-node.ts';

/** Bytes. A recorder of 64 channels with every profile stays below 300 kB. */
export const maxSoapBytes = 512 * 1024;

/** Elements within elements; ONVIF needs about 15. The library flattens answers by recursion. */
const maxDepth = 64;

/**
 * Why the text must not be parsed; null when it may. SOAP 1.2 part 1, section 5: a message has no document type
 * declaration, so that there are no entities to expand either.
 */
export function refuseXml(xml: string): string | null {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) return 'the answer has a document type declaration';
  // The library removes namespaces with a pattern that looks from every "xmlns" to the next "=".
  const declarations = xml.split('xmlns');
  if (declarations.length > 5000) return 'the answer declares too many namespaces';
  if (declarations.slice(1).some((rest) => !/^[^=]{0,100}=/.test(rest))) return 'the answer is not XML';
  return depthOf(xml) > maxDepth ? 'the answer is nested too deep' : null;
}

function depthOf(xml: string): number {
  let depth = 0;
  let deepest = 0;
  let end = -1;
  for (let at = xml.indexOf('<'); at >= 0 && deepest <= maxDepth; at = xml.indexOf('<', at + 1)) {
    const next = xml[at + 1];
    if (next === '!' || next === '?') continue;
    // Each ">" is looked for once, whatever the text.
    if (end < at) end = xml.indexOf('>', at);
    if (end < 0) return Infinity;
    if (next === '/') depth -= 1;
    else if (xml[end - 1] !== '/') depth += 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** The body of a SOAP message. Throws an OnvifFailure when it is none, or is a fault. */
export function readSoapBody(xml: string, status = 200): XmlNode {
  const refusal = refuseXml(xml);
  if (refusal !== null) throw new OnvifFailure('not-onvif', refusal);
  let body: XmlNode | null = null;
  let failure: unknown = null;
  // Calls back before it returns.
  parseSOAPString(
    xml,
    (error, value) => {
      if (body !== null || failure !== null) return;
      if (Array.isArray(value)) body = new XmlNode(value[0]);
      else failure = error;
    },
    status,
  );
  const found = body as XmlNode | null;
  if (found === null) {
    const problem = status === 401 || status === 403 ? 'wrong-password' : 'not-onvif';
    throw new OnvifFailure(problem, `HTTP ${status}, not a SOAP message`, { cause: failure });
  }
  const fault = found.child('fault');
  if (fault.exists) throw failureOf(fault);
  return found;
}

/** SOAP 1.2 part 1, section 5.4; ONVIF Core, section "SOAP fault messages"; WS-Security 1.1, section 12. */
function failureOf(fault: XmlNode): OnvifFailure {
  const codes: string[] = [];
  for (let code = fault.child('code'); code.exists && codes.length < 6; code = code.child('subcode'))
    codes.push(localName(code.child('value').text));
  codes.push(localName(fault.child('faultcode').text));
  const said = fault.child('reason', 'text').text || fault.child('faultstring').text;
  const subcodes = codes.filter((code) => code !== '');
  return new OnvifFailure(problemOf(subcodes, said), [subcodes.join('/'), said].filter(Boolean).join(': '));
}

function problemOf(codes: readonly string[], said: string): OnvifProblem {
  const has = (...names: readonly string[]): boolean => codes.some((code) => names.includes(code));
  if (has('MessageExpired')) return 'clock-off';
  const refused = has('NotAuthorized', 'FailedAuthentication', 'InvalidSecurity', 'InvalidSecurityToken');
  if (refused) return /expired|time ?stamp|clock/i.test(said) ? 'clock-off' : 'wrong-password';
  if (has('ActionNotSupported', 'PTZNotSupported', 'NoPTZProfile', 'UnknownAction', 'NoSnapshot'))
    return 'not-supported';
  // Devices that give no subcode say it in words; where there is one, "not supported" may be about an argument.
  if (codes.some((code) => !['Sender', 'Receiver', 'Client', 'Server'].includes(code))) return 'refused';
  if (/not ?authori[sz]ed|authority failure/i.test(said)) return 'wrong-password';
  if (/not (?:supported|implemented)/i.test(said)) return 'not-supported';
  return 'refused';
}

const localName = (qualified: string): string => qualified.slice(qualified.lastIndexOf(':') + 1);
