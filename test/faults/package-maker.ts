/** A child for `package-kill.test.ts`: makes packages in the directory until it is killed. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../../main/storage/database.ts';
import { realClock as clock } from '../../main/system/clock.ts';
import { silentLog } from '../../main/system/log.ts';
import { aRequest, makeOn, manyMessages, openPackageDesk } from '../builders/package-desk.ts';

const [directory = ''] = process.argv.slice(2);
const database = await openDatabase(directory, silentLog);
const packages = await openPackageDesk(
  { directory, database, clock, keys: { pem: null } },
  {},
  { messages: manyMessages },
);
for (;;) {
  // Synchronous: the parent counts them, and kills somewhere after one.
  writeSync(1, 'begun\n');
  await makeOn(packages, aRequest(clock, { withOutbox: true }));
}
