/** The county link 县平台: what it has acknowledged, and what it has not. */
import { z } from 'zod';

export const outboxKind = z.enum(['alarm', 'summary']);
export type OutboxKind = z.infer<typeof outboxKind>;

/** One destination of the outbox and the truth about it. */
export const countyDestination = z.object({
  /** `summaries` or `viid`. */
  name: z.string(),
  address: z.string(),
  link: z.enum(['up', 'down']),
  lastAcknowledgedAtMs: z.number().nullable(),
  unacknowledged: z.number().int().nonnegative(),
  oldestUnacknowledgedAtMs: z.number().nullable(),
  setAside: z.number().int().nonnegative(),
  nextTryAtMs: z.number().nullable(),
  /** Why the last try failed: a code the console words, and the plain detail. Null after a success. */
  lastFailure: z
    .object({
      reason: z.enum([
        'unreachable',
        'refused',
        'timeout',
        'tls',
        'rejected',
        'unauthorised',
        'bad-reply',
        'server-error',
      ]),
      detail: z.string(),
      atMs: z.number(),
    })
    .nullable(),
});
export type CountyDestination = z.infer<typeof countyDestination>;

export const countyLink = z.object({
  /** `off`: no destination is configured. `down` when any destination is. */
  link: z.enum(['up', 'down', 'off']),
  unacknowledged: z.number().int().nonnegative(),
  lastAcknowledgedAtMs: z.number().nullable(),
  destinations: z.array(countyDestination),
});
export type CountyLink = z.infer<typeof countyLink>;

export const outboxItem = z.object({
  id: z.number().int(),
  destination: z.string(),
  kind: outboxKind,
  /** Idempotency key, the same in every try and after every restart. */
  key: z.string(),
  createdAtMs: z.number(),
  bytes: z.number().int(),
  attempts: z.number().int(),
  state: z.enum(['waiting', 'acknowledged', 'set-aside']),
  acknowledgedAtMs: z.number().nullable(),
  failure: z.string().nullable(),
});
export type OutboxItem = z.infer<typeof outboxItem>;
