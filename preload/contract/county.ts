/** The county link 县平台: what it has acknowledged, and what it has not. */
import { z } from 'zod';

const count = z.number().int().nonnegative();
const instant = z.number();

/** In the order of urgency: what stands first goes first. */
export const outboxKind = z.enum([
  'test', // asked for by a person who waits for the answer
  'alarm',
  'status', // devices that come, go, or change
  'summary',
  'capture', // of hits on approved entries only, where a platform subscribed to them
]);
export type OutboxKind = z.infer<typeof outboxKind>;

export const failureReason = z.enum([
  'unreachable',
  'refused',
  'timeout',
  'tls',
  'rejected',
  'unauthorised',
  'bad-reply',
  'server-error',
]);

/** One destination of the outbox and the truth about it. */
export const countyDestination = z.object({
  /** `summaries`, `viid`, or `viid:NAME` of a further platform. */
  name: z.string(),
  way: z.enum(['json', 'viid']),
  /** What the unit calls the platform; null: it has no name of its own. */
  title: z.string().nullable(),
  address: z.string(),
  /** `plain`: everybody on the way can read it; `loopback`: plain, but within this machine. */
  transport: z.enum(['tls', 'plain', 'loopback']),
  link: z.enum(['up', 'down']),
  lastAcknowledgedAtMs: instant.nullable(),
  /** What the county said then, in its own words, shortened. */
  lastAcknowledgement: z.string().nullable(),
  unacknowledged: count,
  /** Of these, by kind; what is set aside is in it. */
  unacknowledgedByKind: z.record(outboxKind, count),
  /** Bytes of these: what is lost if the disk is. */
  unacknowledgedBytes: count,
  oldestUnacknowledgedAtMs: instant.nullable(),
  setAside: count,
  nextTryAtMs: instant.nullable(),
  /** Why the last try failed: a code the console words, and the plain detail. Null after a success. */
  lastFailure: z.object({ reason: failureReason, detail: z.string(), atMs: instant }).nullable(),
  /** The county's clock minus ours, milliseconds, as its last reply told; null: it tells none. */
  clockDriftMs: z.number().nullable(),
  /** Of the GA/T 1400 way: since when it is registered (null: it is not), and when it registers anew. */
  registration: z.object({ sinceMs: instant.nullable(), renewAtMs: instant.nullable() }).nullable(),
});
export type CountyDestination = z.infer<typeof countyDestination>;

export const countyLink = z.object({
  /** `off`: no destination is configured. `down` when any destination is. */
  link: z.enum(['up', 'down', 'off']),
  unacknowledged: count,
  lastAcknowledgedAtMs: instant.nullable(),
  destinations: z.array(countyDestination),
  /** What the disk has no room for any more, least urgent first; empty while there is room. */
  refusing: z.array(outboxKind),
  /** Days until the disk is full if nothing is acknowledged, at the pace at which the outbox grew in the last day; null: unknown. */
  holdsDays: z.number().nullable(),
});
export type CountyLink = z.infer<typeof countyLink>;

export const outboxItem = z.object({
  id: z.number().int(),
  destination: z.string(),
  kind: outboxKind,
  /** Idempotency key, the same in every try and after every restart. */
  key: z.string(),
  createdAtMs: instant,
  bytes: z.number().int(),
  attempts: z.number().int(),
  state: z.enum(['waiting', 'acknowledged', 'set-aside']),
  acknowledgedAtMs: instant.nullable(),
  failure: z.string().nullable(),
});
export type OutboxItem = z.infer<typeof outboxItem>;

/** What came of a marked test message, once it was answered or the wait was over. */
export const countyTest = z.object({
  destination: z.string(),
  /** `waiting`: no answer in time. What was not acknowledged is taken back: it is not sent again, and counts for nothing. */
  outcome: z.enum(['acknowledged', 'failed', 'waiting']),
  /** The county's own words, or the plain detail of the failure. */
  words: z.string(),
  reason: failureReason.nullable(),
  tookMs: z.number().nonnegative(),
});
export type CountyTest = z.infer<typeof countyTest>;
