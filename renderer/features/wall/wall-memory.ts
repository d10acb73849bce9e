/**
 * What one wall shows, kept by its window: the same after a reload or a crash. A wall has a name (`/?wall=2`; the
 * console's own has none). The window's own storage comes first; a new window begins where the last of that name was.
 */
import { z } from 'zod';
import { cameraPoint } from '#contract/camera.ts';
import { dwellSeconds, layoutSize } from '#contract/view.ts';
import { whole } from './zoom.ts';
import type { Zoom } from './zoom.ts';

const wallMemory = z.object({
  /** Null: all cameras. */
  viewId: z.number().int().nullable().catch(null),
  /** Without a view: only the cameras of these places. Null: all. */
  group: cameraPoint.nullable().catch(null),
  /** Chosen by hand; null: the view's, or what fits. */
  layout: layoutSize.nullable().catch(null),
  /** Arranged by hand and not saved; null: as the view has it. */
  arranged: z.array(z.string().nullable()).max(1024).nullable().catch(null),
  page: z.number().int().nonnegative().catch(0),
  enlargedId: z.string().nullable().catch(null),
  patrol: z
    .object({ on: z.boolean(), through: z.enum(['pages', 'groups', 'views']), pageSeconds: dwellSeconds })
    .catch({
      on: false,
      through: 'pages',
      pageSeconds: 20,
    }),
});
export type WallMemory = z.infer<typeof wallMemory>;

const zooms = z.array(
  z.tuple([z.string(), z.object({ scale: z.number().min(1).max(8), x: z.number(), y: z.number() })]),
);
const mostZooms = 64;
const kept = z.object({ wall: wallMemory, zooms: zooms.catch([]) });

export const freshMemory: WallMemory = wallMemory.parse({});

/** Whatever was left there, what comes out is whole. */
export function parseMemory(text: string | null): { wall: WallMemory; zooms: Map<string, Zoom> } {
  try {
    const given = kept.safeParse(JSON.parse(text ?? '{}')).data;
    if (given !== undefined) return { wall: given.wall, zooms: new Map(given.zooms) };
  } catch {
    // Not ours any more: begin afresh.
  }
  return { wall: freshMemory, zooms: new Map() };
}

type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem'>;

export class WallMemoryStore {
  readonly #key: string;
  /** The window's, then the browser's. */
  readonly #storages: readonly KeyValueStorage[];
  readonly #listeners = new Set<() => void>();
  readonly #zooms: Map<string, Zoom>;
  #wall: WallMemory;

  constructor(wallName: string | null, storages: readonly KeyValueStorage[]) {
    this.#key = `guardroom.wall.${wallName ?? ''}`;
    this.#storages = storages;
    const found = storages.map((storage) => storage.getItem(this.#key)).find((text) => text !== null) ?? null;
    ({ wall: this.#wall, zooms: this.#zooms } = parseMemory(found));
  }

  readonly current = (): WallMemory => this.#wall;

  readonly zoomOf = (cameraId: string): Zoom => this.#zooms.get(cameraId) ?? whole;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  set(change: Partial<WallMemory>): void {
    this.#wall = { ...this.#wall, ...change };
    this.#keep();
  }

  zoom(cameraId: string, zoom: Zoom): void {
    this.#zooms.delete(cameraId);
    if (zoom.scale > 1) this.#zooms.set(cameraId, zoom);
    for (const oldest of this.#zooms.keys()) {
      if (this.#zooms.size <= mostZooms) break;
      this.#zooms.delete(oldest);
    }
    this.#keep();
  }

  #keep(): void {
    const text = JSON.stringify({ wall: this.#wall, zooms: [...this.#zooms] });
    for (const storage of this.#storages) {
      try {
        storage.setItem(this.#key, text);
      } catch {
        // A full or forbidden storage only means that the wall is forgotten when the window closes.
      }
    }
    for (const listener of this.#listeners) listener();
  }
}

/** The name of this window's wall; null: it is a console with everything. */
export function wallNameOf(search: string): string | null {
  const name = new URLSearchParams(search).get('wall')?.trim().slice(0, 32) ?? '';
  return name === '' ? null : name;
}
