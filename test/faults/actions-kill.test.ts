/** Kill -9 of the station while a door is held: the next start puts the door to rest, and says what it does not know. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aNewAction } from '../builders/action.ts';
import { Browser } from '../integration/gateway/site.ts';
import { ModbusPeer } from '../peers/door/modbus-peer.ts';
import { makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';

const chief = { account: 'chief1', password: 'a chief at the door' };
let site: Awaited<ReturnType<typeof makeSite>>;
let door: ModbusPeer;
const browsers: Browser[] = [];
beforeEach(async () => {
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [{ ...chief, name: '李芳', role: 'chief' }],
  });
  door = new ModbusPeer();
  await door.start();
});
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close();
  await door.stop();
  await site.remove();
});

async function consoleOf(station: StationProcess) {
  const browser = new Browser(station.console);
  browsers.push(browser);
  await browser.station.api.session.signIn.mutate(chief);
  await browser.station.reopen();
  return browser.station.api.actions;
}
function aBarrier() {
  const target = { kind: 'modbus-coil', host: '127.0.0.1', port: door.port, unit: 1, coil: 3 } as const;
  return { ...aNewAction({ target, onStop: 'off', timeoutMs: 5000 }), id: null };
}
const seen = () => door.writes.map(({ on }) => (on ? 'on' : 'off'));

test('a barrier that was held when the station died is put to rest by the next start, and only then', async () => {
  const first = await startStationProcess(site);
  const actions = await consoleOf(first);
  const { id } = await actions.save.mutate(aBarrier());
  expect(await actions.run.mutate({ id, alarmId: null, wanted: 'on' })).toMatchObject({
    state: 'done',
    byName: '李芳',
  });
  await first.kill();
  expect(seen()).toEqual(['on']);
  const second = await startStationProcess(site);
  await expect.poll(seen).toEqual(['on', 'off']);
  expect(await second.stop()).toBe(0);
  expect(seen()).toEqual(['on', 'off', 'off']);
  const third = await startStationProcess(site);
  expect(await (await consoleOf(third)).runs.query({})).toHaveLength(3);
  expect(await third.stop()).toBe(0);
  expect(door.complaints).toEqual([]);
});

test('a run in flight is unknown after a kill, and nothing but the dead man is said to the door', async () => {
  const first = await startStationProcess(site);
  const actions = await consoleOf(first);
  const { id } = await actions.save.mutate(aBarrier());
  door.options.silent = true;
  const asked = actions.run.mutate({ id, alarmId: null, wanted: 'on' }).catch(() => 'never answered');
  await expect.poll(seen).toEqual(['on']);
  await first.kill();
  door.options.silent = false;
  const second = await startStationProcess(site);
  await expect.poll(seen).toEqual(['on', 'off']);
  const runs = await (await consoleOf(second)).runs.query({});
  expect(runs.find(({ cause }) => cause === 'guard')).toMatchObject({ state: 'unknown', failure: 'station-died' });
  await asked;
  expect(await second.stop()).toBe(0);
});

test('a station whose door says nothing stops all the same', async () => {
  const station = await startStationProcess(site);
  const actions = await consoleOf(station);
  await actions.save.mutate(aBarrier());
  door.options.silent = true;
  expect(await station.stop()).toBe(0);
  expect(seen()).toEqual(['off']);
});
