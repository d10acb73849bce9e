/** Tells upper platforms what they subscribed to: everything once, then what changes, at the pace each asked for. */
import type { Sighting } from '#contract/sighting.ts';
import { reasonOf } from '../../system/app-error.ts';
import { seconds } from '../../system/clock.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { WordedMessage } from '../destination.ts';
import type { OffsetAt } from '../local-time.ts';
import { deviceListNews, deviceStatusNews } from './device-news.ts';
import type { DeviceView } from './device-news.ts';
import { hitNews } from './hit-news.ts';
import type { HitSource } from './hit-news.ts';
import { NotificationWriter, digestOf } from './notification.ts';
import type { Said } from './notification.ts';
import { isOnlineOf } from './reported-device.ts';
import type { ReportedDevice } from './reported-device.ts';
import { SteadyStatus } from './steady-status.ts';
import type { DueSubscription, SubscriptionBook } from './subscription-book.ts';
import type { Told } from './subscription-store.ts';

const lookEveryMs = seconds(1);
/** Sightings in alarms that are looked at for one subscription before the next has its turn. */
const hitsInOneTurn = 50;

export interface DeviceSource {
  devices(): readonly ReportedDevice[];
  /** ApeID of the device that saw it. */
  apeIdOf(sighting: Sighting): string;
}

/** Where messages go: resolves once they are on the disk; a key that is there already is left as it is. */
export type Enqueue = (destination: string, messages: readonly WordedMessage[]) => Promise<{ added: number }>;

export interface PublisherOptions {
  book: SubscriptionBook;
  devices: DeviceSource;
  hits: HitSource;
  enqueue: Enqueue;
  /** Our own number. */
  viidId: string;
  clock: Clock;
  log: Log;
  offsetAt: OffsetAt;
  /** Told of the devices at every look, before subscriptions are: what goes up without being subscribed to. */
  onLook?: (view: DeviceView) => Promise<void>;
}

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #writer: NotificationWriter;
  readonly #steady: SteadyStatus;
  readonly #log: Log;
  #looking: Promise<void> | null = null;
  #mayHaveHits = true;
  /** So that one trouble that lasts is logged once. */
  #inTrouble = false;
  #stops: Cancel[] = [];

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#writer = new NotificationWriter(options);
    this.#steady = new SteadyStatus(options.clock);
    this.#log = options.log.room('county');
  }

  start(): void {
    const { clock, hits } = this.#options;
    this.#stops = [
      hits.watch(() => {
        this.#mayHaveHits = true;
      }),
      clock.every(lookEveryMs, () => this.#look()),
    ];
    this.#look();
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    await this.#looking;
    await this.#options.book.settled();
  }

  #look(): void {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = null;
    });
  }

  async #lookOnce(): Promise<void> {
    const { book, devices, viidId, clock, onLook } = this.#options;
    try {
      const nowMs = clock.nowMs();
      const current = devices.devices();
      this.#steady.look(new Map(current.map(({ apeId, online }) => [apeId, isOnlineOf(online)])));
      const view: DeviceView = {
        ...{ devices: current, viidId, nowMs, now: this.#writer.time(nowMs) },
        steady: (apeId) => this.#steady.of(apeId),
      };
      await onLook?.(view);
      const hadHits = this.#mayHaveHits;
      this.#mayHaveHits = false;
      for (const due of book.due()) await this.#tell(due, view, hadHits);
      this.#inTrouble = false;
    } catch (error) {
      this.#mayHaveHits = true;
      if (!this.#inTrouble) this.#log.error('subscriptions are not served for now', { reason: reasonOf(error) });
      this.#inTrouble = true;
    }
  }

  /** The outbox first, then the book: told again after a crash in between, under the same key. */
  async #tell(due: DueSubscription, view: DeviceView, mayHaveHits: boolean): Promise<void> {
    const { book, enqueue } = this.#options;
    const { kept, scope, destination, route } = due;
    if (!isItsTurn(due, view.nowMs)) {
      this.#mayHaveHits ||= mayHaveHits;
      return;
    }
    const inScope = { ...view, devices: view.devices.filter(({ apeId }) => scope === null || scope.has(apeId)) };
    const said: Said[] = [];
    const told: Told = { ...kept.told };
    if (kept.order.topics.includes('devices')) {
      const news = deviceListNews(told.devices, inScope);
      said.push(...news.said.map((one) => this.#named(due, one)));
      told.devices = news.told;
    }
    if (kept.order.topics.includes('device-status')) {
      const news = deviceStatusNews(told.status, inScope);
      said.push(...news.said.map((one) => this.#named(due, one)));
      told.status = news.told;
    }
    if (mayHaveHits) {
      const news = await hitNews(kept, {
        ...{ hits: this.#options.hits, writer: this.#writer, scope, nowMs: view.nowMs, limit: hitsInOneTurn },
        apeIdOf: (sighting) => this.#options.devices.apeIdOf(sighting),
      });
      said.push(...news.said);
      told.hitsUpTo = news.upTo;
      this.#mayHaveHits ||= news.more;
    }
    const messages = said.map((one) => this.#writer.write(kept, route, one));
    if (messages.length > 0) await enqueue(destination, messages);
    if (digestOf(told) !== digestOf(kept.told)) await book.note(kept, { told, notifications: messages.length });
  }

  /** The same news after a crash has the same key; the same news a second time has not. */
  #named({ kept }: DueSubscription, said: Said): Said {
    const about = digestOf([said.infoIds, withoutTimes(said.members)]);
    return { ...said, name: `${said.name}:${kept.postedAtMs}-${kept.notifications}:${about}` };
  }
}

/** The first is sent at once. A clock that was put back does not keep anybody waiting. */
function isItsTurn({ kept }: DueSubscription, nowMs: number): boolean {
  const { lastNotifiedAtMs, order, told } = kept;
  const isNew =
    (order.topics.includes('devices') && told.devices === null) ||
    (order.topics.includes('device-status') && told.status === null);
  if (isNew || lastNotifiedAtMs === null) return true;
  const sinceMs = nowMs - lastNotifiedAtMs;
  return sinceMs < 0 || sinceMs >= seconds(order.reportIntervalSeconds);
}

function withoutTimes(members: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(members, (name, value: unknown) => (name === 'CurrentTime' ? undefined : value));
}
