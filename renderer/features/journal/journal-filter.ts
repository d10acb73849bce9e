/** What the journal is asked for. Pure. */
import type { Sighting, SightingKind } from '#contract/sighting.ts';

export interface JournalFilter {
  kinds: readonly SightingKind[];
  cameraId: string | null;
  plate: string;
  hitsOnly: boolean;
}

export const everything: JournalFilter = { kinds: [], cameraId: null, plate: '', hitsOnly: false };

/** As the journal stores plates: upper case, without the dot and spaces people type. */
export function typedPlate(text: string): string {
  return text.replace(/[\s·.・-]/g, '').toUpperCase();
}

export interface LatestInput {
  kinds?: SightingKind[];
  cameraIds?: string[];
  plate?: string;
  hitsOnly?: boolean;
  before?: number;
  limit: number;
}

export const pageSize = 60;

export function latestInput(filter: JournalFilter, before?: number): LatestInput {
  const plate = typedPlate(filter.plate);
  return {
    limit: pageSize,
    ...(filter.kinds.length === 0 ? {} : { kinds: [...filter.kinds] }),
    ...(filter.cameraId === null ? {} : { cameraIds: [filter.cameraId] }),
    ...(plate === '' ? {} : { plate }),
    ...(filter.hitsOnly ? { hitsOnly: true } : {}),
    ...(before === undefined ? {} : { before }),
  };
}

/** Whether a sighting that has just arrived belongs in what is shown. */
export function belongs(sighting: Sighting, filter: JournalFilter): boolean {
  const plate = typedPlate(filter.plate);
  if (filter.kinds.length > 0 && !filter.kinds.includes(sighting.facts.kind)) return false;
  if (filter.cameraId !== null && sighting.cameraId !== filter.cameraId) return false;
  if (filter.hitsOnly && sighting.alarmId === null) return false;
  return plate === '' || ('plate' in sighting.facts && sighting.facts.plate === plate);
}

/** Newest first, each once; what has just arrived in front of what was fetched. */
export function joined(arrived: readonly Sighting[], fetched: readonly Sighting[]): Sighting[] {
  const byId = new Map<number, Sighting>();
  for (const sighting of [...arrived, ...fetched]) if (!byId.has(sighting.id)) byId.set(sighting.id, sighting);
  return [...byId.values()].sort((a, b) => b.id - a.id);
}

/** The camera's clock minus ours, as far as the way here allows to tell; below this it is in step (milliseconds). */
const inStepMs = 1_000;

export function clockDriftMs(sighting: Sighting): number | null {
  const driftMs = sighting.seenAtMs - sighting.receivedAtMs;
  return Math.abs(driftMs) < inStepMs ? null : driftMs;
}
