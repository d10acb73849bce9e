import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Alarm } from '#contract/alarm.ts';
import type { Sighting } from '#contract/sighting.ts';
import { minutes, seconds } from '../../../main/system/clock.ts';
import { aHit, anAlarm } from '../../builders/alarm.ts';
import { anEntry } from '../../builders/entry.ts';
import { aSighting } from '../../builders/sighting.ts';
import { city, county, Subscribing } from './subscription-parts.ts';

let station: Subscribing;
let alarmId = 0;
beforeEach(async () => {
  station = new Subscribing();
  await station.start();
});
afterEach(() => station.stop());

const cars = { topics: ['motor-vehicles' as const] };
const now = () => station.clock.nowMs();
const hit = (given: Partial<Sighting> = {}, alarm: Partial<Alarm> & Parameters<typeof anAlarm>[0] = {}): Sighting => {
  const sighting = aSighting({ receivedAtMs: now(), ...given });
  station.hit(sighting, anAlarm({ id: (alarmId += 1), ...alarm }));
  return sighting;
};
const ordered = (platform: string) =>
  anEntry({ origin: 'county', author: `platform:${platform}`, disposition: { platform, dispositionId: 'd' } });

const falseMatch = { by: 'guard1', atMs: 1, outcome: 'false-match', note: '' } as unknown as Alarm['resolved'];

test('each hit once, with its own members, by the kinds asked for', async () => {
  await station.post(cars);
  const car = hit({ facts: { kind: 'vehicle', plate: '鲁P12345', plateColour: 'blue', speedKmh: 12, lane: 2 } });
  hit({ facts: { kind: 'face', idNumber: '11010519491231002X' } });
  const sent = await station.during(seconds(5));
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ kind: 'capture', destination: 'viid' });
  expect(sent[0]?.said).toMatchObject({ InfoIDs: car.objectId, ExecuteOperation: 1 });
  expect(sent[0]?.said['MotorVehicleObjectList'].MotorVehicleObject).toEqual([
    {
      ...{ MotorVehicleID: car.objectId, TollgateID: car.deviceId, PassTime: '20261123143200', HasPlate: '1' },
      ...{ PlateClass: '99', PlateColor: '5', PlateNo: '鲁P12345', VehicleColor: '99', LaneNo: 2, Speed: 12 },
      ...{ InfoKind: 1, SourceID: expect.stringMatching(/^\d{41}$/), DeviceID: car.deviceId },
      ...{ LeftTopX: 0, LeftTopY: 0, RightBtmX: 0, RightBtmY: 0 },
    },
  ]);
  await station.restart();
  expect(await station.during(minutes(1))).toEqual([]);
});

test('a person is told as captured: a face as a face', async () => {
  await station.post({ topics: ['faces'] });
  const { objectId } = hit({ facts: { kind: 'face', idNumber: '11010519491231002X', name: '钱某', gender: 'male' } });
  const [sent] = await station.during(seconds(3));
  expect(sent?.said['FaceObjectList'].FaceObject).toMatchObject([
    { FaceID: objectId, IDNumber: '11010519491231002X', Name: '钱某', GenderCode: '1' },
  ]);
});

test.each<[string, () => Partial<Alarm> & Parameters<typeof anAlarm>[0]]>([
  ['an entry that nobody approved', () => ({ entry: anEntry({ approvedBy: null }) })],
  ['one that its author approved himself', () => ({ entry: anEntry({ author: 'x', approvedBy: 'x' }) })],
  ['what another platform ordered', () => ({ entry: ordered(city.id) })],
  ['a car that was read as another, once', () => ({ entry: anEntry({ plate: '鲁P12346' }) })],
  ['what a guard found to be somebody else', () => ({ state: 'resolved', resolved: falseMatch })],
])('%s: the platform hears nothing of its hits', async (_name, alarm) => {
  await station.post(cars);
  hit({}, alarm());
  expect(await station.during(minutes(1))).toEqual([]);
});

test('a car read as another is told once two reads agree on the listed one, and one that fills a pattern at once', async () => {
  await station.post(cars);
  const entry = anEntry({ plate: '鲁P12346' });
  hit({}, { entry, hit: aHit({ reason: 'plate-one-edit', confirmed: true }) });
  hit({}, { entry: anEntry({ plate: '鲁P1234?' }) });
  expect(await station.during(minutes(1))).toHaveLength(2);
});

test('what it ordered itself it hears, and the other platform does not', async () => {
  await station.post(cars);
  await station.post(cars, city);
  hit({}, { entry: ordered(county.id) });
  expect((await station.during(minutes(1))).map(({ destination }) => destination)).toEqual(['viid']);
});

test('what two platforms ordered, or one beside the unit, all of them hear, whichever is the more urgent', async () => {
  await station.post(cars);
  await station.post(cars, city);
  const { id } = hit({}, { entry: ordered(city.id), also: [{ ...ordered(county.id), id: 4 }] });
  expect((await station.during(seconds(5))).map(({ destination }) => destination).sort()).toEqual([
    'viid',
    'viid:city',
  ]);
  hit({ id: id + 1 }, { entry: ordered(city.id), also: [anEntry({ id: 5 })] });
  expect((await station.during(seconds(5))).map(({ destination }) => destination).sort()).toEqual([
    'viid',
    'viid:city',
  ]);
});

test('a sighting of a rule stays in the unit, and so does what was seen before or elsewhere', async () => {
  hit();
  await station.post({ ...cars, resources: ['1'], beginsAtMs: now() + seconds(10) });
  const ruled = aSighting({ receivedAtMs: now() });
  const { cause: _cause, ...alarm } = anAlarm({ id: (alarmId += 1) });
  const rule = { by: 'rule', rule: { id: 1 }, finding: {} } as unknown as Alarm['cause'];
  station.hit(ruled, { ...alarm, cause: rule });
  hit({ deviceId: '1' });
  await station.during(seconds(20));
  hit({ deviceId: '2' });
  const { objectId } = hit({ deviceId: '1' });
  await station.during(minutes(1));
  expect(station.sent.map(({ said }): unknown => said['InfoIDs'])).toEqual([objectId]);
});

test('a hundred and twenty at once all go, in order, each under a key of its own', async () => {
  await station.post(cars);
  const ids = Array.from({ length: 120 }, () => hit().objectId);
  await station.during(minutes(1));
  expect(station.sent.map(({ said }): unknown => said['InfoIDs'])).toEqual(ids);
  expect(new Set(station.sent.map(({ said }): unknown => said['NotificationID'])).size).toBe(120);
});

test('while nothing can be written they wait; then none is missing', async () => {
  await station.post(cars);
  station.full = true;
  hit();
  await station.during(minutes(1));
  hit();
  station.full = false;
  expect(await station.during(seconds(3))).toHaveLength(2);
});

const picture = (role: 'plate' | 'scene' | 'vehicle', bytes: number) => {
  const digest = `${role}${bytes}`.padEnd(64, '0');
  station.pictures.set(digest, Buffer.alloc(bytes, 1));
  return { digest, role, contentType: 'image/jpeg' as const, bytes };
};

test('pictures of the types declared, as long as there is room; none when none was declared', async () => {
  await station.post({ ...cars, pictures: ['2', '14', '09'] });
  await station.post({ ...cars, subscriptionId: 'no pictures' });
  hit({ pictures: [picture('plate', 1000), picture('vehicle', 700_000), picture('scene', 600_000)] });
  const sent = await station.during(seconds(5));
  const lists = sent.map(
    ({ said }) =>
      said['MotorVehicleObjectList'].MotorVehicleObject[0].SubImageList as
        { SubImageInfoObject: { Type: string }[] } | undefined,
  );
  const types = lists.map((list) => list?.SubImageInfoObject.map(({ Type }) => Type));
  expect(types).toEqual([['02', '09'], undefined]);
  expect(lists[0]?.SubImageInfoObject[0]).toMatchObject({ FileFormat: 'Jpeg', EventSort: 13, StoragePath: '' });
  for (const { body } of sent) expect(body.length).toBeLessThan(1024 * 1024);
  expect(station.looks).toEqual([county.id, county.id]);
});

test('pictures that come a little later are waited for', async () => {
  await station.post({ ...cars, pictures: ['2'] });
  const bare = hit();
  expect(await station.during(seconds(3))).toEqual([]);
  station.hit({ ...bare, pictures: [picture('plate', 10)] }, anAlarm({ id: alarmId }));
  const [sent] = await station.during(seconds(3));
  expect(sent?.said['MotorVehicleObjectList'].MotorVehicleObject[0].SubImageList.SubImageInfoObject).toHaveLength(1);
});

test('without their pictures they go after all', async () => {
  await station.post({ ...cars, pictures: ['2'] });
  hit();
  expect(await station.during(seconds(10))).toHaveLength(1);
});
