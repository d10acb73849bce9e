/**
 * Summaries 汇总: counts and rates of a period. The report is what leaves the house, byte for byte; `resources/schemas/`
 * publishes it as JSON Schema. It is strict: nothing else goes out, and a member more or less is a new version.
 */
import { z } from 'zod';
import { unitField } from './access.ts';
import { alarmOutcome } from './alarm.ts';
import { retainedKind, retentionOutlook } from './retention.ts';
import { sightingKind } from './sighting.ts';
import { entryCategory } from './watchlist.ts';

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const share = z.number().min(0).max(1);
/** ISO 8601 with the local offset, to the second. */
export const reportInstant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);

export const reportedUnit = z.strictObject({
  name: z.string(),
  field: unitField,
  viidId: z.string().nullable().describe('20 digits in GA/T 1400; as the unit has it'),
});
export const reportKey = z
  .string()
  .describe('Idempotency key: the same in every try, also in the header Idempotency-Key');

/** An online rate at or above this is a camera that was there; part of the published formula. */
export const intactFromOnlineRate = 0.95;

export const summaryKind = z.enum([
  'interval', // every so often, hourly as a rule
  'shift',
  'day',
  'on-demand',
]);
export type SummaryKind = z.infer<typeof summaryKind>;

export const summaryReport = z
  .strictObject({
    schema: z.literal('guardroom/summary'),
    version: z.literal(2),
    key: reportKey,
    unit: reportedUnit,
    period: z
      .strictObject({
        kind: summaryKind,
        name: z.string().max(32).nullable().describe('Name of the shift; null for other kinds'),
        from: reportInstant,
        to: reportInstant,
      })
      .describe(
        'from is in the period, to is not; what is asked for while its period goes on ends when it was written',
      ),
    generatedAt: reportInstant,
    sightings: z.record(sightingKind, count).describe('Recognition events received in the period, by kind'),
    alarms: z.strictObject({
      raised: count,
      byCategory: z.record(entryCategory, count).describe('Of those raised in the period on entries of the watchlist'),
      byRule: count.describe("Of those raised in the period by the unit's own rules"),
      byOutcome: z.record(alarmOutcome, count).describe('Of those resolved in the period'),
      responseMs: z
        .strictObject({ count, median: count, p95: count, longest: count })
        .nullable()
        .describe(
          'From raised to acknowledged by a guard, of those acknowledged in the period; null when there were none',
        ),
      unacknowledged: count.describe('Raised and not acknowledged by a guard at the end of the period'),
    }),
    list: z
      .strictObject({
        inForce: count.describe('Entries that could match at the end of the period'),
        added: count,
        changed: count,
        approved: count,
        withdrawn: count,
        expired: count.describe('Entries that came to their end while listed'),
      })
      .describe('Changes of the watchlist in the period: how many, never which'),
    cameras: z.strictObject({
      total: count.describe('Cameras set up when this was written'),
      onlineRate: share
        .nullable()
        .describe(
          'Online rate: time with pictures over time in which the station watched, both summed over these cameras; null when it watched none',
        ),
      intact: count
        .nullable()
        .describe(
          'Of these, cameras with an online rate of 0.95 or more in the period that could be shown when last watched in it and whose recognition is not silent; silence is that of the time of writing, and is left out of account when the period ended more than 10 minutes before; null when the station watched none',
        ),
      intactRate: share.nullable().describe('Intact rate: intact over total'),
    }),
    crowd: z
      .array(z.strictObject({ camera: z.string(), people: count, at: reportInstant }))
      .max(64)
      .describe('The highest count of people at each camera that counts them, highest first'),
    retention: z
      .array(
        z.strictObject({
          kind: retainedKind,
          askedDays: z.number(),
          forecastDays: z.number().nullable().describe('How many days the disk will hold; null: not yet known'),
          outlook: retentionOutlook.shape.outlook,
        }),
      )
      .describe('When this was written'),
    outbox: z.strictObject({ unacknowledged: count.describe('Messages waiting for the county when this was written') }),
  })
  .describe('Guardroom summary of a period');
export type SummaryReport = z.infer<typeof summaryReport>;

/** A summary the station has written; it never changes again. */
export const writtenSummary = z.object({
  id: z.number().int().positive(),
  kind: summaryKind,
  /** Of the shift. */
  name: z.string().nullable(),
  fromMs: z.number(),
  toMs: z.number(),
  writtenAtMs: z.number(),
  /** Account that asked for it; null: by the clock. */
  writtenBy: z.string().nullable(),
  /** Where it goes, and whether it was acknowledged; empty: no county takes summaries. */
  sent: z.array(z.object({ destination: z.string(), state: z.enum(['waiting', 'acknowledged', 'set-aside']) })),
});
export type WrittenSummary = z.infer<typeof writtenSummary>;

/** Minutes from local midnight. */
const minuteOfDay = z.number().int().min(0).max(1439);
/** Shifts 班次 follow each other: each ends where the next begins, the last where the first does on the next day. */
export const shift = z.object({ name: z.string().trim().min(1).max(32), beginsAt: minuteOfDay });
export type Shift = z.infer<typeof shift>;

export const summarySettings = z.object({
  /** Milliseconds; `provisioned`: the provision file sets it. */
  everyMs: z.number().int().min(1000).max(86_400_000),
  daily: z.boolean(),
  /** In order of `beginsAt`, no two alike; empty: none is written. */
  shifts: z.array(shift).max(6),
  provisioned: z.boolean(),
});
export type SummarySettings = z.infer<typeof summarySettings>;
