import { z } from 'zod';
import { retainedKind } from '#contract/retention.ts';
import type { RetainedKind } from '#contract/retention.ts';

/**
 * What the law says on keeping records, as data: `resources/lawful-bounds.json`, or a file of that name in the data
 * directory, where a unit's lawyer changes it. A kind without a bound is one no law bounds.
 */
export const lawfulBounds = z.strictObject({
  bounds: z.array(
    z.strictObject({
      kind: retainedKind,
      /** Kept at least so long. */
      days: z.number().int().min(1).max(36_500),
      appliesTo: z.enum(['every-unit', 'key-target']),
      /** Names the law; the console words it. */
      source: z.string().regex(/^[a-z0-9-]{1,64}$/),
      /** The law as cited, for who reads the file. */
      law: z.string(),
    }),
  ),
  faces: z.strictObject({
    /** Faces stored at which the unit files with the authority. */
    filingAt: z.number().int().positive(),
    /** Of those, from which on a warning is due. */
    warnAtShare: z.number().positive().max(1),
    source: z.string(),
    law: z.string(),
  }),
});
export type LawfulBounds = z.infer<typeof lawfulBounds>;

/** The longest bound that applies to the unit; null when no law bounds this kind. */
export function lawfulBoundOf(
  { bounds }: LawfulBounds,
  kind: RetainedKind,
  unit: { keyTarget: boolean },
): { days: number; source: string } | null {
  const applying = bounds
    .filter((bound) => bound.kind === kind && (bound.appliesTo === 'every-unit' || unit.keyTarget))
    .sort((a, b) => b.days - a.days);
  const [longest] = applying;
  return longest === undefined ? null : { days: longest.days, source: longest.source };
}
