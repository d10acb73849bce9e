import { z } from 'zod';
import { entryCategory } from '#contract/watchlist.ts';

const steps = z.array(z.string().min(1)).min(1);

/** Shape of `resources/procedures.json`: what a guard does on a hit, by category, when the entry itself does not say. */
export const categoryProcedures = z.object({
  zh: z.record(entryCategory, steps),
  en: z.record(entryCategory, steps),
});
export type CategoryProcedures = z.infer<typeof categoryProcedures>;
