/** Whether a sighting is one that a filter asks for: what the station finds, and what a console adds as it arrives. Pure. */
import { fillsPlatePattern, foldPlate, isPlatePattern } from './plate-pattern.ts';
import type { SightingFilter } from './search.ts';
import type { Sighting } from './sighting.ts';

export function matchesFilter(
  sighting: Pick<Sighting, 'facts' | 'cameraId' | 'receivedAtMs' | 'alarmId'>,
  filter: SightingFilter,
): boolean {
  const { facts, cameraId, receivedAtMs, alarmId } = sighting;
  if (filter.fromMs !== undefined && receivedAtMs < filter.fromMs) return false;
  if (filter.toMs !== undefined && receivedAtMs >= filter.toMs) return false;
  if (filter.hitsOnly === true && alarmId === null) return false;
  if (!isAmong(cameraId, filter.cameraIds) || !isAmong(facts.kind, filter.kinds)) return false;
  const drives = facts.kind === 'vehicle' || facts.kind === 'cycle';
  const wears = facts.kind === 'face' || facts.kind === 'person';
  return (
    matchesPlate(drives ? facts.plate : undefined, filter) &&
    isAmong(drives ? facts.plateColour : undefined, filter.plateColours) &&
    isAmong(drives ? facts.vehicleColour : undefined, filter.vehicleColours) &&
    isAmong(facts.kind === 'vehicle' ? facts.vehicleClass : undefined, filter.vehicleClasses) &&
    isAmong(wears ? facts.coatColour : undefined, filter.coatColours) &&
    isAmong(facts.kind === 'behaviour' ? facts.behaviour : undefined, filter.behaviours)
  );
}

/** An empty list asks for nothing. */
function isAmong(value: string | null | undefined, wanted: readonly string[] | undefined): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  return value !== null && value !== undefined && wanted.includes(value);
}

function matchesPlate(plate: string | undefined, { plate: wanted, plateAlike }: SightingFilter): boolean {
  if (wanted === undefined) return true;
  if (plate === undefined) return false;
  const [read, asked] = plateAlike === true ? [foldPlate(plate), foldPlate(wanted)] : [plate, wanted];
  return isPlatePattern(asked) ? fillsPlatePattern(read, asked) : read === asked;
}
