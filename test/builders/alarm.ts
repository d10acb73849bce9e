import type { Alarm } from '#contract/alarm.ts';
import { anEntry } from './entry.ts';
import { aSighting } from './sighting.ts';

/** An open alarm on the barred car. */
export function anAlarm(given: Partial<Alarm> = {}): Alarm {
  const entry = given.entry ?? anEntry();
  return {
    id: 1,
    state: 'open',
    kind: entry.kind,
    priority: entry.priority,
    subject: entry.kind === 'vehicle' ? `plate:${entry.plate}` : `entry:${entry.id}`,
    entry,
    hit: { entryId: entry.id, reason: 'plate-exact', matched: '鲁P12345', score: 1 },
    cameraId: 'east-gate',
    cameraName: '东门',
    raisedAtMs: Date.UTC(2026, 10, 23, 6, 32),
    lastSeenAtMs: Date.UTC(2026, 10, 23, 6, 32),
    count: 1,
    sightings: [aSighting({ alarmId: given.id ?? 1 })],
    acknowledged: null,
    resolved: null,
    stepsDone: [],
    revision: 1,
    ...given,
  };
}
