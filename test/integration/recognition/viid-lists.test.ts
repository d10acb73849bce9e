/** Entries pushed to devices that keep lists of their own; the device is a stand-in, the list and the database are real. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EntryCopy } from '#contract/watchlist.ts';
import { DeviceLists } from '../../../main/recognition/viid/lists/device-lists.ts';
import type { ListTaken } from '../../../main/recognition/viid/profile.ts';
import type { ViidDevice } from '../../../main/recognition/viid/viid-devices.ts';
import { copiesOf, listSource } from '../../../main/station/viid-lists.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { ListCopyTable } from '../../../main/storage/list-copy-table.ts';
import { SettingsTable } from '../../../main/storage/settings-table.ts';
import { WatchlistTable } from '../../../main/storage/watchlist-table.ts';
import { minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { openSecrets } from '../../../main/system/secrets.ts';
import { categoryProcedures } from '../../../main/watchlist/procedures.ts';
import type { Listed } from '../../../main/watchlist/provision.ts';
import { Watchlist } from '../../../main/watchlist/watchlist.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { SubscribedDevice } from '../../peers/viid-device/subscribed-device.ts';
import { gate, yard } from '../../unit/recognition/payloads.ts';
import { deviceOf, openViidStation, serverId } from './viid-station.ts';

const procedures = categoryProcedures.parse(
  JSON.parse(await readFile(join(import.meta.dirname, '../../../resources/procedures.json'), 'utf8')),
);
const credentials = { user: 'platform', password: 'keep it' };
const car: Listed = {
  ...{ kind: 'vehicle', plate: '鲁P12345', category: 'barred', basis: '单位禁入决定', approvedBy: 'chief1' },
  expires: Date.UTC(2026, 11, 1),
};
const person: Listed = { ...car, kind: 'person', idNumber: '11010519491231002X', name: '钱某' };

let directory: string;
let time: FakeClock;
let database: Database;
let watchlist: Watchlist;
let lists: DeviceLists;
let copies: (entryId: number) => Promise<EntryCopy[]>;
let peers: SubscribedDevice[] = [];
let devices: ViidDevice[];

async function aPeer(device: ViidDevice, takes: ListTaken = 'all'): Promise<[SubscribedDevice, ViidDevice]> {
  const peer = new SubscribedDevice({ deviceId: device.deviceId, ...credentials });
  peers.push(peer);
  const url = await peer.start();
  return [peer, { ...device, ownList: { takes, url, ...credentials } }];
}
async function start(): Promise<void> {
  database = await openDatabase(directory, silentLog);
  const store = new WatchlistTable(database);
  watchlist = new Watchlist({ store, clock: time, log: silentLog, procedures });
  await watchlist.start();
  const settings = new SettingsTable({ database, secrets: await openSecrets(directory, null), clock: time });
  const table = new ListCopyTable(database);
  copies = copiesOf(table);
  lists = new DeviceLists({
    ...{ serverId, clock: time, log: silentLog, random: () => 1 },
    devices: { find: (id) => devices.find(({ deviceId }) => deviceId === id) ?? null, all: () => devices },
    source: listSource({ watchlist, copies: table, settings, clock: time, cameras: { findById: () => null } }),
  });
  await lists.start();
}
async function stop(): Promise<void> {
  await lists.stop();
  await database.close();
}
async function provision(listed: Listed[]): Promise<void> {
  await watchlist.applyProvision(listed);
  time.advance(seconds(1)); // changes settle
}
/** Time goes on in small steps until it is so: one great leap would end every request under way. */
async function later(isSo: () => Promise<unknown>, expected: unknown): Promise<void> {
  const step = (): unknown => {
    time.advance(seconds(5));
    return isSo();
  };
  await expect.poll(step).toEqual(expected);
}
const stateOf = async (entryId: number) => (await copies(entryId)).map(({ state }) => state);
const held = (peer: SubscribedDevice) => [...peer.dispositions.values()].map((each) => each['TargetFeature']);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-lists-'));
  time = new FakeClock();
  peers = [];
});
afterEach(async () => {
  await stop();
  for (const peer of peers) await peer.stop();
  await rm(directory, { recursive: true });
});

test('what is in force goes to the device, is confirmed, and is taken back when it ends', async () => {
  const [peer, device] = await aPeer(gate);
  devices = [device];
  await start();
  await provision([car, person]);
  await peer.askedTimes(2);
  expect(peer.asked[0]).toMatchObject({ method: 'POST', url: '/VIID/Dispositions', userIdentify: serverId });
  expect(held(peer).sort()).toEqual(['(1=11010519491231002X)', '(3=鲁P12345)']);
  await expect.poll(() => stateOf(1)).toEqual(['confirmed']);
  const [id] = [...peer.dispositions].find(([, { DispositionCategory }]) => DispositionCategory === '3') ?? [];
  await provision([person]);
  await peer.askedTimes(3);
  expect(peer.asked[2]).toMatchObject({
    ...{ method: 'PUT', url: `/VIID/Dispositions/${id}`, body: { DispositionObject: { OperateType: 1 } } },
  });
  await expect.poll(() => stateOf(1)).toEqual(['taken-back']);
  time.advance(car.expires - time.nowMs()); // the person's entry expires, and nobody touches it
  await later(() => stateOf(2), ['taken-back']);
  expect(held(peer)).toEqual([]);
});

test('nothing that is not approved, not begun, elsewhere or of another kind is sent', async () => {
  const [peer, device] = await aPeer(gate, 'vehicles');
  devices = [device];
  await start();
  const { approvedBy: _, ...waiting } = car;
  await provision([
    person,
    { ...waiting, plate: '鲁P00001' },
    { ...car, plate: '鲁P00002', validFrom: time.nowMs() + minutes(5) },
    { ...car, plate: '鲁P00003' },
  ]);
  await peer.askedTimes(1);
  await expect.poll(() => stateOf(4)).toEqual(['confirmed']);
  expect(held(peer)).toEqual(['(3=鲁P00003)']);
  time.advance(minutes(5));
  await later(() => stateOf(3), ['confirmed']);
  expect(held(peer)).toEqual(['(3=鲁P00003)', '(3=鲁P00002)']);
  expect([await copies(1), await copies(2)]).toEqual([[], []]);
});

test('an entry that changes is sent anew by the same ID', async () => {
  const [peer, device] = await aPeer(gate);
  devices = [device];
  await start();
  await provision([car]);
  await peer.askedTimes(1);
  await expect.poll(() => stateOf(1)).toEqual(['confirmed']);
  await provision([{ ...car, priority: 1 }]);
  await peer.askedTimes(2);
  expect([...peer.dispositions.values()]).toMatchObject([{ PriorityLevel: 1 }]);
});

test('a device that is away does not hold up the others, and gets its list when it is back, also after a restart', async () => {
  const [away, absent] = await aPeer(gate);
  const [there, present] = await aPeer(yard);
  const port = Number(new URL(absent.ownList!.url).port);
  await away.stop();
  devices = [absent, present];
  await start();
  await provision([car]);
  await there.askedTimes(1);
  await expect.poll(() => copies(1)).toMatchObject([{ state: 'sending' }, { state: 'confirmed' }]);
  await stop();
  await away.start(port);
  await start();
  await away.askedTimes(1);
  await expect.poll(() => stateOf(1)).toEqual(['confirmed', 'confirmed']);
  expect(there.asked).toHaveLength(1);
});

test('a device in trouble is asked again when its time comes, without anybody asking', async () => {
  const [peer, device] = await aPeer(gate);
  peer.refuse = () => (peer.asked.length < 2 ? { status: 503, body: '' } : null);
  devices = [device];
  await start();
  await provision([car]);
  await peer.askedTimes(1);
  expect(await stateOf(1)).toEqual(['sending']);
  await later(() => stateOf(1), ['confirmed']);
  expect(peer.asked).toHaveLength(3);
});

test('a device that lost its list and registers gets it again', async () => {
  const [peer, device] = await aPeer(gate);
  devices = [device];
  await start();
  await provision([car, person]);
  await peer.askedTimes(2);
  await expect.poll(() => stateOf(2)).toEqual(['confirmed']);
  const ids = [...peer.dispositions.keys()];
  peer.dispositions.clear();
  lists.registered(device);
  await peer.askedTimes(4);
  expect([...peer.dispositions.keys()].sort()).toEqual(ids.sort());
});

test('the receiver hands a device its list, and again whenever it registers', async () => {
  const [peer, device] = await aPeer(gate);
  devices = [];
  await start();
  await provision([car]);
  const source = listSource({
    ...{ watchlist, copies: new ListCopyTable(database), clock: time, cameras: { findById: () => null } },
    settings: new SettingsTable({ database, secrets: await openSecrets(directory, null), clock: time }),
  });
  const station = await openViidStation([device], undefined, () => Promise.resolve({ lists: source }));
  await peer.askedTimes(1);
  await expect.poll(() => stateOf(1)).toEqual(['confirmed']);
  peer.dispositions.clear();
  expect((await deviceOf(station, device).register()).httpStatus).toBe(200);
  await peer.askedTimes(2);
  expect(held(peer)).toEqual(['(3=鲁P12345)']);
  await station.close();
});

test('a refusal is told in the device’s words, does not hold up the rest, and is tried again when it registers', async () => {
  const [peer, device] = await aPeer(gate);
  const no = '{"ResponseStatusObject":{"StatusCode":4,"StatusString":"库已满"}}';
  let refusing = true;
  peer.refuse = () => (refusing && peer.asked.length < 2 ? { status: 200, body: no } : null);
  devices = [device];
  await start();
  await provision([car, person]);
  await peer.askedTimes(3); // POST, PUT, and the other entry
  await expect.poll(() => copies(2)).toMatchObject([{ state: 'refused', detail: 'StatusCode 4 库已满' }]);
  await expect.poll(() => stateOf(1)).toEqual(['confirmed']);
  refusing = false;
  lists.registered(device);
  await peer.askedTimes(5);
  await expect.poll(() => stateOf(2)).toEqual(['confirmed']);
});

test.each([
  ['will not have PUT is told by DELETE', (method: string) => (method === 'PUT' ? { status: 405, body: '' } : null)],
  ['has it no longer is done with it', (method: string) => (method === 'POST' ? null : { status: 404, body: '' })],
])('a device that %s', async (_, refuse) => {
  const [peer, device] = await aPeer(gate);
  peer.refuse = refuse;
  devices = [device];
  await start();
  await provision([car]);
  await peer.askedTimes(1);
  await expect.poll(() => stateOf(1)).toEqual(['confirmed']);
  await provision([]);
  await peer.askedTimes(3);
  await expect.poll(() => stateOf(1)).toEqual(['taken-back']);
});

test('a device that will not give back what it has is shown so', async () => {
  const [peer, device] = await aPeer(gate);
  peer.refuse = (method) => (method === 'POST' ? null : { status: 405, body: '' });
  devices = [device];
  await start();
  await provision([car]);
  await peer.askedTimes(1);
  await provision([]);
  await peer.askedTimes(3);
  await expect.poll(() => copies(1)).toMatchObject([{ state: 'refused', detail: 'HTTP 405' }]);
});

test('a device that is no longer to keep a list gives it back after the next start', async () => {
  const [peer, device] = await aPeer(gate);
  devices = [device];
  await start();
  await provision([car, person]);
  await peer.askedTimes(2);
  await expect.poll(() => stateOf(2)).toEqual(['confirmed']);
  await stop();
  devices = [];
  await start();
  await peer.askedTimes(4);
  expect(held(peer)).toEqual([]);
  await expect.poll(() => stateOf(1)).toEqual(['taken-back']);
  await stop();
  await start();
  expect(peer.asked).toHaveLength(4);
  expect(JSON.stringify(await database.read('settings'))).not.toContain('keep it');
});

test('a hundred entries go one after the other, each with its own answer', async () => {
  const [peer, device] = await aPeer(gate);
  devices = [device];
  await start();
  await provision(Array.from({ length: 100 }, (_, n) => ({ ...car, plate: `鲁P${String(n).padStart(5, '0')}` })));
  await peer.askedTimes(100);
  expect(peer.dispositions.size).toBe(100);
  await expect.poll(() => database.read('list_copies').where({ answer: 'done' })).toHaveLength(100);
});
