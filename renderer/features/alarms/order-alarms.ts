/** Which alarms the rail shows, in which order, and which one the guard has in hand. Pure. */
import type { SignedIn } from '#contract/access.ts';
import type { Alarm, AlarmOutcome } from '#contract/alarm.ts';

/** How long a resolved alarm stays in the rail: long enough to see that it was closed. */
export const resolvedStaysMs = 4_000;

export function mergeAlarm(list: readonly Alarm[], changed: Alarm): Alarm[] {
  const known = list.find((alarm) => alarm.id === changed.id);
  if (known !== undefined && known.revision >= changed.revision) return [...list];
  if (known !== undefined) return list.map((alarm) => (alarm.id === changed.id ? changed : alarm));
  return [changed, ...list].sort((a, b) => b.raisedAtMs - a.raisedAtMs || b.id - a.id);
}

const rank = { open: 0, acknowledged: 1, resolved: 2 } as const;

/** What nobody has taken comes first, the most serious first, the newest first. */
export function compareForRail(a: Alarm, b: Alarm): number {
  return rank[a.state] - rank[b.state] || a.priority - b.priority || b.raisedAtMs - a.raisedAtMs || b.id - a.id;
}

export function alarmsInRail(list: readonly Alarm[], nowMs: number): Alarm[] {
  return list
    .filter((alarm) => alarm.resolved === null || nowMs - alarm.resolved.atMs < resolvedStaysMs)
    .sort(compareForRail);
}

/** What the guard picked by hand, and the open alarms that were in sight then. */
export interface Choice {
  id: number;
  seenOpen: ReadonlySet<number>;
}

/**
 * The card that takes the keys. It never jumps away from an alarm nobody has taken yet, nor from under a note being
 * written. Once an alarm is in hand the next open one follows, unless the guard picked the card by hand: then only
 * an alarm that is new since takes it away.
 */
export function decideSelection(
  previousId: number | null,
  rail: readonly Alarm[],
  { writing, choice }: { writing: boolean; choice: Choice | null },
): number | null {
  const previous = rail.find((alarm) => alarm.id === previousId);
  if (previous !== undefined && (writing || previous.state === 'open')) return previous.id;
  const pickedByHand = previous?.state === 'acknowledged' && choice?.id === previous.id;
  const open = rail.find(({ state, id }) => state === 'open' && !(pickedByHand && choice.seenOpen.has(id)));
  if (open !== undefined) return open.id;
  if (previous?.state === 'acknowledged') return previous.id;
  return rail.find(({ state }) => state !== 'resolved')?.id ?? previous?.id ?? null;
}

/** The most serious unresolved alarm of each camera, for the tiles. */
export function alarmByCamera(list: readonly Alarm[]): ReadonlyMap<string, Alarm> {
  const worst = new Map<string, Alarm>();
  for (const alarm of list.filter(({ state }) => state === 'open').sort(compareForRail)) {
    if (alarm.cameraId !== null && !worst.has(alarm.cameraId)) worst.set(alarm.cameraId, alarm);
  }
  return worst;
}

export function responseMs(alarm: Alarm): number | null {
  return alarm.acknowledged === null ? null : Math.max(0, alarm.acknowledged.atMs - alarm.raisedAtMs);
}

/** A most serious alarm is not closed without a word on what happened. */
export function noteMissing(alarm: Pick<Alarm, 'priority'>, note: string): boolean {
  return alarm.priority === 1 && note.trim() === '';
}

export interface DayCount {
  raised: number;
  falseMatches: number;
}

export function countToday(list: readonly Alarm[], dayStartMs: number): DayCount {
  const today = list.filter((alarm) => alarm.raisedAtMs >= dayStartMs);
  const falseMatch: AlarmOutcome = 'false-match';
  return {
    raised: today.length,
    falseMatches: today.filter((alarm) => alarm.resolved?.outcome === falseMatch).length,
  };
}

/** To whom an alarm can be handed: oneself first, when it is another's; never to whom it is already. */
export function candidates(colleagues: readonly SignedIn[], alarm: Alarm, me: SignedIn): SignedIn[] {
  const others = colleagues.filter(({ account }) => account !== alarm.owner?.by && account !== me.account);
  return alarm.owner !== null && alarm.owner.by !== me.account ? [me, ...others] : others;
}
