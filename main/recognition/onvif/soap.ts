/** SOAP 1.2 to the event service of a camera: WS-Addressing, WS-Security UsernameToken and HTTP Digest, faults told apart. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import { CameraHttp, readWhole } from '../camera-http.ts';
import type { CameraAddress, CameraSignIn } from '../camera-http.ts';
import { ChannelFailure } from '../channel-problem.ts';
import { escapeXml, parseXml, XmlError } from '../xml.ts';
import type { XmlElement } from '../xml.ts';

/** Bytes. A hundred notifications stay below 200 kB. */
const maxSoapBytes = 1024 * 1024;

const envelopeNamespaces =
  'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"';
const security = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';

/** Where one service of the camera is, with what must be sent back to it in the header of each message. */
export interface SoapPlace {
  path: string;
  port: number;
  /** WS-Addressing 1.0 core, section 2.1: reference parameters, as XML. */
  reference?: string;
}

export interface SoapCall {
  place: SoapPlace;
  action: string;
  /** With the namespaces it needs. */
  body: string;
  /** For the whole exchange. */
  deadlineMs?: number;
  /** GetSystemDateAndTime is for anyone. */
  unsigned?: boolean;
}

/** One camera: its address, who we are to it, and how its clock stands. */
export class SoapClient {
  readonly #address: CameraAddress;
  readonly #signIn: CameraSignIn;
  readonly #clock: Clock;
  readonly #http: CameraHttp;
  /** The camera's clock minus ours: cameras refuse a token that is more than a few seconds off by their own. */
  clockDriftMs = 0;

  constructor(address: CameraAddress, signIn: CameraSignIn, clock: Clock) {
    this.#address = address;
    this.#signIn = signIn;
    this.#clock = clock;
    this.#http = new CameraHttp(signIn, clock);
  }

  get address(): CameraAddress {
    return this.#address;
  }

  /** The answer's one element in the body. Throws ChannelFailure and SoapFault. */
  async call(call: SoapCall, signal: AbortSignal): Promise<XmlElement> {
    const { place, action, deadlineMs = seconds(10) } = call;
    const response = await this.#http.ask(
      {
        ...{ host: this.#address.host, port: place.port, path: place.path, method: 'POST', deadlineMs },
        headers: { 'content-type': `application/soap+xml; charset=utf-8; action="${action}"` },
        body: this.#envelope(call),
      },
      signal,
    );
    const status = response.statusCode ?? 0;
    const text = await readWhole(response, { maxBytes: maxSoapBytes, deadlineMs, clock: this.#clock, signal });
    return readBody(text, status);
  }

  #envelope({ place, action, body, unsigned = false }: SoapCall): string {
    const to = `http://${this.#address.host}:${place.port}${place.path}`;
    return (
      `<?xml version="1.0" encoding="UTF-8"?><s:Envelope ${envelopeNamespaces}><s:Header>` +
      `<a:Action s:mustUnderstand="1">${action}</a:Action><a:MessageID>urn:uuid:${randomUUID()}</a:MessageID>` +
      '<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>' +
      `<a:To s:mustUnderstand="1">${escapeXml(to)}</a:To>${place.reference ?? ''}` +
      `${unsigned ? '' : this.#token()}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
    );
  }

  /** Web Services Security UsernameToken Profile 1.0: Base64 ( SHA-1 ( nonce + created + password ) ). */
  #token(): string {
    const { user, password } = this.#signIn;
    if (user === '') return '';
    const nonce = randomBytes(16);
    const created = new Date(this.#clock.nowMs() + this.clockDriftMs).toISOString();
    const digest = createHash('sha1').update(nonce).update(created).update(password).digest('base64');
    return (
      `<wsse:Security s:mustUnderstand="1" xmlns:wsse="${security}-wssecurity-secext-1.0.xsd"` +
      ` xmlns:wsu="${security}-wssecurity-utility-1.0.xsd"><wsse:UsernameToken>` +
      `<wsse:Username>${escapeXml(user)}</wsse:Username>` +
      `<wsse:Password Type="${security}-username-token-profile-1.0#PasswordDigest">${digest}</wsse:Password>` +
      `<wsse:Nonce EncodingType="${security}-soap-message-security-1.0#Base64Binary">${nonce.toString('base64')}</wsse:Nonce>` +
      `<wsu:Created>${created}</wsu:Created></wsse:UsernameToken></wsse:Security>`
    );
  }
}

/** Throws ChannelFailure. */
export function readBody(text: string, status: number): XmlElement {
  if (status === 401 || status === 403) throw new ChannelFailure('wrong-password', `HTTP ${status}`);
  let root: XmlElement;
  try {
    root = parseXml(text);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const problem = status === 404 || status === 405 || status === 501 ? 'not-supported' : 'broken';
    throw new ChannelFailure(problem, `HTTP ${status}, ${error.message}`, { cause: error });
  }
  const answer = root.child('Body')?.children[0];
  if (root.name !== 'Envelope' || answer === undefined) throw new ChannelFailure('broken', 'not a SOAP message');
  if (answer.name === 'Fault') throw failureOf(answer);
  if (status >= 400) throw new ChannelFailure('broken', `HTTP ${status}`);
  return answer;
}

/** SOAP 1.2 part 1, section 5.4; SOAP 1.1, section 4.4; ONVIF Core, "SOAP fault messages". */
function failureOf(fault: XmlElement): ChannelFailure {
  const values = [...fault.all()].filter(({ name }) => name === 'Value' || name === 'faultcode');
  const codes = values.map(({ text }) => text.slice(text.indexOf(':') + 1));
  const said = fault.child('Reason', 'Text')?.text ?? fault.child('faultstring')?.text ?? '';
  const words = `${codes.join('/')}: ${said}`;
  const has = (pattern: RegExp): boolean => pattern.test(words);
  if (has(/NotAuthori[sz]ed|FailedAuthentication|InvalidSecurity|MessageExpired|not ?authori[sz]ed|authority failure/i))
    return new ChannelFailure('wrong-password', words);
  if (has(/ActionNotSupported|UnknownAction|not (?:supported|implemented)|NoSuchService/i))
    return new ChannelFailure('not-supported', words);
  return new ChannelFailure('refused', words);
}

/** Reference parameters as they are to be sent back: WS-Addressing 1.0 SOAP binding, section 3.4. */
export function referenceHeaders(parameters: XmlElement | null): string {
  return (parameters?.children ?? []).map((element) => writeBack(element, true)).join('');
}

function writeBack(element: XmlElement, outermost: boolean): string {
  const attributes = [...element.attributes]
    .filter(([name]) => !name.startsWith('xmlns') && !name.includes(':'))
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
  const inside = escapeXml(element.text) + element.children.map((child) => writeBack(child, false)).join('');
  const namespace = element.namespace === null ? '' : ` xmlns="${escapeXml(element.namespace)}"`;
  const mark = outermost ? ' a:IsReferenceParameter="true"' : '';
  return `<${element.name}${namespace}${mark}${attributes.join('')}>${inside}</${element.name}>`;
}
