/**
 * The JSON that leaves the house. `resources/schemas/` publishes these as JSON Schema; a test holds the two equal.
 * They are strict: nothing else goes out, and a member more or less is a new version.
 */
import { z } from 'zod';
import { unitField } from '#contract/access.ts';
import { alarmOutcome } from '#contract/alarm.ts';
import { sightingKind } from '#contract/sighting.ts';
import { entryCategory, hit, priority, watchlistEntry } from '#contract/watchlist.ts';

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);

const reportedUnit = z.strictObject({
  name: z.string(),
  field: unitField,
  viidId: z.string().nullable().describe('20 digits in GA/T 1400; as the unit has it'),
});

const key = z.string().describe('Idempotency key: the same in every try, also in the header Idempotency-Key');

export const summaryReport = z
  .strictObject({
    schema: z.literal('guardroom/summary'),
    version: z.literal(1),
    key,
    unit: reportedUnit,
    period: z.strictObject({ from: instant, to: instant }).describe('from is in the period, to is not'),
    generatedAt: instant,
    sightings: z.record(sightingKind, count).describe('Recognition events received in the period, by kind'),
    alarms: z.strictObject({
      raised: count,
      byCategory: z.record(entryCategory, count).describe('Of those raised in the period'),
      byOutcome: z.record(alarmOutcome, count).describe('Of those resolved in the period'),
      responseMs: z
        .strictObject({ count, median: count, p95: count, longest: count })
        .nullable()
        .describe(
          'From raised to acknowledged by a guard, of those acknowledged in the period; null when there were none',
        ),
      unacknowledged: count.describe('Raised and not acknowledged by a guard at the end of the period'),
    }),
    cameras: z.strictObject({
      total: count,
      onlineRate: z
        .number()
        .min(0)
        .max(1)
        .nullable()
        .describe('Time with pictures over time in the period, mean of all cameras; null when it was not measured'),
    }),
    outbox: z.strictObject({ unacknowledged: count.describe('Messages waiting for the county when this was written') }),
  })
  .describe('Guardroom summary of a period');
export type SummaryReport = z.infer<typeof summaryReport>;

export const alarmReport = z
  .strictObject({
    schema: z.literal('guardroom/alarm'),
    version: z.literal(1),
    key,
    unit: reportedUnit,
    change: z
      .enum(['raised', 'escalated', 'resolved'])
      .describe('escalated: nobody at the unit has acknowledged it in time'),
    alarm: z.strictObject({
      id: z.int().positive().max(Number.MAX_SAFE_INTEGER).describe("The station's own number of the alarm"),
      priority: priority.describe('1 is the most urgent'),
      category: entryCategory,
      basis: z.string().describe('Legal basis of the entry, as the unit words it'),
      origin: watchlistEntry.options[0].shape.origin,
      subject: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('vehicle'), plate: z.string() }),
        z.strictObject({
          kind: z.literal('person'),
          name: z.string().nullable(),
          idNumberMasked: z
            .string()
            .nullable()
            .describe('All but the ends replaced by *; null when only the name is listed'),
        }),
      ]),
      reason: hit.shape.reason,
      score: z.number().min(0).max(1),
      camera: z.string().nullable().describe('Name of the camera, which says the place'),
      raisedAt: instant,
      lastSeenAt: instant,
      count: z.int().positive().max(Number.MAX_SAFE_INTEGER).describe('Hits folded into the alarm'),
      acknowledgedAt: instant.nullable(),
      resolvedAt: instant.nullable(),
      outcome: alarmOutcome.nullable(),
    }),
  })
  .describe('Guardroom alarm on an approved entry');
export type AlarmReport = z.infer<typeof alarmReport>;

/** What `resources/schemas/` holds, by file name. */
export function publishedSchemas(): Record<string, object> {
  const publish = (id: string, schema: z.ZodType): object => ({ $id: id, ...z.toJSONSchema(schema) });
  return {
    'summary-1.json': publish('urn:guardroom:schema:summary:1', summaryReport),
    'alarm-1.json': publish('urn:guardroom:schema:alarm:1', alarmReport),
  };
}
