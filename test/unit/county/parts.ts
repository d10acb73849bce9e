import type { OutboxKind } from '#contract/county.ts';
import type { Unit } from '#contract/access.ts';
import type { Delivery, Destination, WordedMessage } from '../../../main/county/destination.ts';
import type { NewOutboxMessage, OutboxMessage } from '../../../main/county/outbox-store.ts';
import type { AlarmCounts } from '../../../main/county/summaries.ts';
import type { OffsetAt } from '../../../main/county/local-time.ts';
import type { FakeClock } from '../../builders/fake-clock.ts';

export const aUnit: Unit = {
  name: '冠县第一中学',
  field: 'education',
  viidId: '37152500005030000001',
  keyTarget: false,
};

export const noAlarms: AlarmCounts = {
  raised: 0,
  byCategory: { barred: 0, 'police-notice': 0, 'wanted-vehicle': 0, 'missing-person': 0, other: 0 },
  byRule: 0,
  byOutcome: { 'true-hit': 0, 'false-match': 0, drill: 0, duplicate: 0 },
  responseTimesMs: [],
  unacknowledged: 0,
};

export const china: OffsetAt = () => 8 * 3_600_000;

export function aMessage(key: string, kind: OutboxKind = 'summary'): NewOutboxMessage {
  return {
    destination: 'summaries',
    kind,
    route: null,
    key,
    body: Buffer.from(`{"key":"${key}"}`),
    createdAtMs: 1_000,
  };
}

/** Lets everything that waits for promises only, and not for time, come to rest. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Time passes in steps, and what it sets off comes to rest after each. */
export async function pass(clock: FakeClock, ms: number, stepMs = 250): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs) {
    clock.advance(Math.min(stepMs, left));
    await settle();
  }
}

/** A destination that does what the test says and remembers what it was given. */
export class FakeDestination implements Destination {
  readonly name = 'summaries';
  readonly way = 'json';
  readonly title = null;
  readonly platformId = null;
  readonly transport = 'loopback';
  readonly address = 'http://127.0.0.1/guardroom/summaries';
  readonly takesSummaries = true;
  readonly delivered: string[] = [];
  readonly tries: { key: string; atMs: number }[] = [];
  /** The keys of each exchange. */
  readonly exchanges: string[][] = [];
  most: (messages: readonly OutboxMessage[]) => number = () => 1;
  keepUp: Destination['keepUp'] = null;
  closed = false;
  answer: (message: OutboxMessage) => Delivery | Promise<Delivery> = () => ({ outcome: 'acknowledged', words: '' });
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }
  alarmMessage(key: string): WordedMessage {
    return { key, kind: 'alarm', route: null, body: Buffer.from(key) };
  }
  testMessage(key: string): WordedMessage {
    return { key, kind: 'test', route: null, body: Buffer.from(key) };
  }
  together(messages: readonly OutboxMessage[]): number {
    return this.most(messages);
  }
  facts(): ReturnType<Destination['facts']> {
    return { clockDriftMs: null, registration: null };
  }
  async deliver(messages: readonly OutboxMessage[]): Promise<Delivery> {
    const keys = messages.map(({ key }) => key);
    this.exchanges.push(keys);
    this.tries.push(...keys.map((key) => ({ key, atMs: this.#clock.monotonicMs() })));
    let delivery: Delivery = { outcome: 'failed', reason: 'bad-reply', detail: 'nothing to deliver' };
    for (const message of messages) {
      delivery = await this.answer(message);
      // As a county does that takes all of them or none.
      if (delivery.outcome !== 'acknowledged') return delivery;
    }
    this.delivered.push(...keys);
    return delivery;
  }
  async close(): Promise<void> {
    this.closed = true;
  }
}
