/** An entry of the unit's list as a device that keeps its own is told of it (Disposition of GA/T 1400.3). */
import type { EntryCategory, WatchlistEntry } from '#contract/watchlist.ts';
import { stated } from '../stated.ts';
import { writeWireTime } from '../wire-time.ts';

/** In the protocol's language, for the device's own screen. The unit's basis, note and steps stay in the unit. */
const titles: Readonly<Record<EntryCategory, string>> = {
  ...{ barred: '禁入', 'police-notice': '协查', 'wanted-vehicle': '布控车辆', 'missing-person': '寻人', other: '名单' },
};

/** Null: nothing in it that a device could compare: a plate with wildcards, a person without number and name. */
export function writeListed(
  entry: WatchlistEntry,
  facts: { serverId: string; vehicleCategory: 2 | 3 },
): Record<string, unknown> | null {
  const category = entry.kind === 'vehicle' ? facts.vehicleCategory : 1;
  const target = entry.kind === 'vehicle' ? entry.plate : (entry.idNumber ?? entry.name);
  if (target === null || /[?*]/.test(target)) return null;
  return {
    ...{ Title: titles[entry.category], DispositionCategory: String(category) },
    ...{ TargetFeature: `(${category}=${target})`, PriorityLevel: entry.priority },
    ...{ ApplicantName: '值守台', ApplicantOrg: facts.serverId },
    ...stated({ BeginTime: entry.validFromMs === null ? null : writeWireTime(entry.validFromMs) }),
    EndTime: writeWireTime(entry.expiresAtMs),
    ...{ OperateType: 0, DispositionStatus: 0, DispositionRange: 1, Reason: titles[entry.category] },
  };
}

export const writeKeep = (dispositionId: string, object: Record<string, unknown>): unknown => ({
  DispositionListObject: { DispositionObject: [{ DispositionID: dispositionId, ...object }] },
});

/** Takes it back: OperateType 1. */
export const writeTakeBack = (dispositionId: string, nowMs: number): unknown => ({
  DispositionObject: {
    ...{ DispositionID: dispositionId, OperateType: 1, DispositionStatus: 1 },
    ...{ CancelReason: '不再布控', CancelTime: writeWireTime(nowMs) },
  },
});
