/**
 * A station reduced to its outbox, as a process that can be killed: writes messages 1 … COUNT for each way it is given
 * and sends them. Arguments: directory, address of the JSON way or `-`, count, origin of a GA/T 1400 platform (absent:
 * none). The secret is `shared`, the platform's account `unit` with `county-password`. Prints `written` when all are on
 * the disk and `done` when all are acknowledged.
 */
import type { Destination } from '../../main/county/destination.ts';
import { openDestinations } from '../../main/county/open-destinations.ts';
import { Outbox } from '../../main/county/outbox.ts';
import type { NewOutboxMessage } from '../../main/county/outbox-store.ts';
import { CountyOutboxTable } from '../../main/storage/county-outbox-table.ts';
import { openDatabase } from '../../main/storage/database.ts';
import { days, realClock } from '../../main/system/clock.ts';
import { silentLog } from '../../main/system/log.ts';
import { anAlarm } from '../builders/alarm.ts';

const [directory = '', url = '-', count = '0', origin] = process.argv.slice(2);
const id = '37152500005030000001';
const database = await openDatabase(directory, silentLog);
const account = { user: 'unit', password: 'county-password' };
const destinations = await openDestinations({
  config: {
    ...(url === '-' ? {} : { summaries: { url, secret: 'shared', every: days(1) } }),
    ...(origin === undefined ? {} : { viid: { url: origin, id, ...account } }),
  },
  unit: { name: '冠县第一中学', field: 'education', viidId: id, keyTarget: false },
  clock: realClock,
  log: silentLog,
  offsetAt: () => 0,
});
const outbox = new Outbox({
  store: new CountyOutboxTable(database),
  destinations,
  clock: realClock,
  log: silentLog,
});
await outbox.start();

function messageTo(destination: Destination, n: number): NewOutboxMessage[] {
  const { name, way } = destination;
  const key = `message:${n}`;
  const createdAtMs = realClock.nowMs();
  if (way === 'json') {
    const body = Buffer.from(JSON.stringify({ schema: 'guardroom/summary', key }));
    return [{ destination: name, kind: 'summary', route: null, key, body, createdAtMs }];
  }
  const worded = destination.alarmMessage(key, anAlarm({ id: n }), 'raised');
  return worded === null ? [] : [{ ...worded, destination: name, createdAtMs }];
}
const numbers = Array.from({ length: Number(count) }, (_, n) => n + 1);
await outbox.enqueue(destinations.flatMap((destination) => numbers.flatMap((n) => messageTo(destination, n))));
process.stdout.write('written\n');
// The county of this test comes and goes: waiting out the backoff would only make the test long.
const cancel = realClock.every(50, () => {
  outbox.tryNow();
  if (outbox.status().some(({ unacknowledged }) => unacknowledged > 0)) return;
  cancel();
  process.stdout.write('done\n');
});
