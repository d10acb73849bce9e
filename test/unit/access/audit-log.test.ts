import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { AuditLog } from '../../../main/access/audit-log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryAuditStore } from '../../builders/memory-access-stores.ts';

let store: MemoryAuditStore;
let audit: AuditLog;
beforeEach(async () => {
  store = new MemoryAuditStore();
  audit = new AuditLog({ store, clock: new FakeClock(1_000) });
  for (const id of [1, 2, 3]) {
    await audit.append({
      actor: 'guard1',
      action: 'alarm.resolve',
      subject: `alarm:${id}`,
      facts: { note: 'b', a: 1 },
    });
  }
});

test('rows chain by SHA-256 over the hash before and the canonical row', () => {
  const first = createHash('sha256')
    .update(`${'0'.repeat(64)}\n[1,1000,"guard1","alarm.resolve","alarm:1",[["a",1],["note","b"]]]`)
    .digest('hex');
  expect(store.rows[0]?.hash).toBe(first);
});

test('an untouched log is intact, and names its last hash', async () => {
  expect(await audit.verify()).toEqual({ outcome: 'intact', rows: 3, lastHash: store.rows[2]?.hash });
  store.rows = [];
  expect(await audit.verify()).toMatchObject({ outcome: 'intact', rows: 0 });
});

test('an altered row breaks the chain where it stands', async () => {
  store.rows[1] = { ...store.rows[1]!, actor: 'guard2' };
  expect(await audit.verify()).toEqual({ outcome: 'broken', id: 2, reason: 'altered' });
});

test('a row taken out is missed', async () => {
  store.rows.splice(1, 1);
  expect(await audit.verify()).toEqual({ outcome: 'broken', id: 2, reason: 'missing' });
});
