import type { Unit } from '#contract/access.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { AlarmChange } from './destination.ts';
import type { ToIso } from './local-time.ts';
import type { AlarmReport } from './report-schemas.ts';
import type { EntryAlarm } from './reported-alarm.ts';

/** Names the unit in keys: its GA/T 1400 number, else its name, as visible ASCII. */
export function unitKey(unit: Unit): string {
  return encodeURIComponent(unit.viidId ?? unit.name);
}

/** What a report says of the unit. */
export function reportedUnitOf({ name, field, viidId }: Unit): AlarmReport['unit'] {
  return { name, field, viidId };
}

/**
 * The instant is in it because a station set up anew counts its alarms from 1 again. `reported`: under the entry it is
 * told by. Under another than its first it is another message, so that an order that comes while the alarm is open is
 * answered under its own number, whatever was told before.
 */
export function alarmKey(unit: Unit, reported: EntryAlarm, change: AlarmChange, alarm: Alarm = reported): string {
  const key = `alarm:${unitKey(unit)}:${alarm.id}-${alarm.raisedAtMs}:${change}`;
  const { entry } = reported.cause;
  return alarm.cause.by === 'entry' && alarm.cause.entry.id === entry.id ? key : `${key}:entry-${entry.id}`;
}

/** The number of the alarm that a key names; null when it names none. */
export function alarmIdOfKey(key: string): number | null {
  const named = /^alarm:[^:]*:(\d{1,15})-\d+:/.exec(key);
  return named?.[1] === undefined ? null : Number(named[1]);
}

/** The listed subject and what became of the alarm; no pictures, no notes, and nobody who is not on the list. */
export function writeAlarmReport(from: {
  key: string;
  unit: Unit;
  alarm: EntryAlarm;
  change: AlarmChange;
  toIso: ToIso;
}): AlarmReport {
  const { key, unit, alarm, change, toIso } = from;
  const { acknowledged, resolved, cause } = alarm;
  const { entry, hit } = cause;
  return {
    schema: 'guardroom/alarm',
    version: 1,
    key,
    unit: reportedUnitOf(unit),
    change,
    alarm: {
      id: alarm.id,
      priority: alarm.priority,
      category: entry.category,
      basis: entry.basis,
      origin: entry.origin,
      subject:
        entry.kind === 'vehicle'
          ? { kind: 'vehicle', plate: entry.plate }
          : {
              kind: 'person',
              name: entry.name,
              idNumberMasked: entry.idNumber === null ? null : maskIdNumber(entry.idNumber),
            },
      reason: hit.reason,
      score: hit.score,
      camera: alarm.cameraName,
      raisedAt: toIso(alarm.raisedAtMs),
      lastSeenAt: toIso(alarm.lastSeenAtMs),
      count: alarm.count,
      acknowledgedAt: acknowledged === null ? null : toIso(acknowledged.atMs),
      resolvedAt: resolved === null ? null : toIso(resolved.atMs),
      outcome: resolved?.outcome ?? null,
    },
  };
}

/** 371525199001011234 → 371***********1234. Short ones keep only their last two. */
export function maskIdNumber(idNumber: string): string {
  const [head, tail] = idNumber.length >= 12 ? [3, 4] : [0, Math.min(2, Math.max(0, idNumber.length - 2))];
  const hidden = idNumber.length - head - tail;
  return idNumber.slice(0, head) + '*'.repeat(hidden) + idNumber.slice(head + hidden);
}
