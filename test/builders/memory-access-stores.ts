import type { AccountRecord, AccountStore } from '../../main/access/accounts.ts';
import { auditOrigin } from '../../main/access/audit-log.ts';
import type { AuditRow, AuditStore } from '../../main/access/audit-log.ts';
import type { Look, LookStore } from '../../main/access/retrieval-register.ts';
import type { SessionRecord, SessionStore } from '../../main/access/sessions.ts';

/** As cheap as scrypt gets: for tests that are not about its cost. */
export const cheapScrypt = { cost: 2, blockSize: 1, parallelization: 1 };

export class MemoryAccountStore implements AccountStore {
  readonly records = new Map<string, AccountRecord>();
  saves = 0;

  all(): Promise<AccountRecord[]> {
    return Promise.resolve([...this.records.values()]);
  }
  save(key: string, record: AccountRecord): Promise<void> {
    this.saves += 1;
    this.records.set(key, record);
    return Promise.resolve();
  }
}

export class MemorySessionStore implements SessionStore {
  readonly records = new Map<string, SessionRecord>();
  saves = 0;
  failing = false;

  all(): Promise<SessionRecord[]> {
    return Promise.resolve([...this.records.values()]);
  }
  save(record: SessionRecord): Promise<void> {
    if (this.failing) return Promise.reject(new Error('disk full'));
    this.saves += 1;
    this.records.set(record.tokenHash, record);
    return Promise.resolve();
  }
  remove(tokenHashes: readonly string[]): Promise<void> {
    for (const hash of tokenHashes) this.records.delete(hash);
    return Promise.resolve();
  }
}

export class MemoryAuditStore implements AuditStore {
  rows: AuditRow[] = [];

  append(seal: (last: Pick<AuditRow, 'id' | 'hash'>) => AuditRow): Promise<AuditRow> {
    const row = seal(this.rows.at(-1) ?? auditOrigin);
    this.rows.push(row);
    return Promise.resolve(row);
  }
  rowsAfter(id: number, limit: number): Promise<AuditRow[]> {
    return Promise.resolve(this.rows.filter((row) => row.id > id).slice(0, limit));
  }
}

export class MemoryLookStore implements LookStore {
  readonly batches: Look[][] = [];
  failing = false;

  add(looks: readonly Look[]): Promise<void> {
    if (this.failing) return Promise.reject(new Error('disk full'));
    this.batches.push([...looks]);
    return Promise.resolve();
  }
  latest(limit: number, digest?: string): Promise<Look[]> {
    const all = this.batches.flat().reverse();
    return Promise.resolve(all.filter((look) => digest === undefined || look.digest === digest).slice(0, limit));
  }
}
