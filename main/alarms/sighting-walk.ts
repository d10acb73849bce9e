import type { Sighting } from '#contract/sighting.ts';

/** The journal, read in order of number. */
export interface SightingPages {
  /** Those with a greater number, oldest first. */
  after(id: number, limit: number): Promise<Sighting[]>;
}

const pageSize = 1000;

/**
 * Sightings received from an instant on, oldest first, page by page; other work gets its turn in between. Numbers rise
 * in order of receipt, so where to begin is found by halving: no index, no count.
 */
export async function* sightingsSince(
  pages: SightingPages,
  fromMs: number,
): AsyncGenerator<Sighting[], void, undefined> {
  let last = await lastBefore(pages, fromMs);
  for (;;) {
    const page = await pages.after(last, pageSize);
    const end = page.at(-1);
    if (end === undefined) return;
    yield page.filter(({ receivedAtMs }) => receivedAtMs >= fromMs);
    last = end.id;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A number after which every sighting was received at or after the instant, as far as our clock never jumped. */
async function lastBefore(pages: SightingPages, fromMs: number): Promise<number> {
  const isBefore = async (id: number): Promise<boolean> => {
    const [next] = await pages.after(id, 1);
    return next !== undefined && next.receivedAtMs < fromMs;
  };
  let [low, high] = [0, 1];
  while (await isBefore(high)) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isBefore(middle)) low = middle;
    else high = middle;
  }
  return low;
}
