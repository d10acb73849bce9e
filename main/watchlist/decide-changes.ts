/** Who may change what on the list, and what the list says afterwards. Pure; refusals are values. */
import type { ErrorCode } from '#contract/errors.ts';
import type { EntryDraft, WatchlistEntry } from '#contract/watchlist.ts';
import { keyOf } from './entry-key.ts';
import type { EntryChange, NewEntry } from './watchlist-store.ts';

export interface Refusal {
  outcome: 'refused';
  code: Extract<ErrorCode, 'not-found' | 'not-allowed' | 'conflict' | 'provisioned-elsewhere' | 'bad-input'>;
  facts: Record<string, string | number>;
}
export type Decision = { outcome: 'decided'; changes: EntryChange[] } | Refusal;

/** The list as decisions look at it. */
export type Listed = ReadonlyMap<number, WatchlistEntry>;

export function decideAdd(list: Listed, draft: EntryDraft, author: string): Decision {
  const same = sameEntry(list, draft, null);
  if (same !== null) return refuse('conflict', { problem: 'duplicate', entryId: same.id });
  return { outcome: 'decided', changes: [{ change: 'add', entry: written(draft, author) }] };
}

/** Whoever changes an entry is its author from then on, and somebody else approves it again. Saying the same is no change. */
export function decideChange(
  list: Listed,
  id: number,
  draft: EntryDraft,
  author: string,
  /** Without the right to, only what one wrote oneself and nobody has approved: a changed entry matches nothing meanwhile. */
  mayChangeApproved = true,
): Decision {
  const known = list.get(id);
  if (known === undefined) return refuse('not-found', { entryId: id });
  if (known.origin !== 'console') return elsewhere(known);
  if (!mayChangeApproved && (known.approvedBy !== null || !isSameAccount(known.author, author))) {
    return refuse('not-allowed', { problem: 'approved', entryId: id });
  }
  if (known.kind !== draft.kind) return refuse('bad-input', { paths: 'kind' });
  const same = sameEntry(list, draft, id);
  if (same !== null) return refuse('conflict', { problem: 'duplicate', entryId: same.id });
  if (changedMembers(known, draft).length === 0) return { outcome: 'decided', changes: [] };
  return { outcome: 'decided', changes: [{ change: 'replace', entry: { ...written(draft, author), id } }] };
}

/** All or none. One that is approved already stays as it is: two chiefs at once want the same. */
export function decideApproval(list: Listed, ids: readonly number[], approver: string, nowMs: number): Decision {
  const changes: EntryChange[] = [];
  for (const id of new Set(ids)) {
    const entry = list.get(id);
    if (entry === undefined) return refuse('not-found', { entryId: id });
    if (entry.origin !== 'console') return elsewhere(entry);
    if (entry.approvedBy !== null) continue;
    if (isSameAccount(entry.author, approver)) return refuse('not-allowed', { problem: 'author', entryId: id });
    if (entry.expiresAtMs <= nowMs) return refuse('conflict', { problem: 'expired', entryId: id });
    changes.push({ change: 'approve', entry: { ...entry, approvedBy: approver, approvedAtMs: nowMs } });
  }
  return { outcome: 'decided', changes };
}

export function decideWithdrawal(list: Listed, id: number): Decision {
  const entry = list.get(id);
  if (entry === undefined) return refuse('not-found', { entryId: id });
  if (entry.origin !== 'console') return elsewhere(entry);
  return { outcome: 'decided', changes: [{ change: 'withdraw', id }] };
}

/** An entry as its author wrote it: it waits for somebody else. */
export function written(draft: EntryDraft, author: string): NewEntry {
  return { ...draft, author, approvedBy: null, approvedAtMs: null, origin: 'console', disposition: null };
}

/** Members of the draft that would change the entry. */
export function changedMembers(entry: WatchlistEntry, draft: EntryDraft): string[] {
  const known: Readonly<Record<string, unknown>> = { ...entry };
  return Object.entries(draft)
    .filter(([member, value]) => JSON.stringify(value) !== JSON.stringify(known[member]))
    .map(([member]) => member);
}

/** Accounts that look alike are one account, as at the sign-in. */
function isSameAccount(a: string, b: string): boolean {
  return a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();
}

function sameEntry(list: Listed, draft: EntryDraft, exceptId: number | null): WatchlistEntry | null {
  const key = keyOf(draft);
  for (const entry of list.values()) {
    if (entry.category === draft.category && entry.id !== exceptId && keyOf(entry) === key) return entry;
  }
  return null;
}

function elsewhere(entry: WatchlistEntry): Refusal {
  return refuse('provisioned-elsewhere', { entryId: entry.id, origin: entry.origin });
}

function refuse(code: Refusal['code'], facts: Refusal['facts']): Refusal {
  return { outcome: 'refused', code, facts };
}
