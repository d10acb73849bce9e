/** Everything around subscriptions in memory: what was put into the outbox, devices that change, hits. */
import type { Alarm } from '#contract/alarm.ts';
import type { Sighting } from '#contract/sighting.ts';
import type { SubscribeOrder } from '#contract/subscription.ts';
import type { WordedMessage } from '../../../main/county/destination.ts';
import { Publisher } from '../../../main/county/subscriptions/publisher.ts';
import type { ReportedDevice } from '../../../main/county/subscriptions/reported-device.ts';
import { SubscriptionBook } from '../../../main/county/subscriptions/subscription-book.ts';
import type { KeptSubscription, SubscriptionStore } from '../../../main/county/subscriptions/subscription-store.ts';
import { seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aUnit, china, pass, settle } from './parts.ts';

export const county = { id: '37152500005030000099', name: '县公安局' };
export const city = { id: '37150000005030000001', name: '市局' };
export const viidId = aUnit.viidId ?? '';

export function anOrder(given: Partial<SubscribeOrder> = {}): SubscribeOrder {
  return {
    subscriptionId: 'sub-1',
    title: null,
    topics: ['devices', 'device-status'],
    otherTopics: [],
    resources: [],
    beginsAtMs: null,
    endsAtMs: null,
    receiveAddress: null,
    reportIntervalSeconds: 1,
    pictures: null,
    ...given,
  };
}

export function aDevice(apeId: string, given: Partial<ReportedDevice> = {}): ReportedDevice {
  return { apeId, name: `device ${apeId}`, model: null, place: '东门', online: true, ...given };
}

class MemorySubscriptionStore implements SubscriptionStore {
  readonly rows = new Map<string, string>();
  async all(): Promise<KeptSubscription[]> {
    return [...this.rows.values()].map((row) => JSON.parse(row) as KeptSubscription);
  }
  async save(kept: readonly KeptSubscription[], forgotten: readonly KeptSubscription[]): Promise<void> {
    for (const one of forgotten) this.rows.delete(keyOf(one));
    for (const one of kept) this.rows.set(keyOf(one), JSON.stringify(one));
  }
}
const keyOf = ({ platformId, order }: KeptSubscription): string => `${platformId} ${order.subscriptionId}`;

export interface SentMessage extends WordedMessage {
  destination: string;
  /** The notification in it. */
  said: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- looked into freely
}

export class Subscribing {
  readonly clock = new FakeClock();
  readonly store = new MemorySubscriptionStore();
  readonly sent: SentMessage[] = [];
  devices: ReportedDevice[] = [aDevice('1'), aDevice('2')];
  readonly sightings = new Map<number, Sighting>();
  readonly alarms = new Map<number, Alarm>();
  readonly pictures = new Map<string, Buffer>();
  readonly looks: string[] = [];
  destinations: Record<string, string> = { [county.id]: 'viid', [city.id]: 'viid:city' };
  /** Set: nothing gets into the outbox. */
  full = false;
  book!: SubscriptionBook;
  #publisher: Publisher | null = null;
  #tellOfHits = new Set<() => void>();

  async start(): Promise<void> {
    const { clock, store } = this;
    this.book = new SubscriptionBook({
      ...{ store, clock, platforms: [county, city] },
      newestHit: async () => Math.max(0, ...this.#links().map(({ sightingId }) => sightingId)),
      resource: (id) => (id === viidId ? 'all' : this.devices.some(({ apeId }) => apeId === id) ? 'device' : null),
      routes: {
        destinationOf: (id) => this.destinations[id] ?? null,
        routeTo: (_id, address) => (address.startsWith('http://127.0.0.1') ? address : null),
      },
    });
    await this.book.start();
    this.#publisher = new Publisher({
      ...{ book: this.book, viidId, clock, log: silentLog, offsetAt: china },
      devices: { devices: () => this.devices, apeIdOf: ({ deviceId }) => deviceId },
      hits: {
        after: async (id, limit) =>
          this.#links()
            .filter(({ sightingId }) => sightingId > id)
            .slice(0, limit),
        alarm: async (id) => this.alarms.get(id) ?? null,
        sighting: async (id) => this.sightings.get(id) ?? null,
        picture: async (digest, platformId) => {
          this.looks.push(platformId);
          return this.pictures.get(digest) ?? null;
        },
        watch: (listener) => {
          this.#tellOfHits.add(listener);
          return () => this.#tellOfHits.delete(listener);
        },
      },
      enqueue: async (destination, messages) => {
        if (this.full) throw new Error('disk full');
        const fresh = messages.filter(
          ({ key }) => !this.sent.some((one) => one.destination === destination && one.key === key),
        );
        for (const message of fresh) this.sent.push({ ...message, destination, said: saidIn(message) });
        return { added: fresh.length };
      },
    });
    this.#publisher.start();
    await settle();
  }

  async stop(): Promise<void> {
    await this.#publisher?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async post(given: Partial<SubscribeOrder> = {}, platform = county) {
    const [outcome] = await this.book.take(platform, [{ ask: 'set', order: anOrder(given) }]);
    return outcome;
  }

  /** One sighting in one alarm. */
  hit(sighting: Sighting, alarm: Alarm): void {
    this.sightings.set(sighting.id, { ...sighting, alarmId: alarm.id });
    this.alarms.set(alarm.id, alarm);
    for (const listener of this.#tellOfHits) listener();
  }

  /** Time passes; gives what was sent meanwhile. */
  async during(ms: number): Promise<SentMessage[]> {
    const before = this.sent.length;
    await pass(this.clock, ms, seconds(1));
    return this.sent.slice(before);
  }

  #links(): { sightingId: number; alarmId: number }[] {
    return [...this.sightings.values()]
      .flatMap(({ id, alarmId }) => (alarmId === null ? [] : [{ sightingId: id, alarmId }]))
      .sort((a, b) => a.sightingId - b.sightingId);
  }
}

function saidIn({ body }: WordedMessage): SentMessage['said'] {
  const list = JSON.parse(Buffer.from(body).toString('utf8')) as Record<string, Record<string, SentMessage['said'][]>>;
  const [said] = list['SubscribeNotificationListObject']?.['SubscribeNotificationObject'] ?? [];
  if (said === undefined) throw new Error('no notification');
  return said;
}
