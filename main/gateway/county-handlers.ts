/** The county link to those who look after it. */
import type { CountyTest, OutboxItem } from '#contract/county.ts';
import type { PlatformSubscription } from '#contract/subscription.ts';
import type { AuditEntry } from '../access/audit-log.ts';
import type { Caller, Handlers } from './handlers.ts';

type Note = (caller: Caller, action: string, subject: string, facts?: AuditEntry['facts']) => void;

export interface CountyDoor {
  outboxPage(before: number | null, limit: number): Promise<OutboxItem[]>;
  tryNow(): void;
  /** Throws `not-found`, or `conflict` when the message is not set aside. */
  retrySetAside(id: number): Promise<void>;
  /** Throws `not-found` for a destination there is none of, `conflict` while another test is on its way there. */
  test(destination: string): Promise<CountyTest>;
  subscriptions(): Promise<PlatformSubscription[]>;
}

export function countyHandlers({ county, note }: { county: CountyDoor; note: Note }): Handlers['county'] {
  return {
    outbox: ({ before, limit }) => county.outboxPage(before ?? null, limit),
    async tryNow(_input, caller) {
      county.tryNow();
      note(caller, 'county.try-now', 'county');
      return { ok: true };
    },
    async retrySetAside({ id }, caller) {
      await county.retrySetAside(id);
      note(caller, 'county.retry', `outbox:${id}`);
      return { ok: true };
    },
    async test({ destination }, caller) {
      const test = await county.test(destination);
      note(caller, 'county.test', `county:${destination}`, { outcome: test.outcome });
      return test;
    },
    subscriptions: () => county.subscriptions(),
  };
}
