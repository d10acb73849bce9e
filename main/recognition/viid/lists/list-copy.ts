/** Entries of the unit's list in the own lists of devices: what each was asked for, and what it answered. Pure. */
import type { EntryCopy } from '#contract/watchlist.ts';
import { assertNever } from '../../../system/app-error.ts';
import { sha256 } from '../bounded-id.ts';
import { writeWireTime } from '../wire-time.ts';

export interface ListCopy {
  deviceId: string;
  entryId: number;
  /** How the device knows it; stays the same for as long as the copy is remembered. */
  dispositionId: string;
  asked: 'keep' | 'take-back';
  answer: 'awaited' | 'done' | 'refused';
  /** Of what it was asked to keep, and where. Another print: another thing to ask for. */
  print: string;
  /** When it was asked, or answered. */
  atMs: number;
  /** What the device said when it refused. */
  detail: string;
}

export interface ListCopyStore {
  all(): Promise<ListCopy[]>;
  /** Durable when it resolves. */
  save(copies: readonly ListCopy[]): Promise<void>;
  /** Those that were taken back before. */
  forget(beforeMs: number): Promise<void>;
}

/** What a device should have of one entry: the object as it would be sent, without its ID. */
export interface WantedCopy {
  entryId: number;
  print: string;
}

export const printOf = (url: string, object: unknown): string => sha256(JSON.stringify([url, object]));

/** 33 digits: organisation 12, `01`, time 14, serial 5: the entry's, for many are named in one second. */
export function newDispositionId(serverId: string, nowMs: number, entryId: number): string {
  const organisation = serverId.replace(/\D/g, '').slice(0, 12).padEnd(12, '0');
  return `${organisation}01${writeWireTime(nowMs)}${String(entryId % 100_000).padStart(5, '0')}`;
}

/** The copies that have to be asked for anew so that the device has what is wanted, and nothing else of ours. */
export function decideCopies(
  wanted: readonly WantedCopy[],
  held: ReadonlyMap<number, ListCopy>,
  facts: { deviceId: string; nowMs: number; newId: (entryId: number) => string },
): ListCopy[] {
  const { deviceId, nowMs, newId } = facts;
  const asked = { answer: 'awaited', atMs: nowMs, detail: '' } as const;
  const changed: ListCopy[] = [];
  for (const { entryId, print } of wanted) {
    const copy = held.get(entryId);
    if (copy?.asked === 'keep' && copy.print === print) continue;
    const dispositionId = copy?.dispositionId ?? newId(entryId);
    changed.push({ deviceId, entryId, dispositionId, asked: 'keep', print, ...asked });
  }
  const kept = new Set(wanted.map(({ entryId }) => entryId));
  for (const copy of held.values()) {
    // One that was refused, or only sent, may be there all the same: it is taken back too.
    if (copy.asked === 'keep' && !kept.has(copy.entryId)) changed.push({ ...copy, asked: 'take-back', ...asked });
  }
  return changed;
}

/** As the console is told. */
export function entryCopyOf({ deviceId, asked, answer, atMs, detail }: ListCopy): EntryCopy {
  const keep = asked === 'keep';
  switch (answer) {
    case 'awaited':
      return { deviceId, state: keep ? 'sending' : 'taking-back', atMs, detail };
    case 'done':
      return { deviceId, state: keep ? 'confirmed' : 'taken-back', atMs, detail };
    case 'refused':
      return { deviceId, state: 'refused', atMs, detail };
    default:
      return assertNever(answer);
  }
}
