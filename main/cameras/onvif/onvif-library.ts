/**
 * Cameras through the package `onvif`. The package writes the messages and knows which service speaks which dialect.
 * Ours are what it sends them with (bounded, no redirects), how it signs (its own is wrong for passwords beyond
 * ASCII), and the reading of answers; whatever it throws or calls back with becomes an OnvifFailure here.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { RelayOutput } from '#contract/action.ts';
import type { PtzPreset } from '#contract/onvif.ts';
import {
  informationOf,
  presetsOf,
  presetTokenOf,
  profilesOf,
  relayOutputsOf,
  relaySetIn,
  relaysOf,
  timeOf,
  uriOf,
} from './device-answers.ts';
import { DigestSignIn } from './http-exchange.ts';
import type { HttpAnswer } from './http-exchange.ts';
import type {
  DeviceContext,
  DeviceInformation,
  DeviceServices,
  DeviceTime,
  DeviceVelocity,
  MediaProfile,
  OnvifDevice,
  OnvifEndpoint,
} from './onvif-device.ts';
import { asFailure, OnvifFailure } from './onvif-failure.ts';
import { Cam, parseSOAPString } from './onvif-package.ts';
import type { LibraryCallback, LibraryRequest } from './onvif-package.ts';
import { maxSoapBytes, readSoapBody } from './soap-answer.ts';
import type { XmlNode } from './xml-node.ts';

/** For one question and its answer. The slowest honest cameras need about 3 s for a list of profiles. */
const answerWithinMs = 8000;
const deviceNamespace = 'http://www.onvif.org/ver10/device/wsdl';

export function openOnvifDevice(endpoint: OnvifEndpoint, context: DeviceContext): OnvifDevice {
  return new LibraryDevice(endpoint, context);
}

/** The package's camera, with its way out and its signature replaced. */
class BoundedCam extends Cam {
  driftMs = 0;
  /** By the header Date of the last answer. */
  headerNowMs: number | null = null;
  readonly #endpoint: OnvifEndpoint;
  readonly #context: DeviceContext;
  readonly #signIn: DigestSignIn;

  constructor(endpoint: OnvifEndpoint, context: DeviceContext) {
    super({
      hostname: endpoint.host,
      port: endpoint.port,
      path: endpoint.path,
      username: escapeXml(endpoint.user),
      // It only looks whether there is one: the digest is made below.
      password: 'kept elsewhere',
      autoconnect: false,
    });
    this.#endpoint = endpoint;
    this.#context = context;
    this.#signIn = new DigestSignIn(endpoint.user, endpoint.password);
  }

  override _requestPart2(asked: LibraryRequest, callback: LibraryCallback): void {
    this.#ask(asked)
      .then(
        ({ xml, status }) => parseSOAPString(xml, callback, status),
        (error: unknown) => {
          const failure = asFailure(error);
          // By the 401 the package knows that it may ask again, signed in.
          callback(failure, null, '', failure.problem === 'wrong-password' ? 401 : undefined);
        },
      )
      // The package threw twice while reading; whoever asked is told so when its time is up.
      .catch(() => undefined);
  }

  /** WS-Security UsernameToken Profile 1.0, section 3.1: Base64(SHA-1(nonce + created + password)), text in UTF-8. */
  override _passwordDigest(): { passdigest: string; nonce: string; timestamp: string } {
    const nonce = randomBytes(16);
    const timestamp = new Date(this.#context.clock.nowMs() + this.driftMs).toISOString();
    const passdigest = createHash('sha1')
      .update(nonce)
      .update(timestamp)
      .update(this.#endpoint.password)
      .digest('base64');
    return { passdigest, nonce: nonce.toString('base64'), timestamp };
  }

  /** A question to the device service that the package has no words for. `body`: what is in the question's element. */
  askDevice(action: string, body: string, callback: LibraryCallback): void {
    const element = `<${action} xmlns="${deviceNamespace}">${body}</${action}>`;
    const message = this._envelopeHeader() + element + this._envelopeFooter();
    this._requestPart2({ action: `${deviceNamespace}/${action}`, body: message }, callback);
  }

  async #ask(asked: LibraryRequest): Promise<{ xml: string; status: number }> {
    const answer = await this.#signIn.exchange(
      {
        method: 'POST',
        ...{ host: this.#endpoint.host, port: this.#endpoint.port, path: this.#pathOf(asked.service) },
        headers: { 'content-type': `application/soap+xml; charset=utf-8; action="${asked.action ?? ''}"` },
        body: asked.body,
        maxBytes: maxSoapBytes,
        deadlineMs: answerWithinMs,
      },
      this.#context,
    );
    this.headerNowMs = answer.dateMs;
    const xml = answer.body.toString('utf8');
    refuseStatus(answer, asked.service !== undefined);
    // Throws for a fault, and for what the package's parser should not see.
    readSoapBody(xml, answer.status);
    return { xml, status: answer.status };
  }

  #pathOf(service: string | undefined): string {
    if (service === undefined) return this.path;
    const path = this.uri?.[service]?.path;
    if (typeof path !== 'string' || !path.startsWith('/'))
      throw new OnvifFailure('not-supported', `the camera has no ${service} service`);
    return path;
  }
}

/** A SOAP fault comes with 400 or 500, and with others from devices that do not mind: those are read. */
function refuseStatus({ status, body }: HttpAnswer, service: boolean): void {
  const detail = `HTTP ${status}`;
  if (status >= 300 && status < 400) throw new OnvifFailure('not-onvif', `${detail}, a redirect is not followed`);
  if (status < 300 || body.includes('Fault>')) return;
  if (status === 401 || status === 403) throw new OnvifFailure('wrong-password', detail);
  if (status === 404 || status === 405 || status === 410 || status === 501)
    throw new OnvifFailure(service ? 'not-supported' : 'not-onvif', detail);
}

class LibraryDevice implements OnvifDevice {
  readonly #cam: BoundedCam;
  readonly #context: DeviceContext;

  constructor(endpoint: OnvifEndpoint, context: DeviceContext) {
    this.#cam = new BoundedCam(endpoint, context);
    this.#context = context;
  }

  async readTime(): Promise<DeviceTime> {
    try {
      const body = await this.#ask((done) => this.#cam.getSystemDateAndTime(done));
      const nowMs = timeOf(body);
      if (nowMs !== null) return { nowMs, source: 'onvif' };
    } catch (error) {
      const failure = asFailure(error);
      // Some tell the time only to those signed in; who they are is found out with the next question.
      if (failure.problem === 'unreachable' || failure.problem === 'not-onvif') throw failure;
    }
    const nowMs = this.#cam.headerNowMs;
    return nowMs === null ? { nowMs, source: 'none' } : { nowMs, source: 'header' };
  }

  followClock(driftMs: number): void {
    this.#cam.driftMs = driftMs;
  }

  async readServices(): Promise<DeviceServices> {
    // Old devices know only capabilities, new ones only services; both say where things are.
    let failure: OnvifFailure | null = null;
    await this.#ask((done) => this.#cam.getServices(false, done)).catch((error: unknown) => {
      failure = asFailure(error);
    });
    const relayOutputs = await this.#ask((done) => this.#cam.getCapabilities(done)).then(
      relayOutputsOf,
      (error: unknown) => {
        if (failure !== null) throw asFailure(error);
        return 0;
      },
    );
    const has = (service: string): boolean => typeof this.#cam.uri?.[service]?.path === 'string';
    return {
      media: has('media') || has('media2'),
      ptz: has('ptz'),
      imaging: has('imaging'),
      relayOutputs,
    };
  }

  async readInformation(): Promise<DeviceInformation> {
    return informationOf(await this.#ask((done) => this.#cam.getDeviceInformation(done)));
  }

  async readProfiles(): Promise<MediaProfile[]> {
    const ask = async (): Promise<MediaProfile[]> => {
      return profilesOf(await this.#ask((done) => this.#cam.getProfiles(done)));
    };
    if (this.#cam.media2Support !== true) return ask();
    try {
      return await ask();
    } catch (error) {
      // Some advertise Media2 (ver20), the only one that knows H.265, and fail at it.
      if (!['not-supported', 'not-onvif', 'refused', 'broken'].includes(asFailure(error).problem)) throw error;
      this.#cam.media2Support = false;
      return ask();
    }
  }

  async readStreamUri(profile: string): Promise<string> {
    const options = { protocol: 'RTSP' as const, profileToken: escapeXml(profile) };
    const body = await this.#ask((done) => this.#cam.getStreamUri(options, done));
    return uriOf(body.child('getStreamUriResponse'));
  }

  async readSnapshotUri(profile: string): Promise<string> {
    const body = await this.#ask((done) => this.#cam.getSnapshotUri({ profileToken: escapeXml(profile) }, done));
    return uriOf(body.child('getSnapshotUriResponse'));
  }

  async move(profile: string, { panTilt, zoom }: DeviceVelocity, timeoutMs: number | null): Promise<void> {
    const options = {
      ...{ x: panTilt?.x ?? 0, y: panTilt?.y ?? 0, zoom: zoom ?? 0, profileToken: escapeXml(profile) },
      ...(timeoutMs === null ? {} : { timeout: timeoutMs }),
      ...{ onlySendPanTilt: zoom === null, onlySendZoom: panTilt === null },
    };
    await this.#ask((done) => this.#cam.continuousMove(options, done));
  }

  async halt(profile: string): Promise<void> {
    const options = { panTilt: true, zoom: true, profileToken: escapeXml(profile) };
    await this.#ask((done) => this.#cam.stop(options, done));
  }

  async readPresets(profile: string): Promise<PtzPreset[]> {
    return presetsOf(await this.#ask((done) => this.#cam.getPresets({ profileToken: escapeXml(profile) }, done)));
  }

  async goToPreset(profile: string, preset: string): Promise<void> {
    const options = { profileToken: escapeXml(profile), preset: escapeXml(preset) };
    await this.#ask((done) => this.#cam.gotoPreset(options, done));
  }

  async setPreset(profile: string, name: string, presetToken: string | null): Promise<string> {
    const options = {
      profileToken: escapeXml(profile),
      presetName: escapeXml(name),
      ...(presetToken === null ? {} : { presetToken: escapeXml(presetToken) }),
    };
    return presetTokenOf(await this.#ask((done) => this.#cam.setPreset(options, done)), presetToken);
  }

  async removePreset(profile: string, preset: string): Promise<void> {
    const options = { profileToken: escapeXml(profile), presetToken: escapeXml(preset) };
    await this.#ask((done) => this.#cam.removePreset(options, done));
  }

  async goHome(profile: string): Promise<void> {
    await this.#ask((done) => this.#cam.gotoHomePosition({ profileToken: escapeXml(profile) }, done));
  }

  async setHome(profile: string): Promise<void> {
    await this.#ask((done) => this.#cam.setHomePosition({ profileToken: escapeXml(profile) }, done));
  }

  async readRelays(): Promise<RelayOutput[]> {
    return relaysOf(await this.#ask((done) => this.#cam.askDevice('GetRelayOutputs', '', done)));
  }

  async setRelay(token: string, active: boolean): Promise<void> {
    const state = active ? 'active' : 'inactive';
    const body = `<RelayOutputToken>${escapeXml(token)}</RelayOutputToken><LogicalState>${state}</LogicalState>`;
    relaySetIn(await this.#ask((done) => this.#cam.askDevice('SetRelayOutputState', body, done)));
  }

  /** The body of the answer to what `send` sends. */
  #ask(send: (done: LibraryCallback) => void): Promise<XmlNode> {
    return new Promise<XmlNode>((resolve, reject) => {
      // Two exchanges (Digest), each with a deadline of its own; this one is for a callback that never comes.
      const cancel = this.#context.clock.after(answerWithinMs * 2 + 1000, () =>
        reject(new OnvifFailure('broken', 'the answer could not be read')),
      );
      const done: LibraryCallback = (error, _value, xml) => {
        cancel();
        try {
          if (typeof xml === 'string' && xml !== '') resolve(readSoapBody(xml));
          else reject(asFailure(error ?? 'the answer is empty'));
        } catch (failure) {
          reject(asFailure(failure));
        }
      };
      try {
        send(done);
      } catch (error) {
        cancel();
        reject(asFailure(error));
      }
    });
  }
}

/** The package puts what it is given into its messages as it is. */
function escapeXml(text: string): string {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}
