/** SubscribeNotification of GA/T 1400.3, and the outbox messages that carry them. */
import { createHash, randomInt } from 'node:crypto';
import type { OutboxKind } from '#contract/county.ts';
import type { Clock } from '../../system/clock.ts';
import type { WordedMessage } from '../destination.ts';
import { viidTime } from '../local-time.ts';
import type { OffsetAt } from '../local-time.ts';
import { businessId } from '../viid-codes.ts';
import type { KeptSubscription } from './subscription-store.ts';

/** ExecuteOperation. */
export const operation = { add: 1, modify: 2, remove: 3 } as const;

/** What one notification says, before it has a number. */
export interface Said {
  kind: Extract<OutboxKind, 'status' | 'capture'>;
  /** Tells it from everything else that is said of the subscription; the same when the same is said again. */
  name: string;
  /** Devices or objects it is about. */
  infoIds: readonly string[];
  atMs: number;
  members: Readonly<Record<string, unknown>>;
}

/** Writes notifications; the numbers of one writer never repeat within a second, and time does the rest. */
export class NotificationWriter {
  readonly #viidId: string;
  readonly #clock: Clock;
  readonly #offsetAt: OffsetAt;
  #serial = randomInt(100_000);

  constructor(options: { viidId: string; clock: Clock; offsetAt: OffsetAt }) {
    this.#viidId = options.viidId;
    this.#clock = options.clock;
    this.#offsetAt = options.offsetAt;
  }

  write(kept: KeptSubscription, route: string | null, said: Said): WordedMessage {
    const { order } = kept;
    this.#serial += 1;
    const object = {
      NotificationID: businessId(this.#viidId, '04', this.time(this.#clock.nowMs()), this.#serial),
      SubscribeID: order.subscriptionId,
      Title: order.title ?? '订阅通知',
      TriggerTime: this.time(said.atMs),
      InfoIDs: said.infoIds.join(','),
      ...said.members,
    };
    const list = { SubscribeNotificationListObject: { SubscribeNotificationObject: [object] } };
    const body = Buffer.from(JSON.stringify(list));
    return { key: `${subscriptionKey(kept)}:${said.name}`, kind: said.kind, route, body };
  }

  time(atMs: number): string {
    return viidTime(atMs, this.#offsetAt);
  }
}

function subscriptionKey({ platformId, order }: KeptSubscription): string {
  return `subscribe:${keyPart(platformId)}:${keyPart(order.subscriptionId)}`;
}

/** Visible ASCII, not longer than an outbox key has room for. */
export function keyPart(id: string): string {
  const encoded = encodeURIComponent(id);
  return encoded.length <= 128 ? encoded : digestOf(id);
}

export function digestOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}
