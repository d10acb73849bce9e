/** From a disposition 布控 of an upper platform to what has to change on the list. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type {
  Disposition,
  DispositionOrder,
  DispositionOutcome,
  DispositionRemark,
  UpperPlatform,
} from '#contract/disposition.ts';
import { everywhere } from '#contract/scope.ts';
import type { Scope } from '#contract/scope.ts';
import type { DispositionProblem, EntryCategory, WatchlistEntry } from '#contract/watchlist.ts';
import { days } from '../system/clock.ts';
import { meantBy, readTarget } from './target-feature.ts';
import type { Target } from './target-feature.ts';
import type { EntryChange, NewEntry } from './watchlist-store.ts';

/** Of one that names no end. Every entry has one; posted again in the second half of it, it begins anew. */
export const assumedLifeMs = days(30);
/** In force at one time, of one platform: far beyond any county's list, and little enough to match against. */
export const mostPerPlatform = 50_000;

/** Where a place that a platform names is: the whole station, one of its cameras, or none of ours. */
export type PlaceOf = (id: string) => { at: 'everywhere' } | { at: 'camera'; cameraId: string } | { at: 'elsewhere' };

/** Author of what the platform ordered. Whoever approved it over there is no account of ours, so the two never are the same. */
export const authorOf = (platformId: string): string => `platform:${platformId}`;

export interface Situation {
  platform: UpperPlatform;
  /** The entry that this platform's disposition is now; null: none. */
  entryOf(dispositionId: string): WatchlistEntry | null;
  /** Whether the platform has ever posted it. */
  known(dispositionId: string): boolean;
  /** Of its entries, how many there are. */
  count: number;
  placeOf: PlaceOf;
  /** When the platform said so last. */
  saidAtMs: number;
}

export interface DecidedOrder {
  /** Null: the list says so already. */
  change: EntryChange | null;
  outcome: DispositionOutcome;
}

/** What one order changes. The same order again changes nothing. */
export function decideOrder(order: DispositionOrder, situation: Situation): DecidedOrder {
  if (order.order === 'end') {
    const entry = situation.entryOf(order.dispositionId);
    if (entry !== null) return { change: { change: 'withdraw', id: entry.id }, outcome: { outcome: 'ended' } };
    return { change: null, outcome: { outcome: situation.known(order.dispositionId) ? 'ended' : 'unknown' } };
  }
  const known = situation.entryOf(order.disposition.dispositionId);
  if (known === null && situation.count >= mostPerPlatform) return { change: null, outcome: { outcome: 'too-many' } };
  const wanted = entryOf(order.disposition, known, situation);
  const said = { problem: wanted.disposition?.problem ?? null, remark: remarkOn(wanted, situation.saidAtMs) };
  if (known === null) return { change: { change: 'add', entry: wanted }, outcome: { outcome: 'set', ...said } };
  // When it was approved is no part of what it says: else every repeat would be a change.
  const same = isDeepStrictEqual({ ...wanted, id: known.id, approvedAtMs: known.approvedAtMs }, known);
  return same
    ? { change: null, outcome: { outcome: 'same', ...said } }
    : {
        change: { change: 'replace', entry: { ...wanted, id: known.id } },
        outcome: { outcome: 'changed', ...said },
      };
}

function remarkOn({ disposition, expiresAtMs }: NewEntry, saidAtMs: number): DispositionRemark | null {
  if (disposition?.assumedEnd === true) return 'assumed-end';
  return expiresAtMs <= saidAtMs ? 'already-over' : null;
}

function entryOf(
  disposition: Disposition,
  known: WatchlistEntry | null,
  { platform, placeOf, saidAtMs }: Situation,
): NewEntry {
  const target = readTarget(disposition.targetFeature, meantBy(disposition.category, platform.categories ?? null));
  const { scope, found } = scopeOf(disposition, placeOf);
  const { beginsAtMs, endsAtMs } = disposition;
  const neverValid = beginsAtMs !== null && endsAtMs !== null && endsAtMs <= beginsAtMs;
  const problem: DispositionProblem | null =
    target.kind === 'none' ? target.problem : !found ? 'unknown-place' : neverValid ? 'never-valid' : null;
  const author = authorOf(platform.id);
  const [basis, note] = [
    disposition.reason ?? disposition.title,
    disposition.reason === null ? null : disposition.title,
  ];
  const category = categoryOf(target, disposition);
  return {
    ...subjectOf(target),
    category,
    ownCategory: null,
    basis: basis ?? disposition.dispositionId,
    // The three categories of a platform are the urgent ones.
    priority: disposition.priority ?? 1,
    validFromMs: beginsAtMs,
    expiresAtMs: endsAtMs ?? assumedEnd(known, beginsAtMs, saidAtMs),
    scope,
    procedure: [],
    note: note ?? '',
    author,
    // What cannot be enforced is not approved either, so that nothing can ever match it.
    approvedBy: problem === null ? approverOf(platform, disposition, author) : null,
    approvedAtMs: problem === null ? saidAtMs : null,
    origin: 'county',
    disposition: {
      platform: platform.id,
      dispositionId: disposition.dispositionId,
      ...(endsAtMs === null && { assumedEnd: true }),
      ...(problem !== null && { problem }),
    },
  };
}

/** A platform that repeats its whole list every few minutes must not change every entry each time. */
function assumedEnd(known: WatchlistEntry | null, beginsAtMs: number | null, saidAtMs: number): number {
  const runs = known?.disposition?.assumedEnd === true && known.validFromMs === beginsAtMs;
  if (runs && known.expiresAtMs - saidAtMs > assumedLifeMs / 2) return known.expiresAtMs;
  return Math.max(saidAtMs, beginsAtMs ?? saidAtMs) + assumedLifeMs;
}

interface VehicleSubject {
  kind: 'vehicle';
  plate: string;
  plateColour: null;
}
interface PersonSubject {
  kind: 'person';
  idNumber: string | null;
  name: string | null;
  libraryId: null;
  photo: null;
}

function subjectOf(target: Target): VehicleSubject | PersonSubject {
  const person = { kind: 'person', libraryId: null, photo: null } as const;
  switch (target.kind) {
    case 'vehicle':
      return { kind: 'vehicle', plate: target.plate, plateColour: null };
    case 'person':
      return { ...person, idNumber: target.idNumber, name: target.name };
    case 'none':
      // It has no subject that could be matched; what stood there is shown in its place.
      return target.looksLike === 'vehicle'
        ? { kind: 'vehicle', plate: target.text, plateColour: null }
        : { ...person, idNumber: null, name: target.text === '' ? null : target.text };
  }
}

/** Said of people who are looked for because somebody misses them. */
const missed = /失踪|走失|走散|失联|寻人|寻找|寻亲|离家出走/;

function categoryOf(target: Target, { title, reason }: Disposition): EntryCategory {
  const kind = target.kind === 'none' ? target.looksLike : target.kind;
  if (kind === 'vehicle') return 'wanted-vehicle';
  return missed.test(`${title ?? ''} ${reason ?? ''}`) ? 'missing-person' : 'police-notice';
}

/** Named after the platform first, so that nobody over there can pass for an account of this station. */
function approverOf(platform: UpperPlatform, { applicantOrg, applicantName }: Disposition, author: string): string {
  const applicant = [applicantOrg, applicantName].filter((part) => part !== null).join(' ');
  const named = applicant === '' ? platform.name : `${platform.name}（${applicant}）`;
  return named === author ? `${named}（上级平台）` : named;
}

/** `found` false: it names places, and none of them is ours. Then it holds at those, that is, nowhere here. */
function scopeOf({ range, tollgates, areas }: Disposition, placeOf: PlaceOf): { scope: Scope; found: boolean } {
  const ranged = range === 'tollgates' ? tollgates : range === 'areas' ? areas : [];
  const named = ranged.length > 0 ? ranged : [...new Set([...tollgates, ...areas])].slice(0, mostPlaces);
  if (named.length === 0) return { scope: everywhere, found: true };
  const places = named.map(placeOf);
  if (places.some(({ at }) => at === 'everywhere')) return { scope: everywhere, found: true };
  const cameraIds = [...new Set(places.flatMap((place) => (place.at === 'camera' ? [place.cameraId] : [])))];
  return { scope: { points: [], cameraIds: cameraIds.length > 0 ? cameraIds : named }, found: cameraIds.length > 0 };
}
const mostPlaces = 256;

/**
 * Places as a station finds them: its own ID and the administrative divisions (GB/T 2260) it lies in are everywhere; a
 * device's ID is its camera, a gateway's everywhere.
 */
export function placesOf(site: {
  /** 20 digits by the standard, the first six the county's; empty: not configured. */
  serverId: string;
  device(id: string): { cameraId: string | null } | null;
}): PlaceOf {
  const county = /^\d{6}/.exec(site.serverId)?.[0] ?? null;
  return (id) => {
    const device = site.device(id);
    if (device !== null) {
      return device.cameraId === null ? { at: 'everywhere' } : { at: 'camera', cameraId: device.cameraId };
    }
    if (site.serverId !== '' && id === site.serverId) return { at: 'everywhere' };
    // 370000 and 371500 hold all that begins so; of a township of our county we cannot know whether it is ours.
    const division = /^(\d{6})(?:0{3}|0{6})?$/.exec(id)?.[1]?.replace(/(?:00){1,2}$/, '') ?? null;
    const ours = division !== null && county !== null && county.startsWith(division);
    return ours ? { at: 'everywhere' } : { at: 'elsewhere' };
  };
}
