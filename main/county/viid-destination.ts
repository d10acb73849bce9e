import type { AlarmChange, Delivery, Destination, WordedMessage } from './destination.ts';
import { countyUrl, transportOf } from './http-exchange.ts';
import { peerProfileOf } from './peer-profile.ts';
import type { GivenPeerProfile, PeerProfile } from './peer-profile.ts';
import type { OffsetAt } from './local-time.ts';
import type { OutboxMessage } from './outbox-store.ts';
import { pathUnder, receiveRoute } from './receive-route.ts';
import type { EntryAlarm } from './reported-alarm.ts';
import { writeDispositionNotification } from './viid-alarm.ts';
import { headForOnePost, onePost } from './viid-bundle.ts';
import { ViidSession } from './viid-session.ts';
import type { ViidSessionOptions } from './viid-session.ts';

const alarmPath = '/VIID/DispositionNotifications';
const notificationPath = '/VIID/SubscribeNotifications';

/** GA/T 1400 upward: registers as a view library (503), keeps alive, reports alarms as DispositionNotifications. */
export class ViidDestination implements Destination {
  readonly name: string;
  readonly way = 'viid';
  readonly title: string | null;
  readonly platformId: string | null;
  readonly address: string;
  readonly transport: Destination['transport'];
  readonly takesSummaries = false;
  readonly keepUp: NonNullable<Destination['keepUp']>;
  readonly #base: URL;
  readonly #id: string;
  readonly #offsetAt: OffsetAt;
  readonly #allowPlain: boolean;
  readonly #profile: PeerProfile;
  readonly #session: ViidSession;

  constructor(
    options: Omit<ViidSessionOptions, 'base' | 'profile'> & {
      name: string;
      /** What the unit calls the platform. */
      title: string | null;
      /** The platform's own number, under which it orders and subscribes. */
      platformId: string | null;
      /** Where it is configured, for the words of what is wrong there. */
      section?: string | undefined;
      url: string;
      /** Plain http beyond this machine. */
      allowPlain?: boolean | undefined;
      profile?: GivenPeerProfile | undefined;
    },
  ) {
    const { name, title, platformId, section, url, allowPlain = false, profile = {}, ...session } = options;
    this.#base = countyUrl(`${section ?? 'county.viid'}.url`, url, allowPlain);
    this.address = this.#base.origin + this.#base.pathname.replace(/\/$/, '');
    this.transport = transportOf(this.#base);
    this.name = name;
    this.title = title;
    this.platformId = platformId;
    this.#id = session.id;
    this.#offsetAt = session.offsetAt;
    this.#allowPlain = allowPlain;
    this.#profile = peerProfileOf(profile);
    this.#session = new ViidSession({ ...session, base: this.#base, profile: this.#profile });
    const held = this.#session;
    this.keepUp = {
      get everyMs() {
        return held.keepUpAfterMs;
      },
      run: (signal) => held.keepUp(signal),
    };
  }

  /**
   * The standard has a word for an alarm, none for what became of it, nor for nobody looking at it. What another
   * platform ordered is none of this one's business.
   */
  alarmMessage(
    key: string,
    alarm: EntryAlarm,
    change: AlarmChange,
    receiveAddress: string | null = null,
  ): WordedMessage | null {
    const { disposition } = alarm.cause.entry;
    if (change !== 'raised' || (disposition !== null && disposition.platform !== this.platformId)) return null;
    const body = Buffer.from(JSON.stringify(writeDispositionNotification(alarm, this.#id, this.#offsetAt)));
    const route = receiveAddress === null ? null : this.routeTo(receiveAddress, alarmPath);
    return { key, kind: 'alarm', route, body };
  }

  /** Where an address that the platform names leads; null: not to this platform. `usualPath`: for one without a path. */
  routeTo(address: string, usualPath: string): string | null {
    const hosts = this.#profile.receiveHosts;
    return receiveRoute(address, usualPath, { base: this.#base, hosts, allowPlain: this.#allowPlain });
  }

  /** The standard has no test: it registers anew and shows a sign of life, both answered in the platform's own words. */
  testMessage(key: string): WordedMessage {
    return { key, kind: 'test', route: null, body: Buffer.alloc(0) };
  }

  together(messages: readonly OutboxMessage[]): number {
    return headForOnePost(messages, this.#profile.together);
  }

  facts(): ReturnType<Destination['facts']> {
    return this.#session.facts();
  }

  async deliver(messages: readonly OutboxMessage[], signal: AbortSignal): Promise<Delivery> {
    const [head] = messages;
    if (head === undefined) throw new RangeError('nothing to deliver');
    if (messages.some(({ kind, route }) => kind !== head.kind || route !== head.route)) {
      throw new RangeError('these messages do not go to one place');
    }
    if (head.kind === 'test') return this.#session.test(signal);
    const { body, ids } = onePost(messages);
    const [method, route] =
      head.route?.startsWith('PUT ') === true
        ? (['PUT', head.route.slice(4)] as const)
        : (['POST', head.route] as const);
    return this.#session.send(this.#urlOf({ ...head, route }), body, signal, ids, method);
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** An address that was the platform's when the message was written, and is no more, gives way to the usual path. */
  #urlOf({ kind, route }: OutboxMessage): URL {
    const usualPath = kind === 'alarm' ? alarmPath : notificationPath;
    const path = route?.startsWith('/') === true ? route : usualPath;
    const address = route === null || route.startsWith('/') ? null : this.routeTo(route, usualPath);
    return address === null ? new URL(pathUnder(this.#base, path), this.#base) : new URL(address);
  }
}
