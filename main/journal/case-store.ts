import type { CaseItem, NewCase, UnitCase } from '#contract/retention.ts';

export type CaseChange =
  | { outcome: 'changed'; case: UnitCase }
  /** It was so already. */
  | { outcome: 'unchanged'; case: UnitCase }
  | { outcome: 'no-such-case' | 'no-such-item' | 'closed' | 'too-many' };

/** Where cases are kept. Every change is durable when it resolves. `main/storage/case-table.ts` implements it. */
export interface CaseStore {
  /** Open ones first, then newest first. */
  list(limit: number): Promise<UnitCase[]>;
  open(given: NewCase, by: string, atMs: number): Promise<UnitCase>;
  /** The record must be there in the same commit: from then on retention leaves it alone. */
  add(change: { caseId: number; item: CaseItem; by: string; atMs: number; most: number }): Promise<CaseChange>;
  remove(change: { caseId: number; item: CaseItem }): Promise<CaseChange>;
  close(change: { caseId: number; by: string; atMs: number }): Promise<CaseChange>;
  find(caseId: number): Promise<UnitCase | null>;
  /** The pictures an item shows: of a sighting its own, of an alarm those of the sightings it shows. */
  picturesOf(item: CaseItem): Promise<{ digest: string; sightingId: number }[]>;
}
