/**
 * A station reduced to its outbox, as a process that can be killed: writes messages 1 … COUNT and sends them.
 * Arguments: directory, address, count. Prints `written` when all are on the disk and `done` when all are acknowledged.
 */
import { JsonDestination } from '../../main/county/json-destination.ts';
import { Outbox } from '../../main/county/outbox.ts';
import { CountyOutboxTable } from '../../main/storage/county-outbox-table.ts';
import { openDatabase } from '../../main/storage/database.ts';
import { realClock } from '../../main/system/clock.ts';
import { silentLog } from '../../main/system/log.ts';

const [directory = '', url = '', count = '0'] = process.argv.slice(2);
const database = await openDatabase(directory, silentLog);
const destination = new JsonDestination({
  url,
  secret: 'shared',
  unit: { name: '冠县第一中学', field: 'education', viidId: null, keyTarget: false },
  clock: realClock,
  toIso: (atMs) => new Date(atMs).toISOString(),
});
const outbox = new Outbox({
  store: new CountyOutboxTable(database),
  destinations: [destination],
  clock: realClock,
  log: silentLog,
});
await outbox.start();
const messages = Array.from({ length: Number(count) }, (_, n) => {
  const key = `message:${n + 1}`;
  const body = Buffer.from(JSON.stringify({ schema: 'guardroom/summary', key }));
  return { destination: 'summaries', kind: 'summary' as const, route: null, key, body, createdAtMs: realClock.nowMs() };
});
await outbox.enqueue(messages);
process.stdout.write('written\n');
// The county of this test comes and goes: waiting out the backoff would only make the test long.
const cancel = realClock.every(50, () => {
  outbox.tryNow();
  if (outbox.status()[0]?.unacknowledged !== 0) return;
  cancel();
  process.stdout.write('done\n');
});
