import { afterEach, beforeEach, expect, test } from 'vitest';
import { actionHandlers } from '../../../main/gateway/action-handlers.ts';
import type { AuditEntry } from '../../../main/access/audit-log.ts';
import { appErrorOf } from '../../../renderer/api/app-error-of.ts';
import { aNewAction } from '../../builders/action.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { StationOfActions } from '../../unit/alarms/actions/station.ts';
import { Browser, startSite } from './site.ts';
import type { Site } from './site.ts';

let station: StationOfActions;
let site: Site;
let noted: Omit<AuditEntry, 'actor'>[];
const browsers: Browser[] = [];
beforeEach(async () => {
  station = new StationOfActions();
  await station.start();
  noted = [];
  site = await startSite({
    actions: actionHandlers({
      actions: station.actions,
      listRelays: () => Promise.resolve({ outcome: 'failed', failure: 'not-found', detail: 'none' }),
      nameOf: (account) => site.accounts.nameOf(account),
      note: (_caller, action, subject, facts = {}) => void noted.push({ action, subject, facts }),
    }),
  });
});
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close();
  await site.stop();
});

async function consoleOf(account: 'guard1' | 'admin1') {
  const browser = new Browser(site.origin);
  browsers.push(browser);
  await browser.signIn(account);
  return browser.station.api.actions;
}

test('what an admin writes down a guard may run, and both are in the audit chain', async () => {
  const [guard, admin] = [await consoleOf('guard1'), await consoleOf('admin1')];
  const saved = await admin.save.mutate({ ...aNewAction(), id: null });
  expect(await guard.list.query()).toEqual([saved]);
  station.alarms.announce(anAlarm());
  const run = await guard.run.mutate({ id: saved.id, alarmId: 1, wanted: 'on' });
  expect(run).toMatchObject({ by: 'guard1', byName: '王强', cause: 'guard', state: 'done' });
  expect(await guard.runs.query({ alarmId: 1 })).toMatchObject([{ byName: '王强' }]);
  await admin.test.mutate({ ...aNewAction(), id: saved.id, dry: true });
  await admin.remove.mutate({ id: saved.id });
  expect(noted).toEqual([
    { action: 'action.save', subject: 'action:1', facts: { name: '东门道闸', target: 'modbus-coil' } },
    {
      action: 'action.run',
      subject: 'action:1',
      facts: { alarm: 1, wanted: 'on', run: run.id, state: 'done', failure: null },
    },
    expect.objectContaining({ action: 'action.test', facts: expect.objectContaining({ dry: true, state: 'done' }) }),
    { action: 'action.remove', subject: 'action:1', facts: { name: '东门道闸' } },
  ]);
});

test('a guard writes nothing down, tests nothing, removes nothing', async () => {
  const guard = await consoleOf('guard1');
  const asked = await Promise.allSettled([
    guard.save.mutate({ ...aNewAction(), id: null }),
    guard.test.mutate({ ...aNewAction(), id: null, dry: true }),
    guard.remove.mutate({ id: 1 }),
    guard.relays.query({ cameraId: 'c1' }),
  ]);
  const codes = asked.map((answer) => (answer.status === 'rejected' ? appErrorOf(answer.reason)?.code : 'let in'));
  expect(codes).toEqual(Array.from(asked, () => 'not-allowed'));
  expect(station.controller.heard).toEqual([]);
  expect(noted).toEqual([]);
});
