/** A child for `journal-kill.test.ts`: appends captures until it is killed, and prints each object id once it is acknowledged. */
import { writeSync } from 'node:fs';
import { aNewSighting, aPicture, digestOf, openJournal } from '../builders/journal.ts';

const [directory = '', round = ''] = process.argv.slice(2);
const { journal } = await openJournal(directory);

async function device(number: number): Promise<never> {
  for (let n = 0; ; n += 1) {
    const objectId = `${round}-${number}-${n}`;
    const pictures = [
      { role: 'scene' as const, bytes: aPicture(8000) },
      { role: 'face' as const, bytes: aPicture(2000) },
    ];
    const deviceId = `device-${number}`;
    const awaits = [{ deviceId, name: `${objectId}-close`, role: 'face' as const }];
    const [appended] = await journal.append([aNewSighting({ deviceId, objectId, pictures, awaits })]);
    const digests = appended?.sighting.pictures.map(({ digest }) => digest) ?? [];
    // One in three gets a picture that comes apart; acknowledged with it, it must be found with it.
    if (n % 3 === 0) {
      const late = aPicture(3000);
      await journal.attach({ deviceId, name: `${objectId}-close` }, { bytes: late, role: null });
      digests.push(digestOf(late));
    }
    // Synchronous: what is printed is in the pipe before the kill can come between.
    writeSync(1, `${objectId} ${digests.join(' ')}\n`);
  }
}
await Promise.all(Array.from({ length: 8 }, (_, number) => device(number)));
