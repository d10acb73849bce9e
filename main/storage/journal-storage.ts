import { join } from 'node:path';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Secrets } from '../system/secrets.ts';
import { ApartPictureTable } from './apart-picture-table.ts';
import type { Database } from './database.ts';
import { EvidenceIndex } from './evidence-index.ts';
import { EvidencePacks } from './evidence-packs.ts';
import type { OpenPack } from './evidence-packs.ts';
import { JournalTable } from './journal-table.ts';
import { KeptPictures } from './kept-pictures.ts';
import { SearchGate } from './search-gate.ts';
import { SightingBlocks } from './sighting-blocks.ts';
import { SightingSearchTable } from './sighting-search-table.ts';

export interface JournalStorage {
  store: JournalTable;
  apart: ApartPictureTable;
  evidence: EvidencePacks;
  kept: KeptPictures;
  search: SightingSearchTable;
  /** What searches look through. */
  blocks: SightingBlocks;
  /** After the journal was closed. */
  close(): Promise<void>;
}

/** Opens what the journal writes to, whole again after whatever ended the last run. */
export async function openJournalStorage(parts: {
  dataDirectory: string;
  database: Database;
  secrets: Secrets;
  clock: Clock;
  log: Log;
  openPack?: OpenPack;
}): Promise<JournalStorage> {
  const { dataDirectory, database, secrets, clock, log, openPack } = parts;
  const blocks = new SightingBlocks(database, log);
  const store = new JournalTable(database, blocks);
  const evidenceDirectory = join(dataDirectory, 'evidence');
  const kept = new KeptPictures({
    ...{ directory: join(evidenceDirectory, 'kept'), database },
    keyFor: (purpose) => secrets.keyFor(purpose),
  });
  const evidence = new EvidencePacks({
    directory: evidenceDirectory,
    kept,
    index: new EvidenceIndex(database),
    keyFor: (purpose) => secrets.keyFor(purpose),
    log,
    ...(openPack && { openPack }),
  });
  await evidence.recover((group) => store.commit(group));
  blocks.start();
  return {
    ...{ store, evidence, kept, blocks, apart: new ApartPictureTable(database) },
    search: new SightingSearchTable({ database, blocks, gate: new SearchGate(clock) }),
    async close() {
      await evidence.close();
      await blocks.close();
    },
  };
}
