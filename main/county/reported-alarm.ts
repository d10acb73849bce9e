import type { Alarm } from '#contract/alarm.ts';

/** An alarm of an entry; those of rules stay in the unit. */
export type EntryAlarm = Alarm & { cause: Extract<Alarm['cause'], { by: 'entry' }> };

/** Only alarms on what somebody other than its author has approved go to the county. */
export function isReported(alarm: Alarm): alarm is EntryAlarm {
  const { cause } = alarm;
  return cause.by === 'entry' && cause.entry.approvedBy !== null && cause.entry.approvedBy !== cause.entry.author;
}
