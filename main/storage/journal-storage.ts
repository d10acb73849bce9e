import { join } from 'node:path';
import type { Log } from '../system/log.ts';
import type { Secrets } from '../system/secrets.ts';
import { ApartPictureTable } from './apart-picture-table.ts';
import type { Database } from './database.ts';
import { EvidenceIndex } from './evidence-index.ts';
import { EvidencePacks } from './evidence-packs.ts';
import type { OpenPack } from './evidence-packs.ts';
import { JournalTable } from './journal-table.ts';

export interface JournalStorage {
  store: JournalTable;
  apart: ApartPictureTable;
  evidence: EvidencePacks;
  /** After the journal was closed. */
  close(): Promise<void>;
}

/** Opens what the journal writes to, whole again after whatever ended the last run. */
export async function openJournalStorage(parts: {
  dataDirectory: string;
  database: Database;
  secrets: Secrets;
  log: Log;
  openPack?: OpenPack;
}): Promise<JournalStorage> {
  const { dataDirectory, database, secrets, log, openPack } = parts;
  const store = new JournalTable(database);
  const evidence = new EvidencePacks({
    directory: join(dataDirectory, 'evidence'),
    index: new EvidenceIndex(database),
    keyFor: (purpose) => secrets.keyFor(purpose),
    log,
    ...(openPack && { openPack }),
  });
  await evidence.recover((group) => store.commit(group));
  return { store, apart: new ApartPictureTable(database), evidence, close: () => evidence.close() };
}
