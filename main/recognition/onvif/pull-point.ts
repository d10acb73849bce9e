/**
 * One pull point subscription (ONVIF Core, "Event handling"; WS-BaseNotification 1.3): made, asked for what has
 * happened, renewed before it ends, given back.
 */
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import { parseCameraAddress } from '../camera-http.ts';
import { ChannelFailure } from '../channel-problem.ts';
import { readInstant } from '../instant.ts';
import type { XmlElement } from '../xml.ts';
import { referenceHeaders } from './soap.ts';
import type { SoapClient, SoapPlace } from './soap.ts';

const tds = 'http://www.onvif.org/ver10/device/wsdl';
const tev = 'http://www.onvif.org/ver10/events/wsdl';
const trt = 'http://www.onvif.org/ver10/media/wsdl';
const wsnt = 'http://docs.oasis-open.org/wsn/b-2';
const wsntActions = 'http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager';

/** A camera answers a pull at once when something happened, else after this long. */
const pullTimeoutSeconds = 20;
/** Of one answer. */
const pullLimit = 100;
/** What we ask for; cameras may grant less. */
const wantedLifeSeconds = 60;
/** Asked of a camera that knows no Renew: then it is subscribed anew less often. */
const unrenewedLifeSeconds = 600;
/** Bounds of what is believed: a camera whose two times make no sense is renewed as one of a minute. */
const lifeBounds = { leastMs: seconds(5), mostMs: seconds(24 * 3600) };

export interface Subscription {
  place: SoapPlace;
  /** As granted. */
  lifeMs: number;
}

/** The camera's clock minus ours; 0 when it does not tell. Some tell it only to those who sign in. */
export async function readClockDrift(
  client: SoapClient,
  path: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<number> {
  const call = {
    place: { path, port: client.address.port },
    action: `${tds}/GetSystemDateAndTime`,
    body: `<GetSystemDateAndTime xmlns="${tds}"/>`,
    unsigned: true,
  };
  const beforeMs = clock.nowMs();
  let answer: XmlElement;
  try {
    answer = await client.call(call, signal);
  } catch (error) {
    if (error instanceof ChannelFailure && error.problem !== 'unreachable') return 0;
    throw error;
  }
  const utc = [...answer.all()].find(({ name }) => name === 'UTCDateTime');
  const [year, month, day, hour, minute, second] = (
    [
      ['Date', 'Year'],
      ['Date', 'Month'],
      ['Date', 'Day'],
      ['Time', 'Hour'],
      ['Time', 'Minute'],
      ['Time', 'Second'],
    ] as const
  ).map((path) => Number(utc?.child(...path)?.text ?? Number.NaN));
  const toldMs = Date.UTC(year ?? NaN, (month ?? NaN) - 1, day, hour, minute, second);
  // It tells whole seconds, so that on average half of one has passed.
  return Number.isFinite(toldMs) ? Math.round(toldMs + 500 - (beforeMs + clock.nowMs()) / 2) : 0;
}

export interface ServicePlaces {
  events: SoapPlace;
  media: SoapPlace | null;
}

/** Where the services are. Throws ChannelFailure `not-supported` when the camera has no events. */
export async function findServices(client: SoapClient, path: string, signal: AbortSignal): Promise<ServicePlaces> {
  const place = { path, port: client.address.port };
  const body = `<GetServices xmlns="${tds}"><IncludeCapability>false</IncludeCapability></GetServices>`;
  let found: { events: string | null; media: string | null };
  try {
    const answer = await client.call({ place, action: `${tds}/GetServices`, body }, signal);
    const named = (namespace: string): string | null =>
      answer
        .childrenNamed('Service')
        .find((service) => service.child('Namespace')?.text === namespace)
        ?.child('XAddr')?.text ?? null;
    found = { events: named(tev), media: named(trt) };
  } catch (error) {
    // GetServices is unknown to cameras of the first years; a wrong password is one with the other call as well.
    if (!(error instanceof ChannelFailure) || error.problem === 'wrong-password' || error.problem === 'unreachable')
      throw error;
    const capabilities = `<GetCapabilities xmlns="${tds}"><Category>All</Category></GetCapabilities>`;
    const answer = await client.call({ place, action: `${tds}/GetCapabilities`, body: capabilities }, signal);
    const named = (name: string): string | null => answer.child('Capabilities', name, 'XAddr')?.text ?? null;
    found = { events: named('Events'), media: named('Media') };
  }
  const events = found.events === null ? null : reached(client, found.events);
  if (events === null) throw new ChannelFailure('not-supported', 'the camera has no event service');
  return { events, media: found.media === null ? null : reached(client, found.media) };
}

/** Video source of each video source configuration, by token: rules name the one, our links the other. */
export async function readSourceTokens(
  client: SoapClient,
  media: SoapPlace,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const name = 'GetVideoSourceConfigurations';
  const answer = await client.call(
    { place: media, action: `${trt}/${name}`, body: `<${name} xmlns="${trt}"/>` },
    signal,
  );
  return new Map(
    answer
      .childrenNamed('Configurations')
      .map((configuration) => [configuration.attribute('token') ?? '', configuration.child('SourceToken')?.text ?? '']),
  );
}

/**
 * On the camera's own host whatever host it names: one behind NAT, or moved, names another, and then its port is not
 * to be believed either.
 */
function reached(client: SoapClient, named: string): SoapPlace | null {
  const parsed = parseCameraAddress(named);
  if (parsed === null) return null;
  return { path: parsed.path, port: parsed.host === client.address.host ? parsed.port : client.address.port };
}

export async function subscribe(
  client: SoapClient,
  events: SoapPlace,
  renewable: boolean,
  signal: AbortSignal,
): Promise<Subscription> {
  const lifeSeconds = renewable ? wantedLifeSeconds : unrenewedLifeSeconds;
  const answer = await client.call(
    {
      place: events,
      action: `${tev}/EventPortType/CreatePullPointSubscriptionRequest`,
      body:
        `<CreatePullPointSubscription xmlns="${tev}"><InitialTerminationTime>PT${lifeSeconds}S</InitialTerminationTime>` +
        '</CreatePullPointSubscription>',
    },
    signal,
  );
  const reference = answer.child('SubscriptionReference');
  const place = reached(client, reference?.child('Address')?.text ?? '');
  if (place === null) throw new ChannelFailure('broken', 'a subscription without address');
  return {
    place: { ...place, reference: referenceHeaders(reference?.child('ReferenceParameters') ?? null) },
    lifeMs: grantedLifeMs(answer) ?? seconds(lifeSeconds),
  };
}

/** By the camera's own two times, so that its clock does not matter. */
function grantedLifeMs(answer: XmlElement): number | null {
  const [current, end] = ['CurrentTime', 'TerminationTime'].map((name) => readInstant(answer.child(name)?.text));
  if (current == null || end == null) return null;
  const lifeMs = end - current;
  return lifeMs >= lifeBounds.leastMs && lifeMs <= lifeBounds.mostMs ? lifeMs : null;
}

/** Waits at the camera for what happens next; an empty list when nothing did. */
export async function pull(client: SoapClient, { place }: Subscription, signal: AbortSignal): Promise<XmlElement[]> {
  const answer = await client.call(
    {
      place,
      action: `${tev}/PullPointSubscription/PullMessagesRequest`,
      body:
        `<PullMessages xmlns="${tev}"><Timeout>PT${pullTimeoutSeconds}S</Timeout>` +
        `<MessageLimit>${pullLimit}</MessageLimit></PullMessages>`,
      deadlineMs: seconds(pullTimeoutSeconds + 10),
    },
    signal,
  );
  if (answer.name !== 'PullMessagesResponse') throw new ChannelFailure('broken', 'not the answer to a pull');
  return answer.childrenNamed('NotificationMessage').slice(0, pullLimit);
}

/** What it lives from now on. */
export async function renew(client: SoapClient, { place }: Subscription, signal: AbortSignal): Promise<number> {
  const answer = await client.call(
    {
      place,
      action: `${wsntActions}/RenewRequest`,
      body: `<Renew xmlns="${wsnt}"><TerminationTime>PT${wantedLifeSeconds}S</TerminationTime></Renew>`,
    },
    signal,
  );
  return grantedLifeMs(answer) ?? seconds(wantedLifeSeconds);
}

export async function unsubscribe(client: SoapClient, { place }: Subscription, signal: AbortSignal): Promise<void> {
  await client.call(
    {
      place,
      action: `${wsntActions}/UnsubscribeRequest`,
      body: `<Unsubscribe xmlns="${wsnt}"/>`,
      deadlineMs: seconds(2),
    },
    signal,
  );
}
