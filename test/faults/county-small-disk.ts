/**
 * A station reduced to its outbox, on a disk of a few megabytes (its directory is the argument): writes alarms until the
 * disk takes no more, sends them, gets room again. Prints what came of it as JSON.
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Outbox } from '../../main/county/outbox.ts';
import { CountyOutboxTable } from '../../main/storage/county-outbox-table.ts';
import { openDatabase } from '../../main/storage/database.ts';
import { AppError } from '../../main/system/app-error.ts';
import { realClock } from '../../main/system/clock.ts';
import { silentLog } from '../../main/system/log.ts';
import { FakeClock } from '../builders/fake-clock.ts';
import { aMessage, FakeDestination } from '../unit/county/parts.ts';

const [directory = ''] = process.argv.slice(2);
const ballast = join(directory, 'ballast');
await writeFile(ballast, Buffer.alloc(4 * 1024 * 1024));
const database = await openDatabase(directory, silentLog);
const county = new FakeDestination(new FakeClock());
let up = false;
county.answer = () =>
  up ? { outcome: 'acknowledged', words: '' } : { outcome: 'failed', reason: 'refused', detail: '' };
const outbox = new Outbox({
  store: new CountyOutboxTable(database),
  destinations: [county],
  clock: realClock,
  log: silentLog,
});
await outbox.start();

let written = 0;
let code = '';
const alarm = (n: number) => ({ ...aMessage(`alarm:${n}`, 'alarm'), body: Buffer.alloc(50_000, 'a') });
while (code === '') {
  try {
    await outbox.enqueue([alarm(written + 1)]);
    written += 1;
  } catch (error) {
    code = error instanceof AppError ? error.code : String(error);
  }
}
const { refusing } = outbox;

await rm(ballast);
await outbox.enqueue([alarm(written + 1)]);
const refusingAfterwards = outbox.refusing;
up = true;
while (outbox.status()[0]?.unacknowledged !== 0) {
  outbox.tryNow();
  await new Promise((resolve) => setTimeout(resolve, 10));
}
const delivered = new Set(county.delivered).size;
const deliveredTwice = county.delivered.length - delivered;
const unacknowledged = outbox.status()[0]?.unacknowledged;
await outbox.stop();
await database.close();
process.stdout.write(
  JSON.stringify({ written, code, refusing, refusingAfterwards, delivered, deliveredTwice, unacknowledged }),
);
