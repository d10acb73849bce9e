/**
 * The dialects of GA/T 1400 as the field speaks it, a test for each line of what is known of them; curl is the device.
 * What needs the journal behind it is in viid-objects, what the station asks of devices in viid-subscribe.
 */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faceList, gate, jpeg, vehicleList, yard } from '../../unit/recognition/payloads.ts';
import { curl } from './curl.ts';
import { codesIn, deviceOf, openViidStation } from './viid-station.ts';
import type { ViidStation } from './viid-station.ts';

let station: ViidStation;
let cam: ReturnType<typeof deviceOf>;
beforeEach(async () => {
  station = await openViidStation([gate, yard]);
  cam = deviceOf(station, gate);
});
afterEach(() => station.close());

const all = () => station.opened.journal.after(0, 100);
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Registers by hand: the parts of the challenge, answered as `write` has it. */
async function registerBy(write: (nonce: string, opaque: string, secret: string) => string, device = gate) {
  const url = `${station.origin}/VIID/System/Register`;
  const body = JSON.stringify({ RegisterObject: { DeviceID: device.deviceId } });
  const first = await curl(['-H', `User-Identify: ${device.deviceId}`, url], body);
  const field = (name: string): string =>
    new RegExp(`${name}="([^"]*)"`).exec(first.headers.get('www-authenticate') ?? '')?.[1] ?? '';
  const secret = md5(`${device.user}:viid:${device.password}`);
  const authorization = write(field('nonce'), field('opaque'), secret);
  return curl(['-H', `User-Identify: ${device.deviceId}`, '-H', `Authorization: ${authorization}`, url], body);
}
const asked = md5('POST:/VIID/System/Register');
const withQop = (nonce: string, secret: string): string => md5(`${secret}:${nonce}:00000001:abc:auth:${asked}`);
const uri = 'uri="/VIID/System/Register"';

describe('register', () => {
  test('without Authorization: 401 with realm viid, qop auth, nonce and opaque', async () => {
    const reply = await curl([`${station.origin}/VIID/System/Register`, '-H', `User-Identify: ${gate.deviceId}`], '{}');
    expect(reply.httpStatus).toBe(401);
    expect(reply.headers.get('www-authenticate')).toMatch(
      /^Digest realm="viid",qop="auth",nonce="[0-9a-f]{32}",opaque="[0-9a-f]{32}"$/,
    );
  });

  test('with Digest: 200 and one ResponseStatusObject of five members', async () => {
    const { httpStatus, body } = await cam.register();
    expect(httpStatus).toBe(200);
    expect(Object.keys(body.ResponseStatusObject).sort()).toEqual(
      ['Id', 'LocalTime', 'RequestURL', 'StatusCode', 'StatusString'].sort(),
    );
  });

  test.each<[string, (nonce: string, opaque: string, secret: string) => string]>([
    [
      'as a Hikvision writes it: qop, nc, algorithm without quotes',
      (nonce, opaque, secret) =>
        `Digest username="cam", realm="viid", nonce="${nonce}", ${uri}, qop=auth, nc=00000001, cnonce="abc", ` +
        `algorithm=MD5, opaque="${opaque}", response="${withQop(nonce, secret)}"`,
    ],
    [
      'algorithm in quotes',
      (nonce, opaque, secret) =>
        `Digest username="cam",realm="viid",nonce="${nonce}",${uri},qop="auth",nc="00000001",cnonce="abc",` +
        `algorithm="MD5",opaque="${opaque}",response="${withQop(nonce, secret)}"`,
    ],
    [
      'opaque left out',
      (nonce, _, secret) =>
        `Digest username="cam",realm="viid",nonce="${nonce}",${uri},qop=auth,nc=00000001,cnonce="abc",response="${withQop(nonce, secret)}"`,
    ],
    [
      'the old form without qop',
      (nonce, _, secret) =>
        `Digest username="cam",realm="viid",nonce="${nonce}",${uri},response="${md5(`${secret}:${nonce}:${asked}`)}"`,
    ],
    [
      'the response in capitals',
      (nonce, _, secret) =>
        `digest username="cam",realm="viid",nonce="${nonce}",${uri},response="${md5(`${secret}:${nonce}:${asked}`).toUpperCase()}"`,
    ],
  ])('Digest %s', async (_, write) => {
    expect((await registerBy(write)).httpStatus).toBe(200);
  });

  test('the Digest user need not be the device ID; a wrong one is 401', async () => {
    expect(gate.user).not.toBe(gate.deviceId);
    expect((await cam.register()).httpStatus).toBe(200);
    const wrong = await registerBy(
      (nonce, _, secret) =>
        `Digest username="${gate.deviceId}",realm="viid",nonce="${nonce}",${uri},response="${md5(`${secret}:${nonce}:${asked}`)}"`,
    );
    expect(wrong.httpStatus).toBe(401);
  });

  test('an unknown device is 404', async () => {
    expect((await deviceOf(station, { ...gate, deviceId: '9' }).register()).httpStatus).toBe(404);
  });

  test('keepalive and data while unregistered are 401, so that the client registers', async () => {
    const keepalive = { KeepaliveObject: { DeviceID: gate.deviceId } };
    expect((await cam.post('System/Keepalive', keepalive)).httpStatus).toBe(401);
    expect((await cam.post('Faces', faceList({ FaceID: 'f' }))).httpStatus).toBe(401);
    await cam.register();
    expect((await cam.post('System/Keepalive', keepalive)).httpStatus).toBe(200);
    const report = station.receiver.devices()[0]!;
    expect(report.expiresAtMs! - Date.now()).toBeGreaterThan(4.8 * 60_000);
    expect(report.state).toBe('registered');
  });

  test('a life of its own by profile', async () => {
    station.devices = [{ ...gate, profile: { registrationMs: 80_000 } }];
    await cam.register();
    expect(station.receiver.devices()[0]!.expiresAtMs! - Date.now()).toBeLessThanOrEqual(80_000);
  });

  test('UnRegister, after which data is 401 again', async () => {
    await cam.register();
    const digest = ['--digest', '-u', `${gate.user}:${gate.password}`];
    const body = { UnRegisterObject: { DeviceID: gate.deviceId } };
    expect((await cam.post('System/UnRegister', body, digest)).httpStatus).toBe(200);
    expect((await cam.post('Faces', faceList({ FaceID: 'f' }))).httpStatus).toBe(401);
    expect(station.receiver.devices()[0]).toMatchObject({ state: 'never', expiresAtMs: null });
  });
});

test('GET /VIID/System/Time says TimeMode 1', async () => {
  const { body } = await curl([`${station.origin}/VIID/System/Time`]);
  expect(body.SystemTimeObject).toMatchObject({
    VIIDServerID: expect.any(String),
    TimeMode: '1',
    TimeZone: expect.any(String),
  });
});

describe('the status of a reply', () => {
  beforeEach(() => cam.register());

  test('StatusCode is a number, unless the device’s profile says string', async () => {
    expect(codesIn(await cam.post('Faces', faceList({ FaceID: 'a' })))).toEqual([0]);
    station.devices = [{ ...gate, profile: { statusCode: 'string' } }];
    expect(codesIn(await cam.post('Faces', faceList({ FaceID: 'b' })))).toEqual(['0']);
  });

  test('a list for lists, one alone where the profile wants it', async () => {
    expect((await cam.post('Faces', faceList({ FaceID: 'a' }))).body).toHaveProperty('ResponseStatusListObject');
    station.devices = [{ ...gate, profile: { captures: 'single' } }];
    const { body } = await cam.post('Faces', faceList({ FaceID: 'b' }, { FaceID: 'c' }));
    expect(body).toEqual({ ResponseStatusObject: expect.objectContaining({ StatusCode: 0, Id: 'b' }) });
  });

  test('7 for what is no JSON, 8 for what is none of ours', async () => {
    expect(codesIn(await cam.post('Faces', '{'))).toEqual([7]);
    expect(codesIn(await cam.post('Faces', '{"PersonObject":[]}'))).toEqual([8]);
  });
});

describe('bodies and connections', () => {
  beforeEach(() => cam.register());

  test.each([
    ['application/VIID+JSON;charset=UTF-8'],
    ['application/VIID+json'],
    ['application/*+JSON'],
    ['application/json'],
    ['text/plain'],
  ])('Content-Type %s', async (type) => {
    expect((await cam.post('Faces', faceList({ FaceID: 'f' }), ['-H', `Content-Type: ${type}`])).httpStatus).toBe(200);
  });

  test('a newline at the end of the body', async () => {
    expect((await cam.post('Faces', `${JSON.stringify(faceList({ FaceID: 'f' }))}\n`)).httpStatus).toBe(200);
  });

  test('Connection: close each time', async () => {
    for (const FaceID of ['a', 'b']) {
      const reply = await cam.post('Faces', faceList({ FaceID }), ['-H', 'Connection: close']);
      expect([reply.httpStatus, reply.headers.get('connection')]).toEqual([200, 'close']);
    }
  });
});

describe('IDs', () => {
  test.each([
    ['of the standard, 20 digits', '37152500001190000001'],
    ['of 22 digits', '3715250000119000000122'],
    ['of 5 digits', '10001'],
    ['with zeros for a prefix', '00000000001190000001'],
  ])('a device ID %s is kept as sent', async (_, deviceId) => {
    const device = { ...gate, deviceId };
    station.devices = [device];
    const odd = deviceOf(station, device);
    expect((await odd.register()).httpStatus).toBe(200);
    await odd.post('Faces', faceList({ FaceID: 'f' }));
    expect((await all())[0]).toMatchObject({ deviceId });
  });

  test.each([['f'], ['3715250000119000000102202611231432000000106'.padEnd(60, '9')], ['{4F5A-00}'], ['人脸-1']])(
    'an object ID %j is never refused for its length or letters',
    async (FaceID) => {
      await cam.register();
      const reply = await cam.post('Faces', faceList({ FaceID }));
      expect(reply.body.ResponseStatusListObject.ResponseStatusObject[0]).toMatchObject({ StatusCode: 0, Id: FaceID });
      expect((await cam.get(`Faces/${encodeURIComponent(FaceID)}`)).body.FaceObject.FaceID).toBe(FaceID);
    },
  );

  test('the same object ID of two devices is two records', async () => {
    await cam.register();
    const other = deviceOf(station, yard);
    await other.register();
    await cam.post('Faces', faceList({ FaceID: 'f' }));
    await other.post('Faces', faceList({ FaceID: 'f' }));
    expect(await all()).toHaveLength(2);
  });
});

describe('members', () => {
  beforeEach(() => cam.register());

  test.each([['20171230000000'], ['20171230 000000'], ['2017-12-30 00:00:00'], ['2017-12-30 00:00:00.0']])(
    'a time written %j',
    async (PassTime) => {
      await cam.post('MotorVehicles', vehicleList({ MotorVehicleID: 'v', PassTime }));
      expect((await all())[0]?.seenAtMs).toBe(new Date(2017, 11, 30).getTime());
    },
  );

  test('numbers as strings and strings as numbers', async () => {
    const written = { InfoKind: '1', LeftTopX: '0.1', LeftTopY: 0.2, RightBtmX: '0.3', RightBtmY: 0.4 };
    await cam.post(
      'MotorVehicles',
      vehicleList(
        { MotorVehicleID: 'a', ...written, PlateClass: 2, PlateColor: '05', Speed: '40', LaneNo: '1' },
        { MotorVehicleID: 12345, ...written, PlateClass: '02', PlateColor: 5, Speed: 40, LaneNo: 1 },
      ),
    );
    const [first, second] = await all();
    expect(second).toMatchObject({ objectId: '12345', facts: first?.facts, box: first?.box });
    expect(first?.facts).toEqual({ kind: 'vehicle', plateClass: '02', plateColour: 'blue', speedKmh: 40, lane: 1 });
  });

  test.each([[true], ['1'], [1], [false], [null]])('HasPlate %j: the plate that was read counts', async (HasPlate) => {
    await cam.post('MotorVehicles', vehicleList({ MotorVehicleID: 'v', HasPlate, PlateNo: '鲁P12345' }));
    expect((await all())[0]?.facts).toEqual({ kind: 'vehicle', plate: '鲁P12345' });
  });

  test.each([
    ['9', 'vehicle'],
    ['09', 'vehicle'],
    [9, 'vehicle'],
    ['01', 'scene'],
    ['2', 'plate'],
    ['11', 'face'],
    ['100', 'other'],
  ])('image Type %j is a picture of: %s', async (Type, role) => {
    await cam.post(
      'MotorVehicles',
      vehicleList({
        MotorVehicleID: 'v',
        SubImageList: { SubImageInfoObject: [{ Type, Data: jpeg.toString('base64') }] },
      }),
    );
    expect((await all())[0]?.pictures.map((picture) => picture.role)).toEqual([role]);
  });

  test('nulls everywhere', async () => {
    const nulls = Object.fromEntries(
      [
        'SourceID',
        'DeviceID',
        'LeftTopX',
        'GenderCode',
        'AgeUpLimit',
        'FaceAppearTime',
        'SubImageList',
        'Similaritydegree',
      ].map((name) => [name, null]),
    );
    expect(codesIn(await cam.post('Faces', faceList({ FaceID: 'f', ...nulls })))).toEqual([0]);
    const subImage = { ImageID: null, EventSort: null, Type: null, ShotTime: null, Data: null, StoragePath: null };
    expect(
      codesIn(await cam.post('Faces', faceList({ FaceID: 'g', SubImageList: { SubImageInfoObject: [subImage] } }))),
    ).toEqual([0]);
    expect((await all()).map(({ facts, pictures }) => [facts, pictures])).toEqual([
      [{ kind: 'face' }, []],
      [{ kind: 'face' }, []],
    ]);
  });

  test('URLs are text and no more: nothing is fetched, nothing of them is kept', async () => {
    const url = `${station.origin}/VIID/System/Time`;
    const urls = { StoragePath: url, StorageUrl1: url, TargetImageURI: url };
    await cam.post(
      'Faces',
      faceList({ FaceID: 'f', ...urls, SubImageList: { SubImageInfoObject: [{ Type: '11', ...urls }] } }),
    );
    expect(JSON.stringify(await all())).not.toContain('http');
    expect(station.receiver.counters().droppedFields).toMatchObject({ StorageUrl1: 1, 'SubImageInfo.StoragePath': 1 });
  });

  test('colours 1 to 13 and 99, with or without a zero in front', async () => {
    const codes = ['1', '02', 3, '4', '05', '6', '7', '8', '09', '10', '11', '12', '13', '99'];
    await cam.post(
      'MotorVehicles',
      vehicleList(...codes.map((VehicleColor, n) => ({ MotorVehicleID: `v${n}`, VehicleColor }))),
    );
    expect((await all()).map(({ facts }) => (facts.kind === 'vehicle' ? facts.vehicleColour : null))).toEqual([
      ...['black', 'white', 'grey', 'red', 'blue', 'yellow', 'orange', 'brown', 'green', 'purple', 'cyan', 'pink'],
      ...['transparent', 'other'],
    ]);
  });
});
