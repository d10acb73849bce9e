/** Which camera is in which tile, over all pages of the wall. Pure. */

/** Camera ids in the order of the tiles; null: the tile is empty. */
export type Slots = readonly (string | null)[];

/**
 * The tiles of the wall: as rearranged by hand, else as the view says, else every camera in the station's order.
 * Without a view no camera is left out: one that is new comes last. Always whole pages, at least one.
 */
export function slotsOf(wall: {
  arranged: Slots | null;
  viewTiles: Slots | null;
  cameraIds: readonly string[];
  pageSize: number;
}): Slots {
  const known = new Set(wall.cameraIds);
  const given = wall.arranged ?? wall.viewTiles ?? wall.cameraIds;
  const slots = given.map((id) => (id !== null && known.has(id) ? id : null));
  while (slots.at(-1) === null) slots.pop();
  if (wall.viewTiles === null) {
    const placed = new Set(slots);
    slots.push(...wall.cameraIds.filter((id) => !placed.has(id)));
  }
  const pages = Math.max(1, Math.ceil(slots.length / wall.pageSize));
  return [...slots, ...Array<null>(pages * wall.pageSize - slots.length).fill(null)];
}

export function swapped(slots: Slots, one: number, other: number): Slots {
  const next = [...slots];
  [next[one], next[other]] = [slots[other] ?? null, slots[one] ?? null];
  return next;
}

/** Puts a camera into a tile; one that is on the wall already changes places with what was there. */
export function assigned(slots: Slots, at: number, cameraId: string | null): Slots {
  const from = cameraId === null ? -1 : slots.indexOf(cameraId);
  if (from !== -1) return swapped(slots, from, at);
  return slots.map((id, index) => (index === at ? cameraId : id));
}
