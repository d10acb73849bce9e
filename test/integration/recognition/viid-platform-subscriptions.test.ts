/** What an upper platform subscribes to, with curl as the platform that asks and a server as the one that is told. */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NewSighting } from '#contract/sighting.ts';
import { aNewSighting, aPicture } from '../../builders/journal.ts';
import { gate, yard } from '../../unit/recognition/payloads.ts';
import { until } from '../county/site.ts';
import { aCamera, county, openSubscribingStation } from './subscribing-station.ts';
import type { SubscribingStation } from './subscribing-station.ts';
import type { CurlReply } from './curl.ts';
import { codesIn, deviceOf } from './viid-station.ts';

let open: SubscribingStation;
beforeEach(async () => {
  open = await openSubscribingStation([gate, yard]);
});
afterEach(() => open.close());

const digest = ['--digest', '-u', `${county.user}:${county.password}`];
const upper = () => deviceOf(open.station, county);
const listOf = (...objects: unknown[]) => ({ SubscribeListObject: { SubscribeObject: objects } });
const id = '371525000000032026112314320000001';
const wanted = {
  ...{ SubscribeID: id, Title: '设备', SubscribeDetail: '3,4', ResourceURI: '', ResourceClass: 4 },
  ...{ BeginTime: '20260101000000', EndTime: '20990101000000', ReportInterval: 1 },
  ...{ OperateType: 0, SubscribeStatus: 0, ResultImageDeclare: '11,14', ResultFeatureDeclare: -1 },
};
const post = (...objects: unknown[]) => upper().post('Subscribes', listOf(...objects), digest);
const textsIn = ({ body }: CurlReply): string[] =>
  (body.ResponseStatusListObject.ResponseStatusObject as { StatusString: string }[]).map((one) => one.StatusString);
const told = () => open.platform.notifications();

describe('who may subscribe, and in what words', () => {
  test('a configured platform by Digest; nobody else', async () => {
    expect((await upper().post('Subscribes', listOf(wanted))).httpStatus).toBe(401);
    const wrong = await upper().post('Subscribes', listOf(wanted), ['--digest', '-u', 'upper:wrong']);
    expect(wrong.httpStatus).toBe(401);
    const camera = deviceOf(open.station, gate);
    await camera.register();
    expect((await camera.post('Subscribes', listOf(wanted))).httpStatus).toBe(403);
    expect((await camera.get('Subscribes')).httpStatus).toBe(403);
    expect(open.subscriptions.list()).toEqual([]);
    expect(codesIn(await post(wanted))).toEqual([0]);
    expect(open.subscriptions.list()).toMatchObject([
      { platformId: county.deviceId, topics: ['devices', 'device-status'] },
    ]);
  });

  test.each([
    ['the standard', listOf(wanted)],
    ['no list object', { SubscribeObject: [wanted] }],
    ['one bare object', wanted],
    ['a bare list', [wanted]],
    ['a single object', { SubscribeObject: wanted }],
    ['numbers as strings', listOf({ ...wanted, ReportInterval: '1', OperateType: '0', SubscribeStatus: '0' })],
    ['strings as numbers', listOf({ ...wanted, SubscribeDetail: [3, 4], ResultImageDeclare: 11, Title: null })],
  ])('%s, as any content type', async (_name, body) => {
    const sent = await upper().post('Subscribes', body, [...digest, '-H', 'Content-Type: text/plain']);
    expect([sent.httpStatus, codesIn(sent)]).toEqual([200, [0]]);
    expect(open.subscriptions.list()).toMatchObject([
      { subscriptionId: id, topics: ['devices', 'device-status'], reportIntervalSeconds: 1, problem: null },
    ]);
  });

  test('as a platform of the field sends it: for a library elsewhere, to a host of its own', async () => {
    const path = join('/', 'VIID', 'SubscribeNotifications');
    const sample = {
      ...{ SubscribeID: '510116000000032024022816194212625', Title: '人脸抓拍数据', SubscribeDetail: '12' },
      ...{ ResourceURI: '51011657225035559375', ApplicantName: 'sysadmin', BeginTime: '20240228161912' },
      ...{ EndTime: '20990228161912', ReceiveAddr: `http://127.0.0.1:14606${path}`, ReportInterval: 3 },
      ...{ OperateType: 0, SubscribeStatus: 0, ResourceClass: 4, ResultImageDeclare: '14', ResultFeatureDeclare: -1 },
    };
    const reply = await post(sample);
    expect(codesIn(reply)).toEqual([0]);
    expect(textsIn(reply)[0]).toContain('ReceiveAddr');
    expect(open.subscriptions.list()).toMatchObject([{ problem: 'foreign-address', pictures: ['14'] }]);
  });

  test('what is not served is named, what is served for hits only is said, one bad object spoils no other', async () => {
    const reply = await post({ ...wanted, SubscribeDetail: '7,12,99' }, null, { SubscribeID: 'says nothing' });
    expect(codesIn(reply)).toEqual([0, 8, 8]);
    expect(textsIn(reply)[0]).toMatch(/命中已审批名单.*不支持的订阅类别：7、99/);
    expect(open.subscriptions.list()).toMatchObject([{ topics: ['faces'], otherTopics: ['7', '99'] }]);
  });

  test('read again, cancelled by OperateType, by DELETE and by PUT of its path; what there is none of is not', async () => {
    await post(wanted, { ...wanted, SubscribeID: 'b' }, { ...wanted, SubscribeID: 'c' });
    expect((await upper().get('Subscribes')).body.SubscribeListObject.SubscribeObject).toHaveLength(3);
    expect((await upper().get(`Subscribes/${id}`)).body.SubscribeObject).toMatchObject({
      ...{ SubscribeID: id, SubscribeDetail: '3,4', ReportInterval: 1, EndTime: '20990101000000' },
      ...{ ResultImageDeclare: '11,14', OperateType: 0, SubscribeStatus: 0 },
    });
    expect(codesIn(await post({ SubscribeID: id, OperateType: '1' }))).toEqual([0]);
    expect(codesIn(await upper().delete('Subscribes?IDList=b,none', digest))).toEqual([0, 4]);
    expect(codesIn(await upper().put('Subscribes/c', { SubscribeObject: { SubscribeStatus: 1 } }, digest))).toEqual([
      0,
    ]);
    const missing = await upper().put('Subscribes/none', { OperateType: 1 }, digest);
    expect([missing.httpStatus, codesIn(missing)]).toEqual([404, [4]]);
    expect(open.subscriptions.list().map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect((await upper().get('Subscribes/none')).httpStatus).toBe(404);
  });
});

describe('what it is told', () => {
  test('the devices and their status, to the address it named; nothing again after a restart', async () => {
    const receive = `${open.platform.origin}/told/here?x=1`;
    expect(textsIn(await post({ ...wanted, ReceiveAddr: receive }))).toEqual(['正常']);
    await until(() => open.platform.notifications('/told/here?x=1').length === 2);
    const [list, status] = open.platform.notifications('/told/here?x=1');
    const devices: Record<string, string>[] = list?.['DeviceList'].APEObject;
    expect(devices.map(({ ApeID, Name }) => [ApeID, Name])).toEqual([
      [gate.deviceId, '东门'],
      [expect.stringMatching(/^3715250000132\d{7}$/), '大厅'],
      [yard.deviceId, yard.deviceId],
    ]);
    expect(JSON.stringify(devices)).not.toMatch(/rtsp|8554|127\.0/);
    expect(status?.['DeviceStatusList'].APEStatusObject).toHaveLength(3);
    await open.restart();
    open.cameras = [...open.cameras, aCamera('new', '新装')];
    await until(() => open.platform.notifications('/told/here?x=1').length > 2);
    expect(open.platform.notifications('/told/here?x=1')[2]).toMatchObject({ ExecuteOperation: 1 });
    expect(open.platform.notifications('/told/here?x=1')[2]?.['DeviceList'].APEObject).toMatchObject([
      { Name: '新装' },
    ]);
  });

  test('a platform may also ask for the devices; a camera still gets only its own', async () => {
    const list = await upper().get('APEs');
    const shown = list.body.APEListObject.APEObject as { Name: string }[];
    expect(shown.map((one) => one.Name)).toEqual([...['东门', '大厅', yard.deviceId]]);
    expect((await upper().get(`APEs/${gate.deviceId}`)).body.APEObject).toMatchObject({ Name: '东门', IsOnline: '1' });
    expect((await upper().get(`APEs/${gate.deviceId}/Status`)).body.APEStatusObject).toMatchObject({ IsOnline: '1' });
    expect((await upper().get('APEs/none')).httpStatus).toBe(404);
    const camera = deviceOf(open.station, gate);
    await camera.register();
    expect((await camera.get('APEs')).httpStatus).toBe(404);
  });

  test('a hit on an approved entry, with the pictures it declared; nothing of what was not approved or not hit', async () => {
    await list('鲁P12345', 'chief1');
    await list('鲁P77777', undefined);
    await post({ ...wanted, SubscribeDetail: '13', ResultImageDeclare: '2' });
    const pictures = [
      { role: 'plate', bytes: aPicture(500) },
      { role: 'scene', bytes: aPicture(600) },
    ] as const;
    const car = (plate: string) => aNewSighting({ facts: { kind: 'vehicle', plate }, cameraId: 'east-gate', pictures });
    await open.intake.take([car('鲁P00001'), car('鲁P77777'), car('鲁P12345'), car('鲁P99999')]);
    await until(() => told().length > 0);
    const [hit] = told();
    expect(told()).toHaveLength(1);
    const [vehicle] = hit?.['MotorVehicleObjectList'].MotorVehicleObject;
    expect(vehicle).toMatchObject({ PlateNo: '鲁P12345', DeviceID: gate.deviceId, HasPlate: '1' });
    expect(hit?.['InfoIDs']).toBe(vehicle.MotorVehicleID);
    expect(vehicle.SubImageList.SubImageInfoObject).toMatchObject([
      { Type: '02', Data: pictures[0].bytes.toString('base64') },
    ]);
    const looks = async (): Promise<unknown[]> => open.database.read('retrievals');
    await until(async () => (await looks()).length > 0);
    expect(await looks()).toMatchObject([{ account: `viid:${county.deviceId}` }]);
  });
});

test('devices are announced by PUT to a platform that wants it so, once, and again when they change', async () => {
  await open.close();
  open = await openSubscribingStation([gate], 'put');
  const announced = () => open.platform.received.filter(({ path }) => path === '/VIID/APEs');
  await until(() => announced().length > 0);
  expect(announced()).toMatchObject([{ method: 'PUT' }]);
  expect(announced()[0]?.body['APEListObject'].APEObject).toHaveLength(2);
  await open.restart();
  open.cameras = open.cameras.map((one) => ({ ...one, camera: { ...one.camera, name: `${one.camera.name}2` } }));
  await until(() => announced().length > 1);
  expect(announced()).toHaveLength(2);
});

test('of sightings most of which match nothing, nothing of what matched nothing leaves the unit', async () => {
  await list('鲁P12345', 'chief1');
  await person('11010519491231002X', 'chief1');
  await person('371525199001011239', undefined);
  await post({ ...wanted, SubscribeDetail: '3,4,11,12,13,14', ResultImageDeclare: '01,02,09,10,11,12,14,100' });
  const plate = fc.constantFrom(
    '鲁P12345',
    ...Array.from({ length: 30 }, (_, n) => `京${'ABCDEF'[n % 6]}${70000 + n * 37}`),
  );
  const idNumber = fc.constantFrom(
    ...['11010519491231002X', '371525199001011239', '371525198002022349', '371525197003033459', '110105196404044561'],
  );
  const facts = fc.oneof(
    fc.record({ kind: fc.constant('vehicle' as const), plate }),
    fc.record({ kind: fc.constant('cycle' as const), plate }),
    fc.record({
      kind: fc.constantFrom('face' as const, 'person' as const),
      idNumber,
      name: fc.constantFrom('钱某', '孙某'),
    }),
  );
  const secrets: string[] = [];
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(facts, { minLength: 1, maxLength: 12 }), async (batch) => {
      const sightings = batch.map((one): NewSighting => {
        const bytes = aPicture(300);
        const listed = 'plate' in one ? one.plate === '鲁P12345' : one.idNumber === '11010519491231002X';
        const made = aNewSighting({ facts: one, cameraId: 'east-gate', pictures: [{ role: 'scene', bytes }] });
        if (listed) hits += 1;
        else {
          secrets.push(made.objectId, bytes.toString('base64'));
          if ('plate' in one) secrets.push(one.plate);
          if ('idNumber' in one) secrets.push(one.idNumber);
        }
        return made;
      });
      await open.intake.take(sightings);
    }),
    { numRuns: 25 },
  );
  await open.intake.judged();
  await until(
    () => told().filter((one) => one['InfoIDs'] !== undefined && one['DeviceList'] === undefined).length >= hits,
  );
  const all = open.platform.received.map(({ text }) => text).join('\n');
  expect(hits).toBeGreaterThan(0);
  expect(secrets.length).toBeGreaterThan(50);
  expect([...new Set(secrets)].filter((secret) => all.includes(secret))).toEqual([]);
});

const until2099 = Date.UTC(2099, 0, 1);
async function list(plate: string, approvedBy: string | undefined): Promise<void> {
  await addEntry({ kind: 'vehicle', plate, ...(approvedBy !== undefined && { approvedBy }) });
}
async function person(idNumber: string, approvedBy: string | undefined): Promise<void> {
  await addEntry({ kind: 'person', idNumber, ...(approvedBy !== undefined && { approvedBy }) });
}
const listed: Parameters<SubscribingStation['watchlist']['applyProvision']>[0][number][] = [];
async function addEntry(
  entry: { kind: 'vehicle'; plate: string } | { kind: 'person'; idNumber: string },
): Promise<void> {
  listed.push({ category: 'barred', basis: '单位禁入决定', expires: until2099, ...entry });
  await open.watchlist.applyProvision(listed);
}
beforeEach(() => {
  listed.length = 0;
});
