/** The whole of it: rows on disk, a Modbus controller on the wire, alarms announced by a test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Actions } from '../../../../main/alarms/actions/actions.ts';
import type { NewRun } from '../../../../main/alarms/actions/action-store.ts';
import { HttpController } from '../../../../main/alarms/actions/http-controller.ts';
import { ModbusController } from '../../../../main/alarms/actions/modbus-controller.ts';
import { ActionTable } from '../../../../main/storage/action-table.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import type { Database } from '../../../../main/storage/database.ts';
import { realClock } from '../../../../main/system/clock.ts';
import { silentLog } from '../../../../main/system/log.ts';
import { secretsFrom } from '../../../../main/system/secrets.ts';
import { aNewAction, FakeAlarms, FakeController } from '../../../builders/action.ts';
import { aHit, anAlarm } from '../../../builders/alarm.ts';
import type { ModbusPeer } from '../../../peers/door/modbus-peer.ts';
import { aBarrier } from './doors.ts';

let directory: string;
let database: Database;
let table: ActionTable;
let alarms: FakeAlarms;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-actions-'));
  database = await openDatabase(directory, silentLog);
  table = new ActionTable(database);
  alarms = new FakeAlarms();
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

async function aStation(): Promise<Actions> {
  const actions = new Actions({
    ...{ store: table, alarms, clock: realClock, log: silentLog, pointOf: () => 'gate' },
    controllers: {
      relay: new FakeController(),
      http: new HttpController(),
      coil: new ModbusController({ clock: realClock }),
    },
    secrets: secretsFrom(Buffer.alloc(32, 1)),
  });
  await actions.start();
  return actions;
}
const barrierOf = (peer: ModbusPeer, coil = 3, given = {}) =>
  aNewAction({
    name: `道闸 ${coil}`,
    target: { kind: 'modbus-coil', host: '127.0.0.1', port: peer.port, unit: 1, coil },
    ...given,
  });
const nowMs = Date.now();
const readTwice = anAlarm({ hit: aHit({ confirmed: true }), raisedAtMs: nowMs, lastSeenAtMs: nowMs });

/** The card says so. */
async function shown(state: string, id = 1): Promise<void> {
  await expect.poll(() => alarms.shown.some((run) => run.id === id && run.state === state)).toBe(true);
}
const aRun = (given: Partial<NewRun> = {}): NewRun => ({
  ...{
    actionId: 1,
    actionName: '道闸',
    effect: 'hold',
    alarmId: 1,
    cause: 'hit',
    by: 'station',
    dry: false,
    wanted: 'on',
  },
  ...{ state: 'running', startedAtMs: 1, endedAtMs: null, attempts: 0, failure: null, detail: '' },
  ...{ byItself: true, pulse: false },
  ...given,
});
const ended = { endedAtMs: 2, state: 'done', attempts: 1, failure: null, detail: 'x' } as const;

test('a barrier is held shut on a confirmed hit, and the run is on the card and on disk', async () => {
  const peer = await aBarrier();
  const actions = await aStation();
  await actions.save(barrierOf(peer), null, 'chief1');
  alarms.announce(readTwice);
  await shown('done');
  expect(peer.coils[3]).toBe(true);
  expect(await actions.runs({ limit: 10 })).toEqual([
    expect.objectContaining({ id: 1, alarmId: 1, cause: 'hit', state: 'done', attempts: 1, wanted: 'on' }),
  ]);
  expect(await actions.runs({ alarmId: 2, limit: 10 })).toEqual([]);
  await actions.stop();
});

test('two actions of one controller are told one after the other', async () => {
  const peer = await aBarrier({ slowMs: 20 });
  const actions = await aStation();
  for (const coil of [1, 2, 3, 4]) await actions.save(barrierOf(peer, coil), null, 'chief1');
  alarms.announce(readTwice);
  await Promise.all([1, 2, 3, 4].map((id) => shown('done', id)));
  expect(peer.coils.slice(0, 6)).toEqual([false, true, true, true, true, false]);
  expect(peer.overlaps).toBe(0);
  await actions.stop();
});

test('what is stored is there after a restart, and a stop puts it to rest', async () => {
  const peer = await aBarrier();
  const first = await aStation();
  const saved = await first.save(
    barrierOf(peer, 3, { onStop: 'off', scope: { points: ['gate'], cameraIds: [] } }),
    null,
    'chief1',
  );
  await first.run(saved.id, null, 'on', 'guard1');
  await first.stop();
  expect(peer.coils[3]).toBe(false);
  const second = await aStation();
  expect(second.list()).toEqual([saved]);
  expect(peer.writes).toHaveLength(2);
  await second.stop();
});

test('a station that died has its dead man carried out by the next, and its run in flight is unknown', async () => {
  const peer = await aBarrier({ silent: true });
  const first = await aStation();
  await first.save(barrierOf(peer, 3, { onStop: 'off' }), null, 'chief1');
  alarms.announce(readTwice);
  await expect.poll(() => peer.writes.length).toBe(1);
  // Nobody stops the first: its process is gone, as far as the second knows.
  peer.options.silent = false;
  alarms = new FakeAlarms();
  alarms.announce({ ...readTwice });
  const second = await aStation();
  await shown('unknown');
  await expect.poll(() => peer.writes.at(-1)?.on).toBe(false);
  alarms.announce({ ...readTwice, count: 2 });
  await second.decided();
  expect(peer.writes.filter(({ on }) => on).length).toBeLessThanOrEqual(2);
  expect((await second.runs({ limit: 10 })).filter(({ cause }) => cause === 'hit')).toHaveLength(1);
  await Promise.all([first.stop(), second.stop()]);
});

test('an alarm sets an action off once, however often it is asked', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, () => table.beginRun(aRun())));
  expect(ids.filter((id) => id !== null)).toEqual([1]);
  expect(await table.beginRun(aRun({ alarmId: 2 }))).toBe(2);
  expect(await table.beginRun(aRun({ byItself: false }))).toBe(3);
});

test('a held-back run is begun by one of those who want it', async () => {
  await table.beginRun(aRun({ state: 'held-back', failure: 'needs-guard' }));
  const changes = { cause: 'guard', by: 'guard1', wanted: 'on', startedAtMs: 5, pulse: true } as const;
  const begun = await Promise.all([1, 2, 3].map(() => table.beginHeldBack(1, changes)));
  expect(begun.filter(Boolean)).toHaveLength(1);
  expect(await table.ownRuns(1)).toMatchObject([
    { id: 1, cause: 'guard', by: 'guard1', state: 'running', failure: null },
  ]);
});

test('an ended run ends the pulses before it that it covers, and those of its action alone', async () => {
  for (const alarmId of [1, 2, 3]) await table.beginRun(aRun({ alarmId, pulse: true }));
  await table.beginRun(aRun({ alarmId: 4, actionId: 2, pulse: true }));
  await table.endRun(2, ended, { own: true, earlier: false });
  expect((await table.pulses()).map(({ id }) => id)).toEqual([4, 3, 2]);
  await table.endRun(3, { ...ended, state: 'failed', failure: 'refused' }, { own: false, earlier: true });
  expect((await table.pulses()).map(({ id }) => id)).toEqual([4, 2]);
  await table.forgetPulses(1);
  expect((await table.pulses()).map(({ id }) => id)).toEqual([4]);
});

test('old runs go, but for those that are in flight or to be put back', async () => {
  for (const alarmId of [1, 2, 3, 4, 5, 6]) await table.beginRun(aRun({ alarmId, pulse: alarmId === 2 }));
  for (const id of [2, 3, 4, 5, 6]) await table.endRun(id, ended, { own: true, earlier: true });
  expect(await table.trimRuns(2)).toBe(2);
  expect((await table.page({ limit: 10 })).map(({ id }) => id)).toEqual([6, 5, 2, 1]);
  expect(await table.trimRuns(100)).toBe(0);
});

test('runs are paged, newest first', async () => {
  for (let alarmId = 1; alarmId <= 5; alarmId += 1) await table.beginRun(aRun({ alarmId, actionId: alarmId % 2 }));
  expect((await table.page({ actionId: 1, limit: 2 })).map(({ id }) => id)).toEqual([5, 3]);
  expect((await table.page({ actionId: 1, before: 3, limit: 2 })).map(({ id }) => id)).toEqual([1]);
});

test('names are kept apart, and what is not there is not changed', async () => {
  const save = (id: number | null, name: string) =>
    table.saveAction(id, { action: aNewAction({ name }), headersSealed: null, by: 'chief1', atMs: 7 });
  expect(await save(null, 'a')).toMatchObject({ id: 1, name: 'a', changedAtMs: 7 });
  expect(await save(null, 'a')).toBeNull();
  expect(await save(null, 'b')).toMatchObject({ id: 2 });
  expect(await save(2, 'a')).toBeNull();
  expect(await save(9, 'c')).toBeNull();
  expect(await table.removeAction(2)).toBe(true);
  expect(await table.removeAction(2)).toBe(false);
  expect(await save(null, 'd')).toMatchObject({ id: 3 });
});
