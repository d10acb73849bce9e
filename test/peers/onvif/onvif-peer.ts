/**
 * A camera that speaks ONVIF, small but after the WSDL: device, media (ver10 and ver20) and PTZ services, WS-Security
 * UsernameToken with replay check, GetSystemDateAndTime for anyone, faults, snapshots behind HTTP Digest, WS-Discovery.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { DiscoveryPeer } from './discovery-peer.ts';
import { DigestDoor } from './digest-door.ts';
import { eventNamespaces, EventService } from './event-service.ts';
import type { EventServiceOptions } from './event-service.ts';
import { testJpeg } from './picture.ts';
import { envelope, escape, fault, namespaces, provesPassword, readAsked } from './soap.ts';
import type { Asked } from './soap.ts';

export interface PeerProfile {
  token: string;
  name: string;
  source: string;
  encoding: string;
  width: number;
  height: number;
  frameRate: number;
}

export interface OnvifPeerOptions {
  user?: string;
  password?: string;
  /** The camera's clock minus ours. */
  driftMs?: number;
  /** How far a token's Created may be from the camera's clock. */
  toleranceMs?: number;
  /** Only those who sign in are told the time. */
  timeNeedsSignIn?: boolean;
  /** Whether HTTP answers carry a Date, by the camera's clock. */
  sendsDate?: boolean;
  /** Says `wsse:MessageExpired` to a token of another time, as the standard of WS-Security has it. */
  namesExpiry?: boolean;
  /** Host written into every address; the one it listens on when absent. */
  hostInUris?: string;
  rtspPort?: number;
  ptz?: boolean;
  /** Media2 beside Media; `broken`: advertised, and answers with a fault. */
  media2?: boolean | 'broken';
  /** GetServices is unknown to cameras of the first years. */
  services?: boolean;
  /** A velocity with a Timeout is refused. */
  takesTimeout?: boolean;
  relayOutputs?: number;
  profiles?: readonly PeerProfile[];
  snapshot?: 'digest' | 'basic' | 'none';
  firmware?: string;
  serial?: string;
  discovery?: { group: string; port: number };
  /** Absent: a camera without events. */
  events?: Omit<EventServiceOptions, 'origin' | 'nowMs'> | undefined;
  /** Asks every message for HTTP Digest and no token, as some cameras do. */
  digestOnly?: boolean;
  /** Takes a request over; true: it was answered. */
  hijack?: (request: IncomingMessage, response: ServerResponse, body: string) => boolean;
}

/** tt:RelayOutput, and what it does now. */
export interface PeerRelay {
  mode: 'Bistable' | 'Monostable';
  /** xs:duration */
  delay: string;
  idle: 'open' | 'closed';
  active: boolean;
}

export interface PtzCommand {
  action: string;
  panTilt: { x: number; y: number } | null;
  zoom: number | null;
  timeout: string | null;
}

const videoProfile = (
  token: string,
  encoding: string,
  width: number,
  height: number,
  frameRate: number,
): PeerProfile => ({
  ...{ token, name: token.replace('Profile', 'Profile '), source: 'VideoSource_1' },
  ...{ encoding, width, height, frameRate },
});
export const usualProfiles: readonly PeerProfile[] = [
  videoProfile('Profile_1', 'H264', 1920, 1080, 25),
  videoProfile('Profile_2', 'H264', 640, 360, 15),
  videoProfile('Profile_3', 'JPEG', 1280, 720, 5),
];

class Fault extends Error {
  readonly status: number;
  readonly xml: string;
  constructor(status: number, side: 'Sender' | 'Receiver', subcodes: readonly string[], reason: string) {
    super(reason);
    this.status = status;
    this.xml = fault(side, subcodes, reason);
  }
}
const notAuthorized = (): Fault => new Fault(400, 'Sender', ['ter:NotAuthorized'], 'Sender not authorized');

export class OnvifPeer {
  readonly options: OnvifPeerOptions;
  /** Actions in order of arrival, let in or not. */
  readonly asked: string[] = [];
  readonly ptzCommands: PtzCommand[] = [];
  /** What was not after the book: a test holds this empty. */
  readonly complaints: string[] = [];
  readonly presets = new Map<string, string>();
  readonly relays = new Map<string, PeerRelay>();
  /** In order; those of unknown relays are not among them. */
  readonly relayCommands: { token: string; state: string }[] = [];
  home = false;
  refusedSignIns = 0;
  /** What the head does now; null: it stands still. */
  velocity: { panTilt: { x: number; y: number }; zoom: number } | null = null;
  readonly events: EventService;
  readonly #server: Server;
  readonly #door: DigestDoor;
  readonly #nonces = new Set<string>();
  #discovery: DiscoveryPeer | null = null;
  #ownStop: NodeJS.Timeout | undefined;
  #presetsMade = 0;

  constructor(options: OnvifPeerOptions = {}) {
    this.options = { ...options };
    for (let n = 1; n <= (options.relayOutputs ?? 2); n += 1) {
      const mode = n === 2 ? 'Monostable' : 'Bistable';
      this.relays.set(`RelayOutput_${n}`, { mode, delay: 'PT1.5S', idle: 'open', active: false });
    }
    this.#door = new DigestDoor('onvif stand-in', this.#user, this.#password);
    this.events = new EventService({
      ...this.options.events,
      origin: () => this.#origin,
      nowMs: () => this.#nowMs(),
    });
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  get #user(): string {
    return this.options.user ?? 'admin';
  }
  get #password(): string {
    return this.options.password ?? 'peer-password';
  }
  get #origin(): string {
    return `http://${this.options.hostInUris ?? '127.0.0.1'}:${this.port}`;
  }
  get endpoint(): string {
    return `urn:uuid:${this.options.serial ?? 'stand-in'}`;
  }

  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    const { discovery } = this.options;
    if (discovery === undefined) return;
    this.#discovery = new DiscoveryPeer({
      ...discovery,
      endpoint: this.endpoint,
      address: `${this.#origin}/onvif/device_service`,
      scopes: ['onvif://www.onvif.org/name/East%20Gate', 'onvif://www.onvif.org/hardware/ST-1'],
    });
    await this.#discovery.start();
  }

  /** Power off and on: every connection and every subscription is gone, the port is the same. */
  async reboot(): Promise<void> {
    const { port } = this;
    this.events.forget();
    await this.stop();
    await this.start(port);
  }

  async stop(): Promise<void> {
    this.events.forget();
    clearTimeout(this.#ownStop);
    await this.#discovery?.stop();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    if (this.options.sendsDate === false) response.sendDate = false;
    else response.setHeader('date', new Date(this.#nowMs()).toUTCString());
    if (this.options.hijack?.(request, response, body) === true) return;
    if (request.url?.startsWith('/snapshot') === true) {
      this.#giveSnapshot(request, response);
      return;
    }
    if (this.options.digestOnly === true && !this.#door.lets(request)) {
      response.writeHead(401, { 'www-authenticate': this.#door.challenge(randomUUID()) }).end();
      return;
    }
    try {
      const xml = await this.#answer(request.url ?? '', body);
      response.writeHead(200, { 'content-type': 'application/soap+xml; charset=utf-8' }).end(xml);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      response.writeHead(error.status, { 'content-type': 'application/soap+xml; charset=utf-8' }).end(error.xml);
    }
  }

  #nowMs(): number {
    return Date.now() + (this.options.driftMs ?? 0);
  }

  async #answer(path: string, xml: string): Promise<string> {
    const asked = readAsked(xml);
    if (asked === null) throw new Fault(400, 'Sender', ['ter:WellFormed'], 'Well-formed Error');
    this.asked.push(asked.action);
    if (this.options.events !== undefined && EventService.serves(path)) {
      this.#letIn(asked);
      const result = await this.events.answer(path, asked, xml);
      if (result === null)
        throw new Fault(400, 'Sender', ['ter:InvalidArgVal', 'ter:UnknownSubscription'], 'No such one');
      if (result === 'unknown') throw new Fault(500, 'Receiver', ['ter:ActionNotSupported'], 'Not implemented');
      return envelope(result);
    }
    const service = (Object.keys(namespaces) as (keyof typeof namespaces)[]).find((name) => path === pathOf(name));
    if (service === undefined || namespaces[service] !== asked.namespace) {
      this.complaints.push(`${asked.action} of ${asked.namespace} sent to ${path}`);
      throw new Fault(400, 'Sender', ['ter:ActionNotSupported'], 'Optional Action Not Implemented');
    }
    const open = asked.action === 'GetSystemDateAndTime' && this.options.timeNeedsSignIn !== true;
    if (!open) this.#letIn(asked);
    const result = this.#result(service, asked);
    if (result === null)
      throw new Fault(500, 'Receiver', ['ter:ActionNotSupported'], 'Optional Action Not Implemented');
    return envelope(result);
  }

  #letIn({ token }: Asked): void {
    if (this.options.digestOnly === true) return;
    const refuse = (failure: Fault): never => {
      this.refusedSignIns += 1;
      throw failure;
    };
    if (token === null) return refuse(notAuthorized());
    const nonce = token.nonce.toString('hex');
    if (token.nonce.length < 16) this.complaints.push('a nonce of less than 16 bytes');
    if (this.#nonces.has(nonce)) this.complaints.push('a nonce came twice');
    this.#nonces.add(nonce);
    const proven = token.username === this.#user && provesPassword(token, this.#password);
    const off = Math.abs(Date.parse(token.created) - this.#nowMs());
    if (!(off <= (this.options.toleranceMs ?? 5000))) {
      return refuse(
        this.options.namesExpiry === true
          ? new Fault(400, 'Sender', ['wsse:MessageExpired'], 'The message has expired')
          : notAuthorized(),
      );
    }
    return proven ? undefined : refuse(notAuthorized());
  }

  #result(service: keyof typeof namespaces, asked: Asked): string | null {
    if (service === 'device') return this.#device(asked);
    if (service === 'ptz') return this.options.ptz === false ? null : this.#ptz(asked);
    if (service === 'media2' && this.options.media2 !== true) return null;
    return this.#media(service, asked);
  }

  #device(asked: Asked): string | null {
    switch (asked.action) {
      case 'GetSystemDateAndTime':
        return dateAndTime(new Date(this.#nowMs()));
      case 'GetDeviceInformation':
        return (
          '<tds:GetDeviceInformationResponse><tds:Manufacturer>Stand-in &amp; Söhne</tds:Manufacturer>' +
          `<tds:Model>ST-1</tds:Model><tds:FirmwareVersion>${this.options.firmware ?? '5.10'}</tds:FirmwareVersion>` +
          `<tds:SerialNumber>${this.options.serial ?? '00012345678901234567'}</tds:SerialNumber>` +
          '<tds:HardwareId>88</tds:HardwareId></tds:GetDeviceInformationResponse>'
        );
      case 'GetServices':
        if (this.options.services === false) return null;
        return `<tds:GetServicesResponse>${this.#services()
          .map(
            (name) =>
              `<tds:Service><tds:Namespace>${namespaces[name]}</tds:Namespace><tds:XAddr>${this.#origin}${pathOf(name)}</tds:XAddr>` +
              '<tds:Version><tt:Major>2</tt:Major><tt:Minor>6</tt:Minor></tds:Version></tds:Service>',
          )
          .join('')}${this.#eventService()}</tds:GetServicesResponse>`;
      case 'GetCapabilities': {
        const at = (name: string, service: keyof typeof namespaces, more = ''): string =>
          `<tt:${name}><tt:XAddr>${this.#origin}${pathOf(service)}</tt:XAddr>${more}</tt:${name}>`;
        const relays = `<tt:IO><tt:InputConnectors>1</tt:InputConnectors><tt:RelayOutputs>${this.options.relayOutputs ?? 2}</tt:RelayOutputs></tt:IO>`;
        return (
          `<tds:GetCapabilitiesResponse><tds:Capabilities>${at('Device', 'device', relays)}${at('Media', 'media')}` +
          `${this.#eventCapability()}${this.options.ptz === false ? '' : at('PTZ', 'ptz')}</tds:Capabilities></tds:GetCapabilitiesResponse>`
        );
      }
      case 'GetRelayOutputs':
        return `<tds:GetRelayOutputsResponse>${[...this.relays]
          .map(
            ([token, { mode, delay, idle }]) =>
              `<tds:RelayOutputs token="${escape(token)}"><tt:Properties><tt:Mode>${mode}</tt:Mode>` +
              `<tt:DelayTime>${delay}</tt:DelayTime><tt:IdleState>${idle}</tt:IdleState></tt:Properties></tds:RelayOutputs>`,
          )
          .join('')}</tds:GetRelayOutputsResponse>`;
      case 'SetRelayOutputState':
        return this.#setRelay(asked);
      default:
        return null;
    }
  }

  /** Device WSDL: the logical state, whatever the idle contact is. */
  #setRelay(asked: Asked): string {
    const [token, state] = [asked.text('RelayOutputToken') ?? '', asked.text('LogicalState') ?? ''];
    const relay = this.relays.get(token);
    if (relay === undefined)
      throw new Fault(400, 'Sender', ['ter:InvalidArgVal', 'ter:RelayToken'], 'Unknown relay token reference');
    if (state !== 'active' && state !== 'inactive') {
      this.complaints.push(`a logical state of ${state}`);
      throw new Fault(400, 'Sender', ['ter:InvalidArgVal'], 'Argument value invalid');
    }
    this.relayCommands.push({ token, state });
    relay.active = state === 'active';
    return '<tds:SetRelayOutputStateResponse/>';
  }

  #eventService(): string {
    if (this.options.events === undefined) return '';
    const address = `${this.#origin}/onvif/event_service`;
    return (
      `<tds:Service><tds:Namespace>${eventNamespaces.events}</tds:Namespace><tds:XAddr>${address}</tds:XAddr>` +
      '<tds:Version><tt:Major>2</tt:Major><tt:Minor>6</tt:Minor></tds:Version></tds:Service>'
    );
  }

  #eventCapability(): string {
    if (this.options.events === undefined) return '';
    return `<tt:Events><tt:XAddr>${this.#origin}/onvif/event_service</tt:XAddr></tt:Events>`;
  }

  #services(): (keyof typeof namespaces)[] {
    return [
      'device',
      'media',
      ...((this.options.media2 ?? false) === false ? [] : (['media2'] as const)),
      ...(this.options.ptz === false ? [] : (['ptz'] as const)),
    ];
  }

  #media(service: 'media' | 'media2', asked: Asked): string | null {
    const prefix = service === 'media' ? 'trt' : 'tr2';
    const profiles = this.options.profiles ?? usualProfiles;
    if (asked.action === 'GetProfiles') {
      // Media of the first version has no name for H.265, so that such profiles are not in its list.
      const listed = profiles.filter(({ encoding }) => service === 'media2' || encoding !== 'H265');
      const written = listed.map((profile) => this.#profile(service, profile));
      return `<${prefix}:GetProfilesResponse>${written.join('')}</${prefix}:GetProfilesResponse>`;
    }
    const token = asked.text('ProfileToken');
    const profile = profiles.find((known) => known.token === token);
    if (profile === undefined)
      throw new Fault(400, 'Sender', ['ter:InvalidArgVal', 'ter:NoProfile'], `No profile ${token}`);
    const answer = (name: string, uri: string): string =>
      service === 'media2'
        ? `<tr2:${name}Response><tr2:Uri>${escape(uri)}</tr2:Uri></tr2:${name}Response>`
        : `<trt:${name}Response><trt:MediaUri><tt:Uri>${escape(uri)}</tt:Uri>` +
          '<tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false</tt:InvalidAfterReboot>' +
          `<tt:Timeout>PT0S</tt:Timeout></trt:MediaUri></trt:${name}Response>`;
    switch (asked.action) {
      case 'GetStreamUri': {
        if (asked.text('Protocol') !== 'RTSP') this.complaints.push('a stream that is not RTSP over TCP was asked for');
        const { hostInUris = '127.0.0.1', rtspPort = 554 } = this.options;
        const port = rtspPort === 554 ? '' : `:${rtspPort}`;
        return answer('GetStreamUri', `rtsp://${hostInUris}${port}/stream?profile=${profile.token}&transport=tcp`);
      }
      case 'GetSnapshotUri':
        if (this.options.snapshot === 'none') return null;
        return answer('GetSnapshotUri', `${this.#origin}/snapshot.jpg?profile=${profile.token}&size=full`);
      default:
        return null;
    }
  }

  #profile(service: 'media' | 'media2', profile: PeerProfile): string {
    const { token, name, source, encoding, width, height, frameRate } = profile;
    const size = `<tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution>`;
    const rate = `<tt:RateControl><tt:FrameRateLimit>${frameRate}</tt:FrameRateLimit><tt:BitrateLimit>2048</tt:BitrateLimit></tt:RateControl>`;
    const from = `<tt:SourceToken>${source}</tt:SourceToken>`;
    const moves = this.options.ptz !== false;
    if (service === 'media2') {
      const ptz = moves ? '<tr2:PTZ token="PTZ_1"><tt:Name>PTZ</tt:Name></tr2:PTZ>' : '';
      return (
        `<tr2:Profiles token="${token}" fixed="true"><tr2:Name>${name}</tr2:Name><tr2:Configurations>` +
        `<tr2:VideoSource token="VS_1">${from}</tr2:VideoSource>` +
        `<tr2:VideoEncoder token="VE_${token}"><tt:Encoding>${encoding}</tt:Encoding>${size}${rate}</tr2:VideoEncoder>` +
        `${ptz}</tr2:Configurations></tr2:Profiles>`
      );
    }
    const ptz = moves ? '<tt:PTZConfiguration token="PTZ_1"><tt:Name>PTZ</tt:Name></tt:PTZConfiguration>' : '';
    return (
      `<trt:Profiles token="${token}" fixed="true"><tt:Name>${name}</tt:Name>` +
      `<tt:VideoSourceConfiguration token="VS_1">${from}</tt:VideoSourceConfiguration>` +
      `<tt:VideoEncoderConfiguration token="VE_${token}"><tt:Encoding>${encoding}</tt:Encoding>${size}${rate}</tt:VideoEncoderConfiguration>` +
      `${ptz}</trt:Profiles>`
    );
  }

  #ptz(asked: Asked): string | null {
    const { action } = asked;
    if (asked.text('ProfileToken') === null) this.complaints.push(`${action} without a profile`);
    const done = `<tptz:${action}Response/>`;
    const preset = asked.text('PresetToken');
    const known = (): void => {
      if (preset === null || !this.presets.has(preset))
        throw new Fault(400, 'Sender', ['ter:InvalidArgVal', 'ter:NoToken'], 'The requested preset does not exist');
    };
    switch (action) {
      case 'ContinuousMove':
        this.#move(asked);
        return done;
      case 'Stop':
        this.#note(asked);
        this.#standStill();
        return done;
      case 'GetPresets': {
        const listed = [...this.presets].map(
          ([token, name]) => `<tptz:Preset token="${escape(token)}"><tt:Name>${escape(name)}</tt:Name></tptz:Preset>`,
        );
        return `<tptz:GetPresetsResponse>${listed.join('')}</tptz:GetPresetsResponse>`;
      }
      case 'SetPreset': {
        if (preset !== null) known();
        this.#presetsMade += 1;
        const token = preset ?? String(this.#presetsMade);
        this.presets.set(token, asked.text('PresetName') ?? '');
        return `<tptz:SetPresetResponse><tptz:PresetToken>${token}</tptz:PresetToken></tptz:SetPresetResponse>`;
      }
      case 'GotoPreset':
        known();
        this.#note(asked);
        return done;
      case 'RemovePreset':
        known();
        this.presets.delete(preset!);
        return done;
      case 'SetHomePosition':
        this.home = true;
        return done;
      case 'GotoHomePosition':
        if (!this.home) throw new Fault(500, 'Receiver', ['ter:Action', 'ter:NoHomePosition'], 'No home position');
        this.#note(asked);
        return done;
      default:
        return null;
    }
  }

  #move(asked: Asked): void {
    const timeout = asked.text('Timeout');
    if (timeout !== null && this.options.takesTimeout === false)
      throw new Fault(400, 'Sender', ['ter:InvalidArgVal', 'ter:TimeoutNotSupported'], 'Timeout is not supported');
    const command = this.#note(asked);
    // An axis that is not named goes on as it was.
    const before = this.velocity ?? { panTilt: { x: 0, y: 0 }, zoom: 0 };
    this.velocity = { panTilt: command.panTilt ?? before.panTilt, zoom: command.zoom ?? before.zoom };
    clearTimeout(this.#ownStop);
    const stopAfter = /^PT([\d.]+)S$/.exec(timeout ?? '')?.[1];
    if (timeout !== null && stopAfter === undefined) this.complaints.push(`a timeout of ${timeout}`);
    if (stopAfter !== undefined) this.#ownStop = setTimeout(() => this.#standStill(), Number(stopAfter) * 1000);
  }

  #note(asked: Asked): PtzCommand {
    const [panTilt, zoom] = [asked.attributes('PanTilt'), asked.attributes('Zoom')];
    const number = (text: string | undefined): number => {
      const value = Number(text);
      if (!(value >= -1 && value <= 1)) this.complaints.push(`a velocity of ${text}`);
      return value;
    };
    const command: PtzCommand = {
      action: asked.action,
      panTilt: panTilt?.has('x') === true ? { x: number(panTilt.get('x')), y: number(panTilt.get('y')) } : null,
      zoom: zoom?.has('x') === true ? number(zoom.get('x')) : null,
      timeout: asked.text('Timeout'),
    };
    this.ptzCommands.push(command);
    return command;
  }

  #standStill(): void {
    clearTimeout(this.#ownStop);
    this.velocity = null;
  }

  #giveSnapshot(request: IncomingMessage, response: ServerResponse): void {
    if (this.options.snapshot === 'basic') {
      if (request.headers.authorization !== undefined) this.complaints.push('a password was sent in clear');
      response.writeHead(401, { 'www-authenticate': 'Basic realm="snapshot"' }).end();
      return;
    }
    if (!this.#door.lets(request)) {
      response.writeHead(401, { 'www-authenticate': this.#door.challenge(randomUUID()) }).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(testJpeg);
  }
}

function pathOf(service: keyof typeof namespaces): string {
  return service === 'device' ? '/onvif/device_service' : `/onvif/${service}_service`;
}

function dateAndTime(at: Date): string {
  const parts =
    `<tt:Time><tt:Hour>${at.getUTCHours()}</tt:Hour><tt:Minute>${at.getUTCMinutes()}</tt:Minute>` +
    `<tt:Second>${at.getUTCSeconds()}</tt:Second></tt:Time><tt:Date><tt:Year>${at.getUTCFullYear()}</tt:Year>` +
    `<tt:Month>${at.getUTCMonth() + 1}</tt:Month><tt:Day>${at.getUTCDate()}</tt:Day></tt:Date>`;
  return (
    '<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType>' +
    '<tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>CST-8</tt:TZ></tt:TimeZone>' +
    `<tt:UTCDateTime>${parts}</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`
  );
}
