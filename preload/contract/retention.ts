/** Retention 保存期限 and cases 案卷: how long records are kept, what holds them longer, what was deleted. */
import { z } from 'zod';

const instant = z.number().int();

export const retainedKind = z.enum(['footage', 'sightings', 'alarms', 'audit']);
export type RetainedKind = z.infer<typeof retainedKind>;

/**
 * Why a lawful bound is what it is: an id that `renderer/text` words, with the figure beside it. An id of a bound that a
 * unit's lawyer has added is shown as it is.
 */
export const lawfulBound = z.object({ days: z.number(), source: z.string() });

export const retentionOutlook = z.object({
  kind: retainedKind,
  /** What was asked for, or the lawful bound where that is longer; days. */
  askedDays: z.number(),
  /** Null: no law bounds it. */
  lawful: lawfulBound.nullable(),
  /** The oldest record there is; null: none. */
  oldestAtMs: instant.nullable(),
  bytes: z.number(),
  /** At the pace of the last days; null: not yet known. */
  bytesPerDay: z.number().nullable(),
  /**
   * How old the oldest record will be when the disk is full at the pace of the last days, what expires meanwhile taken
   * off; when it never fills, how long it could hold. Null: not yet known.
   */
  forecastDays: z.number().nullable(),
  /** `short`: the disk will not hold what was asked for. `soon`: neither, and it is full within a week. */
  outlook: z.enum(['fine', 'short', 'soon', 'unknown']),
  /**
   * Records past their period that are there nevertheless, by the first reason that applies: an open case holds them,
   * the county has not acknowledged them, or their alarm is not resolved.
   */
  heldBack: z.object({ cases: z.number().int(), county: z.number().int(), unresolved: z.number().int() }),
});
export type RetentionOutlook = z.infer<typeof retentionOutlook>;

export const retentionFacts = z.object({
  outlooks: z.array(retentionOutlook),
  freeBytes: z.number(),
  /** Faces stored, beside the 100,000 at which the Face Recognition Measures ask for a filing (Order 19, Art. 15). */
  faces: z.object({ stored: z.number().int(), filingAt: z.number().int(), warning: z.boolean() }),
  lastRunAtMs: instant.nullable(),
  nextRunAtMs: instant.nullable(),
});
export type RetentionFacts = z.infer<typeof retentionFacts>;

export const deletion = z.object({
  id: z.number().int().positive(),
  atMs: instant,
  kind: retainedKind,
  /** What was received before this instant is gone. */
  beforeMs: instant,
  records: z.number().int(),
  files: z.number().int(),
  /** Of those files. */
  bytes: z.number(),
  /** Why: the period asked for was over, or the disk was full. */
  reason: z.enum(['period-over', 'disk-full']),
});
export type Deletion = z.infer<typeof deletion>;

export const caseItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sighting'), id: z.number().int().positive() }),
  z.object({ kind: z.literal('alarm'), id: z.number().int().positive() }),
  z.object({ kind: z.literal('clip'), id: z.number().int().positive() }),
]);
export type CaseItem = z.infer<typeof caseItem>;

export const newCase = z.object({
  title: z.string().trim().min(1).max(64),
  /** Why records are kept longer than their period; goes into the audit chain. */
  reason: z.string().trim().min(2).max(400),
});
export type NewCase = z.infer<typeof newCase>;
/** A case 案卷 keeps records beyond their period, for as long as it is open. */
export const unitCase = newCase.extend({
  id: z.number().int().positive(),
  openedBy: z.string(),
  openedAtMs: instant,
  /** Null: open, and holding. */
  closed: z.object({ by: z.string(), atMs: instant }).nullable(),
  items: z.array(z.object({ item: caseItem, addedBy: z.string(), addedAtMs: instant })),
  /** Pictures copied out of the day packs, so that a pack can go. */
  copiedPictures: z.number().int(),
});
export type UnitCase = z.infer<typeof unitCase>;
