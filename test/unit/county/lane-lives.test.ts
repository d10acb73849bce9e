import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OutboxKind } from '#contract/county.ts';
import { failureReason, outboxKind } from '#contract/county.ts';
import type { Delivery } from '../../../main/county/destination.ts';
import { Outbox } from '../../../main/county/outbox.ts';
import { days, minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryOutboxStore } from './memory-outbox-store.ts';
import { aMessage, FakeDestination, pass, settle } from './parts.ts';

const taken: Delivery = { outcome: 'acknowledged', words: '' };
const kinds = outboxKind.options.filter((kind) => kind !== 'test');

type Answer = Delivery | 'throw' | 'never';
const anAnswer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constant(taken),
  fc.constant({ outcome: 'rejected', detail: '422' } as const),
  fc.record({
    outcome: fc.constant('failed' as const),
    reason: fc.constantFrom(...failureReason.options),
    detail: fc.constant('no'),
    waitMs: fc.constantFrom(0, 1, -5, seconds(90), minutes(60), Infinity, NaN),
  }),
  fc.constant('throw' as const),
  fc.constant('never' as const),
);

type Deed =
  | { do: 'enqueue'; kinds: OutboxKind[] }
  | { do: 'pass'; ms: number }
  | { do: 'set clock'; byMs: number }
  | { do: 'break store'; on: boolean }
  | { do: 'receipt'; n: number }
  | { do: 'retry'; n: number }
  | { do: 'try now' | 'test' | 'restart' };
const aDeed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constant('enqueue' as const), kinds: fc.array(fc.constantFrom(...kinds), { maxLength: 6 }) }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(10, 900, seconds(20), minutes(5)) }),
  fc.record({ do: fc.constant('set clock' as const), byMs: fc.constantFrom(-days(400), -minutes(5), days(400)) }),
  fc.record({ do: fc.constant('break store' as const), on: fc.boolean() }),
  fc.record({ do: fc.constant('receipt' as const), n: fc.nat(20) }),
  fc.record({ do: fc.constant('retry' as const), n: fc.nat(20) }),
  fc.record({ do: fc.constantFrom('try now' as const, 'test' as const, 'restart' as const) }),
);

test('whatever happened, once the county is well everything it does not refuse is delivered, in order, by itself', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aDeed, { maxLength: 25 }),
      fc.array(anAnswer, { minLength: 1, maxLength: 12 }),
      fc.array(fc.constantFrom(1, 3, 50, 0, NaN, 'throw' as const), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (deeds, answers, most, keepsUp) => {
        const world = new World(answers, most, keepsUp);
        await world.start();
        for (const deed of deeds) await world.carryOut(deed);
        await world.becomeWell();
        world.check();
      },
    ),
    { numRuns: 150 },
  );
});

class World {
  readonly clock = new FakeClock();
  readonly store = new MemoryOutboxStore();
  readonly county = new FakeDestination(this.clock);
  outbox!: Outbox;
  /** Order is not promised of what a person or a receipt has moved. */
  readonly moved = new Set<string>();
  #well = false;
  #written = 0;
  #tests = 0;

  constructor(answers: readonly Answer[], most: readonly (number | 'throw')[], keepsUp: boolean) {
    let exchange = 0;
    const next = (): Delivery | Promise<Delivery> => {
      const answer = this.#well ? taken : (answers[exchange++ % answers.length] ?? taken);
      if (answer === 'throw') throw new Error('unexpected');
      return answer === 'never' ? new Promise(() => undefined) : answer;
    };
    this.county.answer = next;
    if (keepsUp) this.county.keepUp = { everyMs: seconds(60), run: async () => next() };
    let asked = 0;
    this.county.most = () => {
      const many = most[asked++ % most.length];
      if (many === 'throw') throw new Error('unexpected');
      return many ?? 1;
    };
  }

  async start(): Promise<void> {
    const { store, clock, county } = this;
    this.outbox = new Outbox({ store, destinations: [county], clock, log: silentLog, chance: () => 1 });
    await this.outbox.start();
  }

  async carryOut(deed: Deed): Promise<void> {
    switch (deed.do) {
      case 'enqueue': {
        const messages = deed.kinds.map((kind) => aMessage(`m${++this.#written}`, kind));
        await this.outbox.enqueue(messages).catch(() => undefined);
        return;
      }
      case 'pass':
        return pass(this.clock, deed.ms, Math.max(250, deed.ms / 20));
      case 'set clock':
        this.clock.jump(deed.byMs);
        return;
      case 'break store':
        this.store.broken = deed.on ? new Error('SQLITE_FULL') : null;
        return;
      case 'receipt': {
        const row = this.store.rows[deed.n];
        if (row === undefined) return;
        this.moved.add(row.key);
        await this.outbox.acknowledgeByKey(row.destination, [row.key], 1).catch(() => undefined);
        return;
      }
      case 'retry': {
        const row = this.store.rows[deed.n];
        if (row?.state !== 'set-aside') return;
        this.moved.add(row.key);
        await this.outbox.retrySetAside(row.id);
        return;
      }
      case 'try now':
        this.outbox.tryNow();
        return;
      case 'test':
        void this.outbox.test('summaries', `test-${++this.#tests}`, seconds(20)).catch(() => undefined);
        return settle();
      case 'restart': {
        const stopped = this.outbox.stop();
        await settle();
        await stopped;
        this.store.broken = null;
        return this.start();
      }
    }
  }

  async becomeWell(): Promise<void> {
    this.#well = true;
    this.store.broken = null;
    // The longest wait there is, an exchange that never ended before it, and a little.
    await pass(this.clock, minutes(20), seconds(15));
    await this.outbox.stop();
  }

  check(): void {
    const left = this.store.rows.filter(({ state }) => state !== 'acknowledged');
    expect(left.filter(({ state, rejections }) => state !== 'set-aside' || rejections < 5)).toEqual([]);
    const delivered = new Set(this.county.delivered);
    const byCounty = this.store.rows.filter(({ key, state }) => state === 'acknowledged' && !this.moved.has(key));
    expect(byCounty.filter(({ key }) => !delivered.has(key))).toEqual([]);
    for (const kind of kinds) {
      const order = [...delivered].filter((key) => this.#kindOf(key) === kind && !this.moved.has(key));
      expect(order).toEqual([...order].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
    }
  }

  #kindOf(key: string): OutboxKind | undefined {
    return this.store.rows.find((row) => row.key === key)?.kind;
  }
}
