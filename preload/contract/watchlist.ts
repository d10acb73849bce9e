/** Watchlist entries 名单条目: a plate or a person, why it is listed, who approved it, and until when. */
import { z } from 'zod';

export const entryCategory = z.enum(['barred', 'police-notice', 'wanted-vehicle', 'missing-person', 'other']);
export type EntryCategory = z.infer<typeof entryCategory>;

export const priority = z.union([z.literal(1), z.literal(2), z.literal(3)]);
/** 1 is the most urgent. */
export type Priority = z.infer<typeof priority>;

const common = {
  id: z.number().int().positive(),
  category: entryCategory,
  /** The legal basis, as the unit words it: 单位禁入决定 2026-014. */
  basis: z.string(),
  priority,
  validFromMs: z.number().int().nullable(),
  /** The first instant at which the entry no longer holds. */
  expiresAtMs: z.number().int(),
  author: z.string(),
  /** Null: not approved, never matches. Never the author. */
  approvedBy: z.string().nullable(),
  /** What the guard is to do, one step a line. */
  procedure: z.array(z.string()),
  /** Where it came from; what the provision file sets is changed there. */
  origin: z.enum(['provision', 'console', 'county']),
  note: z.string(),
};

export const vehicleEntry = z.object({ kind: z.literal('vehicle'), ...common, plate: z.string() });
export const personEntry = z.object({
  kind: z.literal('person'),
  ...common,
  idNumber: z.string(),
  name: z.string().nullable(),
});
export type VehicleEntry = z.infer<typeof vehicleEntry>;
export type PersonEntry = z.infer<typeof personEntry>;
export const watchlistEntry = z.discriminatedUnion('kind', [vehicleEntry, personEntry]);
export type WatchlistEntry = z.infer<typeof watchlistEntry>;

/** A hit 命中: this sighting matches that entry, for this reason, this surely. */
export const hit = z.object({
  entryId: z.number().int(),
  reason: z.enum(['plate-exact', 'id-number-exact']),
  /** What was compared, as read: the plate, or the ID number with all but its ends masked. */
  matched: z.string(),
  /** 0–1. */
  score: z.number().min(0).max(1),
});
export type Hit = z.infer<typeof hit>;
