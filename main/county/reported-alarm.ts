import type { Alarm } from '#contract/alarm.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';

/** An alarm of an entry; those of rules stay in the unit. */
export type EntryAlarm = Alarm & { cause: Extract<Alarm['cause'], { by: 'entry' }> };

/** Only alarms on what somebody other than its author has approved go to the county. */
export function isReported(alarm: Alarm): boolean {
  return reportedAs(alarm).length > 0;
}

/** The same alarm under each approved entry that lists its subject, the most urgent first. */
export function reportedAs(alarm: Alarm): EntryAlarm[] {
  const { cause } = alarm;
  if (cause.by !== 'entry') return [];
  return [cause, ...(cause.also ?? [])]
    .filter(({ entry }) => isApproved(entry))
    .map(({ entry, hit }) => ({ ...alarm, cause: { by: 'entry', entry, hit } }));
}

/**
 * The alarm as a platform hears of it: under its own order, for it knows that number; else under an entry of the unit's
 * own. What another platform ordered is none of its business: null.
 */
export function reportedTo(platformId: string | null, alarm: Alarm): EntryAlarm | null {
  const known = reportedAs(alarm);
  const ordered = known.find(({ cause }) => cause.entry.disposition !== null && mayHear(platformId, cause.entry));
  return ordered ?? known.find(({ cause }) => mayHear(platformId, cause.entry)) ?? null;
}

/** The unit's own entries, and what the platform ordered itself. */
export function mayHear(platformId: string | null, { disposition }: WatchlistEntry): boolean {
  return disposition === null || disposition.platform === platformId;
}

function isApproved({ author, approvedBy }: WatchlistEntry): boolean {
  return approvedBy !== null && approvedBy !== author;
}
