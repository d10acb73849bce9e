/** The real journal on a directory of its own, and sightings to put into it. */
import { createHash, randomBytes } from 'node:crypto';
import type { NewSighting } from '#contract/sighting.ts';
import { Journal } from '../../main/journal/journal.ts';
import type { Database } from '../../main/storage/database.ts';
import { openDatabase } from '../../main/storage/database.ts';
import type { OpenPack } from '../../main/storage/evidence-packs.ts';
import type { JournalStorage } from '../../main/storage/journal-storage.ts';
import { openJournalStorage } from '../../main/storage/journal-storage.ts';
import type { Clock } from '../../main/system/clock.ts';
import { realClock } from '../../main/system/clock.ts';
import { silentLog } from '../../main/system/log.ts';
import { openSecrets } from '../../main/system/secrets.ts';

export interface OpenedJournal {
  journal: Journal;
  database: Database;
  storage: JournalStorage;
  close(): Promise<void>;
}

export async function openJournal(
  directory: string,
  options: { clock?: Clock; cameraName?: (id: string) => string | null; openPack?: OpenPack } = {},
): Promise<OpenedJournal> {
  const database = await openDatabase(directory, silentLog);
  const storage = await openJournalStorage({
    dataDirectory: directory,
    database,
    secrets: await openSecrets(directory),
    clock: options.clock ?? realClock,
    log: silentLog,
    ...(options.openPack && { openPack: options.openPack }),
  });
  const journal = new Journal({
    ...storage,
    cameraName: options.cameraName ?? (() => null),
    clock: options.clock ?? realClock,
    log: silentLog,
  });
  return {
    journal,
    database,
    storage,
    async close() {
      await journal.close();
      await storage.close();
      await database.close();
    },
  };
}

let made = 0;

export function aNewSighting(over: Partial<NewSighting> = {}): NewSighting {
  made += 1;
  const nowMs = Date.now();
  return {
    source: 'viid',
    deviceId: '37152500001190000001',
    objectId: `371525000011900000010220260714093000${String(made).padStart(5, '0')}06`,
    cameraId: null,
    seenAtMs: nowMs,
    receivedAtMs: nowMs,
    facts: { kind: 'face' },
    box: null,
    pictures: [],
    ...over,
  };
}

export const aVehicle = (plate: string, over: Partial<NewSighting> = {}): NewSighting =>
  aNewSighting({ ...over, facts: { kind: 'vehicle', plate } });

/** Bytes that begin as a JPEG does. */
export function aPicture(bytes = 4000): Buffer {
  const picture = randomBytes(bytes);
  Buffer.from([0xff, 0xd8, 0xff, 0xe0]).copy(picture);
  return picture;
}

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
