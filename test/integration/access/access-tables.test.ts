import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Accounts } from '../../../main/access/accounts.ts';
import { AuditLog } from '../../../main/access/audit-log.ts';
import { RetrievalRegister } from '../../../main/access/retrieval-register.ts';
import { Sessions } from '../../../main/access/sessions.ts';
import { AccountTable } from '../../../main/storage/access-account-table.ts';
import { AuditTable } from '../../../main/storage/access-audit-table.ts';
import { RetrievalTable } from '../../../main/storage/access-retrieval-table.ts';
import { SessionTable } from '../../../main/storage/access-session-table.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { silentLog as log } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { cheapScrypt } from '../../builders/memory-access-stores.ts';

let directory: string;
let database: Database;
const clock = new FakeClock();
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-access-'));
  database = await openDatabase(directory, log);
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

async function openRoom() {
  const accounts = await Accounts.open({ store: new AccountTable(database), clock, log, cost: cheapScrypt });
  const sessions = await Sessions.open({ store: new SessionTable(database), accounts, clock, log });
  return { accounts, sessions };
}
async function restart() {
  await database.close();
  database = await openDatabase(directory, log);
  return openRoom();
}

test('accounts and sessions outlive the station; a disabled account has neither', async () => {
  const guard = { account: 'guard1', name: '王强', role: 'guard', password: 'correct horse' } as const;
  const first = await openRoom();
  await first.accounts.applyProvision([guard]);
  const token = await first.sessions.begin('guard1', '127.0.0.1');
  const second = await restart();
  expect(second.sessions.find(token)).toEqual({ account: 'guard1', name: '王强', role: 'guard' });
  await second.accounts.applyProvision([guard]);
  expect(second.sessions.find(token)).not.toBeNull();
  await second.accounts.applyProvision([]);
  const third = await restart();
  expect(third.sessions.find(token)).toBeNull();
  expect(third.accounts.list()).toMatchObject([{ account: 'guard1', provisioned: true, disabled: true }]);
});

test('rows appended at once form one chain, which cannot be changed through the database and is broken around it', async () => {
  const audit = new AuditLog({ store: new AuditTable(database), clock });
  await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      audit.append({ actor: 'guard1', action: 'alarm.resolve', subject: `alarm:${n}`, facts: { 备注: '放行', n } }),
    ),
  );
  expect(await audit.verify()).toMatchObject({ outcome: 'intact', rows: 50 });
  for (const statement of ["UPDATE audit_log SET actor = 'x' WHERE id = 7", 'DELETE FROM audit_log WHERE id = 7']) {
    await expect(database.write((trx) => trx.raw(statement))).rejects.toThrow('append-only');
  }
  await database.write(async (trx) => {
    await trx.raw('DROP TRIGGER audit_log_is_never_changed');
    await trx.raw("UPDATE audit_log SET actor = 'x' WHERE id = 7");
  });
  expect(await audit.verify()).toEqual({ outcome: 'broken', id: 7, reason: 'altered' });
});

test('a long backlog of looks is written whole, newest first when read', async () => {
  const register = new RetrievalRegister({ store: new RetrievalTable(database), clock, log });
  for (let n = 0; n < 1_234; n += 1) register.record({ account: 'guard1', digest: `digest ${n}`, purpose: 'journal' });
  expect(await register.latest(2)).toMatchObject([{ digest: 'digest 1233' }, { digest: 'digest 1232' }]);
  expect(await database.read('retrievals').count('* as n')).toEqual([{ n: 1_234 }]);
});
