/** The station asks a device to report, and takes what it reports. The device is a stand-in with a Digest of its own. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SubscribeProfile } from '../../../main/recognition/viid/profile.ts';
import { Subscriptions } from '../../../main/recognition/viid/subscribe/subscriptions.ts';
import type { ViidDevice } from '../../../main/recognition/viid/viid-devices.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { memoryViidRecords } from '../../builders/viid-records.ts';
import { SubscribedDevice } from '../../peers/viid-device/subscribed-device.ts';
import type { SubscribedDeviceOptions } from '../../peers/viid-device/subscribed-device.ts';
import { faceObject, gate } from '../../unit/recognition/payloads.ts';
import { deviceOf, openViidStation, serverId } from './viid-station.ts';
import type { ViidStation } from './viid-station.ts';

const credentials = { user: 'platform', password: 'ask nicely' };
let peer: SubscribedDevice;
let station: ViidStation;

async function open(over: Partial<SubscribedDeviceOptions> = {}, profile: Partial<SubscribeProfile> = {}) {
  peer = new SubscribedDevice({ deviceId: gate.deviceId, ...credentials, ...over });
  const url = await peer.start();
  const subscribe: SubscribeProfile = {
    ...{ url, ...credentials, details: ['faces', 'motor-vehicles', 'devices'] },
    ...{ resourceClass: 4, reportInterval: 3, receiveAddress: null },
    ...profile,
  };
  station = await openViidStation([{ ...gate, profile: { subscribe } }]);
}
const cam = () => deviceOf(station, gate);
const facts = () => station.receiver.devices()[0]?.subscription;

beforeEach(() => open());
afterEach(async () => {
  await station.close();
  await peer.stop();
});

test('a device that registers is asked, at the address it reached us at, and what it then sends becomes a sighting', async () => {
  expect(facts()).toEqual({ state: 'waiting' });
  await cam().register();
  await peer.askedTimes(1);
  const [asked] = peer.asked;
  expect(asked).toMatchObject({ method: 'POST', url: '/VIID/Subscribes', userIdentify: serverId });
  const [subscription] = asked?.body.SubscribeListObject.SubscribeObject;
  expect(subscription).toMatchObject({
    ...{ SubscribeDetail: '12,13,3', ResourceURI: gate.deviceId, ResourceClass: 4, OperateType: 0, ReportInterval: 3 },
    ...{ ReceiveAddr: `${station.origin}/VIID/SubscribeNotifications`, ResultFeatureDeclare: -1 },
    SubscribeID: expect.stringMatching(/^37152500005003\d{19}$/),
    BeginTime: expect.stringMatching(/^\d{14}$/),
  });
  const reply = await peer.notify({ NotificationID: 'n', FaceObjectList: { FaceObject: [faceObject] } });
  expect(reply.status).toBe(200);
  expect((await station.opened.journal.after(0, 9)).map(({ objectId }) => objectId)).toEqual([faceObject.FaceID]);
  expect(facts()).toMatchObject({ state: 'active', untilMs: expect.any(Number) });
});

test('a device that registers again is asked again, by the same number', async () => {
  await cam().register();
  await peer.askedTimes(1);
  peer.subscriptions.clear(); // it lost power
  await cam().register();
  await peer.askedTimes(2);
  const ids = peer.asked.map(({ body }) => body.SubscribeListObject.SubscribeObject[0].SubscribeID as string);
  expect(new Set(ids).size).toBe(1);
  expect([...peer.subscriptions.keys()]).toEqual([ids[0]]);
});

test('a notification of a device that is not registered is refused, subscribed or not', async () => {
  await cam().register();
  await peer.askedTimes(1);
  await station.restart();
  peer.subscriptions.set('x', { SubscribeID: 'x', ReceiveAddr: `${station.origin}/VIID/SubscribeNotifications` });
  expect((await peer.notify({ NotificationID: 'n' })).status).toBe(401);
});

test.each([
  ['the old Digest without qop', { digest: 'old' as const }],
  ['no password at all', { digest: 'none' as const }],
  ['a bare 201 for a yes', { reply: { status: 201, body: '' } }],
  ['HTML for a yes', { reply: { status: 200, body: '<html>OK</html>' } }],
  ['one status instead of a list', { reply: { status: 200, body: '{"ResponseStatusObject":{"StatusCode":0}}' } }],
])('%s', async (_, over) => {
  await station.close();
  await peer.stop();
  await open(over);
  await cam().register();
  await peer.askedTimes(1);
  await expect.poll(facts).toMatchObject({ state: 'active' });
});

test('a device that will not have it made again has it changed instead', async () => {
  peer.refuse = (method) =>
    method === 'POST' ? { status: 200, body: '{"ResponseStatusObject":{"StatusCode":"4"}}' } : null;
  await cam().register();
  await peer.askedTimes(2);
  expect(peer.asked.map(({ method }) => method)).toEqual(['POST', 'PUT']);
  await expect.poll(facts).toMatchObject({ state: 'active' });
});

test('a refusal, a busy device, a redirect, an error and a wrong password are told in words, and tried again', async () => {
  const said: unknown[] = [];
  const cases: [SubscribedDeviceOptions['refuse'], RegExp][] = [
    [() => ({ status: 404, body: '' }), /404/],
    [
      () => ({ status: 200, body: '{"ResponseStatusObject":{"StatusCode":2,"StatusString":"busy"}}' }),
      /StatusCode 2 busy/,
    ],
    [() => ({ status: 302, body: '' }), /302/],
    [() => ({ status: 500, body: '' }), /500/],
  ];
  for (const [refuse, words] of cases) {
    peer.refuse = refuse;
    await cam().register();
    await expect.poll(() => facts()).toMatchObject({ state: 'failed', reason: expect.stringMatching(words) });
    said.push(facts());
  }
  peer.refuse = undefined;
  await expect.poll(facts, { timeout: 20_000 }).toMatchObject({ state: 'active' });
  station.devices = [
    { ...gate, profile: { subscribe: { ...station.devices[0]!.profile!.subscribe!, password: 'wrong' } } },
  ];
  await cam().register();
  await expect.poll(facts).toMatchObject({ state: 'failed', reason: expect.stringContaining('401') });
});

test('a device that is no longer to be asked is told so after the next start, by PUT or else by DELETE', async () => {
  await cam().register();
  await peer.askedTimes(1);
  const [id] = [...peer.subscriptions.keys()];
  peer.refuse = (method) => (method === 'PUT' ? { status: 405, body: '' } : null);
  station.devices = [gate];
  await station.restart();
  await peer.askedTimes(3);
  expect(peer.asked.slice(1).map(({ method, url }) => [method, url])).toEqual([
    ['PUT', `/VIID/Subscribes/${id}`],
    ['DELETE', `/VIID/Subscribes?IDList=${id}`],
  ]);
  expect(peer.asked[1]?.body.SubscribeObject).toMatchObject({ OperateType: 1, SubscribeID: id });
  expect(peer.subscriptions.size).toBe(0);
  await expect.poll(() => station.records.remembered).toEqual([]);
});

test('a device that cannot be reached keeps being told that it is no longer asked', async () => {
  await cam().register();
  await peer.askedTimes(1);
  const port = Number(new URL(station.devices[0]!.profile!.subscribe!.url).port);
  await peer.stop();
  station.devices = [];
  await station.restart();
  expect(station.records.remembered).toHaveLength(1);
  await peer.start(port);
  await peer.askedTimes(2);
  expect(peer.subscriptions.size).toBe(0);
});

test('a device named by another address is asked there, and told at the old one that it is over', async () => {
  await cam().register();
  await peer.askedTimes(1);
  const second = new SubscribedDevice({ deviceId: gate.deviceId, ...credentials });
  const url = await second.start();
  const { subscribe } = station.devices[0]!.profile!;
  const moved: ViidDevice = {
    ...gate,
    profile: { subscribe: { ...subscribe!, url, receiveAddress: 'http://127.0.0.1:1/VIID/x' } },
  };
  station.devices = [moved];
  await station.restart();
  await cam().register();
  await second.askedTimes(1);
  await peer.askedTimes(2);
  expect(second.asked[0]?.body.SubscribeListObject.SubscribeObject[0].ReceiveAddr).toBe('http://127.0.0.1:1/VIID/x');
  expect(peer.subscriptions.size).toBe(0);
  await second.stop();
});

test('a subscription whose end has passed is forgotten without a word', async () => {
  const records = memoryViidRecords();
  const url = station.devices[0]!.profile!.subscribe!.url;
  records.remembered = [{ deviceId: 'gone', subscribeId: 's', url, ...credentials, endAtMs: Date.now() - 1 }];
  const subscriptions = new Subscriptions({
    ...{ serverId, store: records.subscriptions, clock: realClock, log: silentLog },
    devices: { find: () => null, all: () => [] },
  });
  await subscriptions.start();
  await subscriptions.stop();
  expect(peer.asked).toEqual([]);
});
