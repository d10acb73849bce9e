import type { Alarm } from '#contract/alarm.ts';
import type { Hit, WatchlistEntry } from '#contract/watchlist.ts';
import type { EntryAlarm } from '../../main/county/reported-alarm.ts';
import { anEntry } from './entry.ts';
import { aSighting } from './sighting.ts';

/** An exact hit on the barred car. */
export function aHit(given: Partial<Hit> = {}): Hit {
  return {
    entryId: 1,
    reason: 'plate-exact',
    matched: '鲁P12345',
    score: 1,
    reads: [],
    confirmed: false,
    ...given,
  };
}

/** An open alarm on the barred car. */
export function anAlarm({
  entry = anEntry(),
  hit = aHit({ entryId: entry.id }),
  also = [],
  ...given
}: Partial<Alarm> & { entry?: WatchlistEntry; hit?: Hit; also?: readonly WatchlistEntry[] } = {}): EntryAlarm {
  const others = also.map((one) => ({ entry: one, hit: aHit({ entryId: one.id }) }));
  return {
    id: 1,
    state: 'open',
    kind: entry.kind,
    priority: entry.priority,
    subject: entry.kind === 'vehicle' ? `plate:${entry.plate}` : `entry:${entry.id}`,
    procedure: entry.procedure,
    cameraId: 'east-gate',
    cameraName: '东门',
    raisedAtMs: Date.UTC(2026, 10, 23, 6, 32),
    lastSeenAtMs: Date.UTC(2026, 10, 23, 6, 32),
    count: 1,
    sightings: [aSighting({ alarmId: given.id ?? 1 })],
    acknowledged: null,
    owner: null,
    escalation: null,
    notes: [],
    actionRuns: [],
    resolved: null,
    stepsDone: [],
    revision: 1,
    ...given,
    cause: { by: 'entry', entry, hit, ...(others.length > 0 && { also: others }) },
  };
}
