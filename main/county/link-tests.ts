import type { CountyTest } from '#contract/county.ts';
import { AppError, assertNever } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Delivery } from './destination.ts';
import type { OutboxMessage } from './outbox-store.ts';

export type LinkTestResult = Omit<CountyTest, 'destination'>;
type Answer = Omit<LinkTestResult, 'tookMs'>;

const noAnswer: Answer = { outcome: 'waiting', words: '', reason: null };

/** Tests a person waits for: one of each destination at a time, each until it is answered or its time is over. */
export class LinkTests {
  readonly #clock: Clock;
  readonly #underWay = new Map<string, { key: string; answer: (answer: Answer) => void; over: Promise<unknown> }>();
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `send` puts it into the outbox; `withdraw` takes it back unless it was acknowledged. */
  async run(
    { name, key, withinMs, signal }: { name: string; key: string; withinMs: number; signal: AbortSignal | undefined },
    { send, withdraw }: { send: () => Promise<void>; withdraw: () => Promise<void> },
  ): Promise<LinkTestResult> {
    if (this.#stopped) throw new AppError('unavailable', 'the county link is stopping');
    if (this.#underWay.has(name)) throw new AppError('conflict', `a test of ${name} is on its way`);
    const answered = Promise.withResolvers<Answer>();
    const over = Promise.withResolvers<undefined>();
    this.#underWay.set(name, { key, answer: answered.resolve, over: over.promise });
    const beganMs = this.#clock.monotonicMs();
    const cancel = this.#clock.after(withinMs, () => answered.resolve(noAnswer));
    const giveUp = (): void => answered.resolve(noAnswer);
    signal?.addEventListener('abort', giveUp);
    if (signal?.aborted === true) giveUp();
    try {
      await send();
      const answer = await answered.promise;
      if (answer.outcome !== 'acknowledged') await withdraw();
      return { ...answer, tookMs: this.#clock.monotonicMs() - beganMs };
    } finally {
      cancel();
      signal?.removeEventListener('abort', giveUp);
      this.#underWay.delete(name);
      over.resolve(undefined);
    }
  }

  /** What came of an exchange; of interest when a test was in it. */
  conclude({ destination, key }: OutboxMessage, delivery: Delivery): void {
    const test = this.#underWay.get(destination);
    if (test?.key === key) test.answer(answerOf(delivery));
  }

  /** Nobody waits any more; resolves once what was not acknowledged is taken back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const all = [...this.#underWay.values()];
    for (const { answer } of all) answer(noAnswer);
    await Promise.all(all.map(({ over }) => over));
  }
}

function answerOf(delivery: Delivery): Answer {
  switch (delivery.outcome) {
    case 'acknowledged':
      return { outcome: 'acknowledged', words: delivery.words, reason: null };
    case 'rejected':
      return { outcome: 'failed', words: delivery.detail, reason: 'rejected' };
    case 'failed':
      return { outcome: 'failed', words: delivery.detail, reason: delivery.reason };
    default:
      return assertNever(delivery);
  }
}
