/** Saved views 视图 of the wall: a split, and which camera is where in it. Of the station, for every console. */
import { z } from 'zod';

export const layoutSizes = [1, 4, 6, 8, 9, 13, 16, 25, 36, 64] as const;
/** The splits guards' hands know. */
export const layoutSize = z.literal(layoutSizes);
export type LayoutSize = z.infer<typeof layoutSize>;

/** Seconds a view or page is shown on patrol 轮巡. */
export const dwellSeconds = z.number().int().min(5).max(300);

const tiles = z
  .array(z.string().min(1).max(64).nullable())
  .max(256)
  .refine((ids) => new Set(ids.filter((id) => id !== null)).size === ids.filter((id) => id !== null).length, {
    message: 'a camera stands in one tile only',
  });

export const newView = z.object({
  name: z.string().trim().min(1).max(32),
  layout: layoutSize,
  /** Camera ids in the order of the tiles; null: left empty. More than the split holds go on further pages. */
  tiles,
  /** How long a patrol stays; null: patrols pass it by. */
  patrolSeconds: dwellSeconds.nullable(),
});
export type NewView = z.infer<typeof newView>;

export const wallView = newView.extend({
  id: z.number().int().positive(),
  /** The account that saved it last. */
  savedBy: z.string(),
  savedAtMs: z.number(),
});
export type WallView = z.infer<typeof wallView>;
