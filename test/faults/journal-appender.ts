/** A child for `journal-kill.test.ts`: appends captures until it is killed, and prints each object id once it is acknowledged. */
import { writeSync } from 'node:fs';
import { aNewSighting, aPicture, openJournal } from '../builders/journal.ts';

const [directory = '', round = ''] = process.argv.slice(2);
const { journal } = await openJournal(directory);

async function device(number: number): Promise<never> {
  for (let n = 0; ; n += 1) {
    const objectId = `${round}-${number}-${n}`;
    const pictures = [
      { role: 'scene' as const, bytes: aPicture(8000) },
      { role: 'face' as const, bytes: aPicture(2000) },
    ];
    const sighting = aNewSighting({ deviceId: `device-${number}`, objectId, pictures });
    const [appended] = await journal.append([sighting]);
    // Synchronous: what is printed is in the pipe before the kill can come between.
    writeSync(1, `${objectId} ${appended?.sighting.pictures.map(({ digest }) => digest).join(' ') ?? ''}\n`);
  }
}
await Promise.all(Array.from({ length: 8 }, (_, number) => device(number)));
