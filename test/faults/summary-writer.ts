/**
 * A station reduced to its summaries, as a process that can be killed: makes up the periods of one second from FROM to
 * TO, for a county that is away. Arguments: directory, FROM, TO (milliseconds). Prints `done` when all are written.
 */
import type { SummarySource } from '../../main/county/summaries.ts';
import { JsonDestination } from '../../main/county/json-destination.ts';
import { Outbox } from '../../main/county/outbox.ts';
import { SummaryBook } from '../../main/county/summary-book.ts';
import { CountyOutboxTable } from '../../main/storage/county-outbox-table.ts';
import { CountyReportTable } from '../../main/storage/county-report-table.ts';
import { openDatabase } from '../../main/storage/database.ts';
import { realClock } from '../../main/system/clock.ts';
import { silentLog } from '../../main/system/log.ts';
import type { Unit } from '#contract/access.ts';

const [directory = '', from = '0', to = '0'] = process.argv.slice(2);
const unit: Unit = { name: '冠县第一中学', field: 'education', viidId: null, keyTarget: false };
const database = await openDatabase(directory, silentLog);
const store = new CountyReportTable(database);
if ((await store.writtenUntilMs('interval')) === null) await store.setWrittenUntil('interval', Number(from));
// It stands at the end of the last period: every run writes the same ones.
const clock = { ...realClock, nowMs: () => Number(to) + 500 };
const destination = new JsonDestination({
  ...{ url: 'http://127.0.0.1:1/', secret: 'shared', unit, clock },
  toIso: (atMs) => new Date(atMs).toISOString(),
});
const outbox = new Outbox({
  ...{ store: new CountyOutboxTable(database), destinations: [destination], clock, log: silentLog },
});
await outbox.start();
const source: SummarySource = {
  sightings: async ({ fromMs }) => ({ face: fromMs % 977, person: 0, vehicle: 0, cycle: 0, behaviour: 0, crowd: 0 }),
  alarms: async () => ({
    raised: 0,
    byCategory: { barred: 0, 'police-notice': 0, 'wanted-vehicle': 0, 'missing-person': 0, other: 0 },
    byRule: 0,
    byOutcome: { 'true-hit': 0, 'false-match': 0, drill: 0, duplicate: 0 },
    responseTimesMs: [],
    unacknowledged: 0,
  }),
  list: async () => ({ inForce: 0, added: 0, changed: 0, approved: 0, withdrawn: 0, expired: 0 }),
  cameras: async () => ({ total: 0, onlineRate: null, intact: null }),
  crowd: async () => [],
  retention: async () => [],
};
const book = new SummaryBook({
  ...{ store, source, clock, log: silentLog, offsetAt: () => 0 },
  settings: {
    read: async () => ({ everyMs: 1_000, daily: false, shifts: [] }),
    write: async () => undefined,
  },
  unit: async () => unit,
});
await book.open({ outbox, everyMs: null });
const cancel = realClock.every(20, () => {
  void store.writtenUntilMs('interval').then((untilMs) => {
    if (untilMs !== Number(to)) return;
    cancel();
    process.stdout.write('done\n');
  });
});
