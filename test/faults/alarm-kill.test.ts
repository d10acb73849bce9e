/** Kill -9 between a hit and its acknowledgement: after the restart the alarm is open, once, and so until a guard looks. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Alarm } from '#contract/alarm.ts';
import { Browser, until } from '../integration/gateway/site.ts';
import { CapturePoster } from '../peers/camera/capture-poster.ts';
import { freePort, makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';

const guard = { account: 'guard1', password: 'a guard at the gate' };
const device = { id: '37152500001190000001', user: 'cam', password: 'a camera' };
let site: Awaited<ReturnType<typeof makeSite>>;
beforeAll(async () => {
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [{ ...guard, role: 'guard' }],
    recognition: {
      viid: {
        listen: `127.0.0.1:${await freePort()}`,
        devices: [{ id: device.id, user: device.user, password: device.password }],
      },
    },
    watchlist: [
      {
        ...{ kind: 'vehicle', plate: '鲁P12345', category: 'barred', basis: '决定', expires: '2099-01-01' },
        approvedBy: 'chief1',
      },
    ],
  });
});
afterAll(() => site.remove());

const postBarred = ({ viid: receiver }: StationProcess): Promise<void> =>
  new CapturePoster({ receiver, deviceId: device.id, user: device.user, password: device.password }).postVehicle(
    '鲁P12345',
    '5',
    [],
  );
async function look<T>(station: StationProcess, at: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = new Browser(station.console);
  try {
    await browser.station.api.session.signIn.mutate(guard);
    return await at(browser);
  } finally {
    await browser.close();
  }
}
/** What a console that has just been opened is told sounds. */
async function sounding(station: StationProcess): Promise<Alarm[]> {
  return look(station, async (browser) => (await browser.station.api.alarms.list.query()).filter(isOpen));
}
const isOpen = ({ state }: Alarm): boolean => state === 'open';

test('a hit that nobody has acknowledged sounds again after a crash, once, until somebody does', async () => {
  let station = await startStationProcess(site);
  await postBarred(station);
  let before: Alarm[] = [];
  await until(async () => (before = await sounding(station)).length > 0);
  await station.kill();

  station = await startStationProcess(site);
  expect(await sounding(station)).toEqual(before);
  expect(before).toHaveLength(1);
  await look(station, (browser) => browser.station.api.alarms.acknowledge.mutate({ id: before[0]!.id }));
  await station.kill();

  station = await startStationProcess(site);
  expect(await sounding(station)).toEqual([]);
  const events = await look(station, (browser) => browser.station.api.alarms.history.query({ id: before[0]!.id }));
  expect(events.map(({ event }) => event)).toEqual(['raised', 'acknowledged']);
  expect(await station.stop()).toBe(0);
});

test('killed right after the camera was answered, it judges the capture at its next start', async () => {
  let station = await startStationProcess(site);
  const known = await look(station, async (browser) => browser.station.api.alarms.list.query());
  const counted = known.reduce((sum, { count }) => sum + count, 0);
  for (let round = 1; round <= 3; round++) {
    await postBarred(station);
    await station.kill();
    station = await startStationProcess(site);
    const alarms = await look(station, async (browser) => browser.station.api.alarms.list.query());
    expect(alarms.reduce((sum, { count }) => sum + count, 0)).toBe(counted + round);
    expect(alarms).toHaveLength(known.length);
  }
  expect(await station.stop()).toBe(0);
});
