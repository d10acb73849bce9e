/** Which alarms the screen lists. Pure. */
import type { Alarm, AlarmState } from '#contract/alarm.ts';
import type { RuleFinding } from '#contract/rule.ts';
import type { Priority } from '#contract/watchlist.ts';

export type CauseKind = 'list' | RuleFinding['kind'];

export interface AlarmFilter {
  state: AlarmState | 'all';
  priority: Priority | 'all';
  cause: CauseKind | 'all';
}
export const noFilter: AlarmFilter = { state: 'all', priority: 'all', cause: 'all' };

export const causeOf = ({ cause }: Alarm): CauseKind => (cause.by === 'entry' ? 'list' : cause.finding.kind);

export function filterAlarms(alarms: readonly Alarm[], filter: AlarmFilter): Alarm[] {
  return alarms.filter(
    (alarm) =>
      (filter.state === 'all' || alarm.state === filter.state) &&
      (filter.priority === 'all' || alarm.priority === filter.priority) &&
      (filter.cause === 'all' || causeOf(alarm) === filter.cause),
  );
}
