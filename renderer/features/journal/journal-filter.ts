/** What the journal is asked for. Pure. */
import type { NewSavedSearch, SavedSearch, SightingFilter } from '#contract/search.ts';
import type { Colour, Sighting, SightingFacts, SightingKind } from '#contract/sighting.ts';
import type { Stretch } from './hour-bar-rules.ts';
import { savableSpan, spanWindow } from './journal-span.ts';
import type { BarWindow, JournalSpan, SpanWindow } from './journal-span.ts';
import { askedPlate, plateMatches } from './plate-pattern.ts';
import { classGroups, codesOf } from './vehicle-classes.ts';
import type { ClassGroup } from './vehicle-classes.ts';

export type Behaviour = Extract<SightingFacts, { kind: 'behaviour' }>['behaviour'];

export interface JournalFilter {
  span: JournalSpan;
  /** A part of the span, chosen on the bar above the results. */
  brush: Stretch | null;
  kinds: readonly SightingKind[];
  /** As typed. */
  plate: string;
  plateAlike: boolean;
  cameraIds: readonly string[];
  plateColours: readonly Colour[];
  vehicleColours: readonly Colour[];
  vehicleClasses: readonly ClassGroup[];
  coatColours: readonly Colour[];
  behaviours: readonly Behaviour[];
  hitsOnly: boolean;
}

export const noFilter: JournalFilter = {
  span: { span: 'hours', hours: 24 },
  brush: null,
  kinds: [],
  plate: '',
  plateAlike: false,
  cameraIds: [],
  plateColours: [],
  vehicleColours: [],
  vehicleClasses: [],
  coatColours: [],
  behaviours: [],
  hitsOnly: false,
};

/** The lists of a filter that are chosen by chips. */
export type ListKey = 'plateColours' | 'vehicleColours' | 'vehicleClasses' | 'coatColours' | 'behaviours';
export type GroupKey = 'plate' | ListKey;

const groupsOfKind: Readonly<Record<SightingKind, readonly GroupKey[]>> = {
  vehicle: ['plate', 'plateColours', 'vehicleColours', 'vehicleClasses'],
  cycle: ['plate', 'plateColours', 'vehicleColours'],
  face: ['coatColours'],
  person: ['coatColours'],
  behaviour: ['behaviours'],
  crowd: [],
};

const isAsked = (filter: JournalFilter, group: GroupKey): boolean =>
  group === 'plate' ? filter.plate !== '' : filter[group].length > 0;

/** Only what the chosen kinds can have; a plate while no kind is chosen; and whatever is asked for already. */
export function groupsShown(filter: JournalFilter): ReadonlySet<GroupKey> {
  const all: readonly GroupKey[] = [
    'plate',
    'plateColours',
    'vehicleColours',
    'vehicleClasses',
    'coatColours',
    'behaviours',
  ];
  const fitting = new Set<GroupKey>(
    filter.kinds.length === 0 ? ['plate'] : filter.kinds.flatMap((kind) => groupsOfKind[kind]),
  );
  return new Set(all.filter((group) => fitting.has(group) || isAsked(filter, group)));
}

/** The kinds changed: what none of them can have is no longer asked for. */
export function withKinds(filter: JournalFilter, kinds: readonly SightingKind[]): JournalFilter {
  const next = { ...filter, kinds };
  if (kinds.length === 0) return next;
  const fitting = new Set(kinds.flatMap((kind) => groupsOfKind[kind]));
  if (!fitting.has('plate')) next.plate = '';
  for (const group of ['plateColours', 'vehicleColours', 'vehicleClasses', 'coatColours', 'behaviours'] as const) {
    if (!fitting.has(group)) next[group] = [];
  }
  return next;
}

export const toggled = <T>(list: readonly T[], member: T): T[] =>
  list.includes(member) ? list.filter((each) => each !== member) : [...list, member];

export function isFiltered(filter: JournalFilter): boolean {
  return JSON.stringify({ ...filter, brush: null }) !== JSON.stringify(noFilter);
}

/** A filter without its time, as the station takes it; what asks for nothing is left out. */
export function timelessFilter(filter: JournalFilter): NewSavedSearch['filter'] {
  const plate = askedPlate(filter.plate);
  const list = <K extends string, T>(key: K, members: readonly T[]): Partial<Record<K, T[]>> =>
    members.length === 0 ? {} : ({ [key]: [...members] } as Record<K, T[]>);
  return {
    ...list('kinds', filter.kinds),
    ...list('cameraIds', filter.cameraIds),
    ...(plate === '' ? {} : { plate, ...(filter.plateAlike ? { plateAlike: true } : {}) }),
    ...list('plateColours', filter.plateColours),
    ...list('vehicleColours', filter.vehicleColours),
    ...list('vehicleClasses', filter.vehicleClasses.flatMap(codesOf)),
    ...list('coatColours', filter.coatColours),
    ...list('behaviours', filter.behaviours),
    ...(filter.hitsOnly ? { hitsOnly: true } : {}),
  };
}

/** The stretch of time that is listed: what was brushed, else the whole span. */
export function listedWindow(filter: JournalFilter, nowMs: number): SpanWindow {
  return filter.brush ?? spanWindow(filter.span, nowMs);
}

export const pageSize = 60;

export function latestInput(
  filter: JournalFilter,
  nowMs: number,
  before?: number,
): SightingFilter & { limit: number; before?: number } {
  const { fromMs, toMs } = listedWindow(filter, nowMs);
  return {
    limit: pageSize,
    ...timelessFilter(filter),
    ...(fromMs === null ? {} : { fromMs }),
    ...(toMs === null ? {} : { toMs }),
    ...(before === undefined ? {} : { before }),
  };
}

export function hoursInput(
  filter: JournalFilter,
  { fromMs, toMs }: BarWindow,
): SightingFilter & { fromMs: number; toMs: number } {
  return { ...timelessFilter(filter), fromMs, toMs };
}

export function savedSearchOf(filter: JournalFilter, name: string, nowMs: number): NewSavedSearch {
  return { name, filter: timelessFilter(filter), span: savableSpan(filter.span, nowMs) };
}

/** Classes of which not all codes are asked for were saved by something else: the group is shown, and widens. */
export function filterOfSaved({ filter, span }: Pick<SavedSearch, 'filter' | 'span'>): JournalFilter {
  const codes = new Set(filter.vehicleClasses ?? []);
  return {
    ...noFilter,
    span,
    kinds: filter.kinds ?? [],
    plate: filter.plate ?? '',
    plateAlike: filter.plateAlike ?? false,
    cameraIds: filter.cameraIds ?? [],
    plateColours: filter.plateColours ?? [],
    vehicleColours: filter.vehicleColours ?? [],
    vehicleClasses: classGroups.filter((group) => codesOf(group).some((code) => codes.has(code))),
    coatColours: filter.coatColours ?? [],
    behaviours: filter.behaviours ?? [],
    hitsOnly: filter.hitsOnly ?? false,
  };
}

/** Whether a sighting that has just arrived belongs in what is shown. */
export function belongs(
  { facts, cameraId, alarmId, receivedAtMs }: Sighting,
  filter: JournalFilter,
  nowMs: number,
): boolean {
  const { fromMs, toMs } = listedWindow(filter, nowMs);
  if (receivedAtMs < (fromMs ?? -Infinity) || receivedAtMs >= (toMs ?? Infinity)) return false;
  const wants = <T>(list: readonly T[], given: T | undefined | null): boolean =>
    list.length === 0 || (given !== undefined && given !== null && list.includes(given));
  const plate = askedPlate(filter.plate);
  const vehicle = facts.kind === 'vehicle' || facts.kind === 'cycle' ? facts : null;
  const wearer = facts.kind === 'face' || facts.kind === 'person' ? facts : null;
  return (
    wants(filter.kinds, facts.kind) &&
    wants(filter.cameraIds, cameraId) &&
    (!filter.hitsOnly || alarmId !== null) &&
    (plate === '' || (vehicle?.plate !== undefined && plateMatches(plate, vehicle.plate, filter.plateAlike))) &&
    wants(filter.plateColours, vehicle?.plateColour) &&
    wants(filter.vehicleColours, vehicle?.vehicleColour) &&
    wants(filter.vehicleClasses.flatMap(codesOf), facts.kind === 'vehicle' ? facts.vehicleClass : undefined) &&
    wants(filter.coatColours, wearer?.coatColour) &&
    wants(filter.behaviours, facts.kind === 'behaviour' ? facts.behaviour : undefined)
  );
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
