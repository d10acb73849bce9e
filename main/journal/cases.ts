import type { CaseItem, NewCase, UnitCase } from '#contract/retention.ts';
import { AppError, assertNever } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { CaseChange, CaseStore } from './case-store.ts';
import { copyOut } from './retention-run.ts';
import type { RetentionFiles, RetentionStore } from './retention-store.ts';

export interface CasesOptions {
  store: CaseStore;
  /** Copies pictures out of their day. */
  files: Pick<RetentionFiles, 'copyOut'>;
  copies: Pick<RetentionStore, 'noteCopy'>;
  clock: Pick<Clock, 'nowMs'>;
}

const mostListed = 500;
const mostItems = 1000;

/** Cases 案卷: what an open one holds stays beyond its period, and its pictures outlive the packs of their days. */
export class Cases {
  readonly #options: CasesOptions;

  constructor(options: CasesOptions) {
    this.#options = options;
  }

  /** Open ones first, then newest first. */
  list(): Promise<UnitCase[]> {
    return this.#options.store.list(mostListed);
  }

  open(given: NewCase, by: string): Promise<UnitCase> {
    return this.#options.store.open(given, by, this.#options.clock.nowMs());
  }

  /**
   * From its commit on, the item is held; its pictures are copied out before this resolves, and what cannot be copied
   * now is copied by retention, before their day goes. `changed` is false when the case held it already.
   * Throws `not-found` for the case or the record, `conflict` (problem `closed` or `too-many`), `disk-full`.
   */
  async add(caseId: number, item: CaseItem, by: string): Promise<{ case: UnitCase; changed: boolean }> {
    const { store, files, copies, clock } = this.#options;
    const atMs = clock.nowMs();
    const change = await store.add({ caseId, item, by, atMs, most: mostItems });
    const { changed } = settled(change, caseId, item);
    const pictures = Map.groupBy(await store.picturesOf(item), ({ digest }) => digest);
    for (const [digest, of] of pictures) {
      await copyOut(copies, files, digest, { sightingIds: of.map(({ sightingId }) => sightingId), atMs });
    }
    return { case: (await store.find(caseId)) ?? settled(change, caseId, item).case, changed };
  }

  /** Throws `not-found`, or `conflict` when it is closed. */
  async remove(caseId: number, item: CaseItem): Promise<UnitCase> {
    return settled(await this.#options.store.remove({ caseId, item }), caseId, item).case;
  }

  /** Throws `not-found`, or `conflict` when it is closed. */
  async close(caseId: number, by: string): Promise<UnitCase> {
    const atMs = this.#options.clock.nowMs();
    return settled(await this.#options.store.close({ caseId, by, atMs }), caseId, null).case;
  }
}

function settled(change: CaseChange, caseId: number, item: CaseItem | null): { case: UnitCase; changed: boolean } {
  switch (change.outcome) {
    case 'changed':
    case 'unchanged':
      return { case: change.case, changed: change.outcome === 'changed' };
    case 'no-such-case':
      throw new AppError('not-found', `there is no case ${caseId}`, { facts: { caseId } });
    case 'no-such-item':
      throw new AppError('not-found', `there is no ${item?.kind ?? 'record'} ${item?.id ?? ''}`, {
        facts: { caseId, kind: item?.kind ?? '', id: item?.id ?? 0 },
      });
    case 'closed':
    case 'too-many':
      throw new AppError('conflict', `case ${caseId}: ${change.outcome}`, { facts: { problem: change.outcome } });
    default:
      return assertNever(change);
  }
}
