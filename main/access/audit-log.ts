import { createHash } from 'node:crypto';
import type { Clock } from '../system/clock.ts';

/** What somebody did. `facts` never holds a secret, nor a picture. */
export interface AuditEntry {
  /** The account, or `station` for what the station does by itself. */
  actor: string;
  /** `alarm.resolve`, `session.sign-in`: room and deed. */
  action: string;
  /** What it was done to: `alarm:12`. */
  subject: string;
  facts: Readonly<Record<string, string | number | boolean | null>>;
}

export interface AuditRow extends AuditEntry {
  /** 1, 2, 3 … without a gap. */
  id: number;
  atMs: number;
  /** SHA-256 over the hash of the row before and this row, 64 lower-case hex digits. */
  hash: string;
}

export interface AuditStore {
  /** Adds the row `seal` makes of the last one, alone on the writer; nothing is ever changed or removed. */
  append(seal: (last: Pick<AuditRow, 'id' | 'hash'>) => AuditRow): Promise<AuditRow>;
  /** In order of id. */
  rowsAfter(id: number, limit: number): Promise<AuditRow[]>;
}

export type AuditVerdict =
  | { outcome: 'intact'; rows: number; lastHash: string }
  | { outcome: 'broken'; id: number; reason: 'missing' | 'altered' };

/** Stands before the first row. */
export const auditOrigin: Pick<AuditRow, 'id' | 'hash'> = { id: 0, hash: '0'.repeat(64) };

/**
 * Who did what, each row chained to the one before: a row altered or taken out breaks the chain. Rows cut off the end
 * leave it whole; to notice that, compare `lastHash` with one noted elsewhere.
 */
export class AuditLog {
  readonly #store: AuditStore;
  readonly #clock: Clock;

  constructor({ store, clock }: { store: AuditStore; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  append(entry: AuditEntry): Promise<AuditRow> {
    return this.#store.append(this.sealing(entry));
  }

  /** What makes the row that follows the last one: for whoever commits it together with the deed it tells of. */
  sealing(entry: AuditEntry): (last: Pick<AuditRow, 'id' | 'hash'>) => AuditRow {
    const atMs = this.#clock.nowMs();
    return (last) => {
      const row = { ...entry, id: last.id + 1, atMs };
      return { ...row, hash: auditHash(last.hash, row) };
    };
  }

  async verify(): Promise<AuditVerdict> {
    let last = auditOrigin;
    for (;;) {
      const rows = await this.#store.rowsAfter(last.id, 1_000);
      for (const row of rows) {
        if (row.id !== last.id + 1) return { outcome: 'broken', id: last.id + 1, reason: 'missing' };
        if (row.hash !== auditHash(last.hash, row)) return { outcome: 'broken', id: row.id, reason: 'altered' };
        last = row;
      }
      if (rows.length === 0) return { outcome: 'intact', rows: last.id, lastHash: last.hash };
    }
  }
}

/** The canonical row is the JSON array of its members in this order, facts sorted by name. */
export function auditHash(previous: string, row: Omit<AuditRow, 'hash'>): string {
  const facts = Object.entries(row.facts).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const canonical = JSON.stringify([row.id, row.atMs, row.actor, row.action, row.subject, facts]);
  return createHash('sha256').update(previous).update('\n').update(canonical).digest('hex');
}
