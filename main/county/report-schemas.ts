/**
 * The JSON that leaves the house. `resources/schemas/` publishes these as JSON Schema; a test holds the two equal.
 * They are strict: nothing else goes out, and a member more or less is a new version.
 */
import { z } from 'zod';
import { alarmOutcome } from '#contract/alarm.ts';
import { packageManifest, receiptFile } from '#contract/package.ts';
import { reportedUnit, reportInstant as instant, reportKey as key, summaryReport } from '#contract/summary.ts';
import { entryCategory, hit, priority, watchlistEntry } from '#contract/watchlist.ts';

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

/** A marked test: to be acknowledged and then forgotten. */
export const testReport = z
  .strictObject({
    schema: z.literal('guardroom/test'),
    version: z.literal(1),
    key,
    unit: reportedUnit,
    sentAt: instant,
  })
  .describe('Guardroom test of the link: counts for nothing');
export type TestReport = z.infer<typeof testReport>;

/** Several messages in one exchange, for a county that has said it takes them (header Guardroom-Bundle of a reply). */
export const bundleReport = z
  .strictObject({
    schema: z.literal('guardroom/bundle'),
    version: z.literal(1),
    key: z.string().describe('Of this exchange only; each message has its own'),
    messages: z
      .array(z.looseObject({ schema: z.string(), key }))
      .min(1)
      .max(1000),
  })
  .describe('Guardroom messages, each to be applied once by its own key, in order');
export type BundleReport = z.infer<typeof bundleReport>;

/** What `resources/schemas/` holds, by file name. */
export function publishedSchemas(): Record<string, object> {
  const publish = (id: string, schema: z.ZodType): object => ({ $id: id, ...z.toJSONSchema(schema) });
  return {
    'summary-2.json': publish('urn:guardroom:schema:summary:2', summaryReport),
    'alarm-1.json': publish('urn:guardroom:schema:alarm:1', alarmReport),
    'test-1.json': publish('urn:guardroom:schema:test:1', testReport),
    'bundle-1.json': publish('urn:guardroom:schema:bundle:1', bundleReport),
    'package-1.json': publish('urn:guardroom:schema:package:1', packageManifest),
    'receipt-1.json': publish('urn:guardroom:schema:receipt:1', receiptFile),
  };
}
