import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NewSighting } from '#contract/sighting.ts';
import type { TakeResult } from '../../../main/recognition/take.ts';
import { usualBudget } from '../../../main/recognition/viid/device-budget.ts';
import type { BudgetLimits } from '../../../main/recognition/viid/device-budget.ts';
import type { ViidDevice } from '../../../main/recognition/viid/viid-devices.ts';
import { ViidReceiver } from '../../../main/recognition/viid/viid-receiver.ts';
import { AppError } from '../../../main/system/app-error.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { memoryViidRecords } from '../../builders/viid-records.ts';
import { curl } from './curl.ts';
import {
  faceList,
  faceObject,
  forbidden,
  gate,
  jpeg,
  vehicleList,
  vehicleObject,
  yard,
} from '../../unit/recognition/payloads.ts';

let devices: ViidDevice[];
let taken: NewSighting[];
let take: (batch: NewSighting[]) => Promise<TakeResult[]>;
let unknown: string[];
let receiver: ViidReceiver;
let origin: string;

/** Keeps what is new, knows what it has, as the journal does. */
async function keep(batch: NewSighting[]): Promise<TakeResult[]> {
  return batch.map((sighting) => {
    const known = taken.some((one) => one.deviceId === sighting.deviceId && one.objectId === sighting.objectId);
    if (!known) taken.push(sighting);
    return { outcome: known ? 'known' : 'new' };
  });
}

async function open(budget: BudgetLimits = usualBudget): Promise<void> {
  receiver = new ViidReceiver({
    listen: { host: '127.0.0.1', port: 0 },
    serverId: '37152500005030000001',
    devices: { find: (id) => devices.find(({ deviceId }) => deviceId === id) ?? null, all: () => devices },
    take: (batch) => take(batch),
    attach: () => Promise.resolve({ outcome: 'waiting' }),
    records: memoryViidRecords(() => taken),
    onUnknownDevice: (deviceId) => unknown.push(deviceId),
    clock: realClock,
    log: silentLog,
    budget,
  });
  origin = (await receiver.start()).address;
}

beforeEach(async () => {
  devices = [gate, yard];
  taken = [];
  unknown = [];
  take = keep;
  await open();
});
afterEach(() => receiver.stop());

const as = (device: ViidDevice) => ['-H', `User-Identify: ${device.deviceId}`];
const digest = (device: ViidDevice, password = device.password) => ['--digest', '-u', `${device.user}:${password}`];
const json = ['-H', 'Content-Type: application/VIID+JSON;charset=UTF-8'];

const system = (name: string, device: ViidDevice, extra: string[] = []) =>
  curl(
    [...as(device), ...json, ...extra, `${origin}/VIID/System/${name}`],
    JSON.stringify({ [`${name}Object`]: { DeviceID: device.deviceId } }),
  );
const register = (device: ViidDevice = gate) => system('Register', device, digest(device));
const post = (path: string, body: unknown, device: ViidDevice = gate, extra: string[] = json) =>
  curl(
    [...as(device), ...extra, `${origin}/VIID/${path}`],
    typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  );

describe('a device registers and reports', () => {
  test('register, a face, a vehicle, keepalive, unregister', async () => {
    const registered = await register();
    expect(registered.httpStatus).toBe(200);
    expect(registered.contentType).toBe('application/VIID+JSON;charset=UTF-8');
    expect(registered.body).toEqual({
      ResponseStatusObject: {
        ...{ RequestURL: '/VIID/System/Register', StatusCode: 0, StatusString: '注册成功', Id: gate.deviceId },
        LocalTime: expect.stringMatching(/^20\d{12}$/),
      },
    });

    const face = await post('Faces', faceList({ ...faceObject, ...forbidden }));
    expect(face.httpStatus).toBe(200);
    expect(face.body.ResponseStatusListObject.ResponseStatusObject).toEqual([
      {
        ...{ RequestURL: '/VIID/Faces', StatusCode: 0, StatusString: '正常', Id: faceObject.FaceID },
        LocalTime: expect.stringMatching(/^20\d{12}$/),
      },
    ]);
    expect((await post('MotorVehicles', vehicleList(vehicleObject))).httpStatus).toBe(200);
    expect(taken.map(({ facts }) => facts)).toEqual([
      expect.objectContaining({ kind: 'face', idNumber: '37152519900101123X' }),
      expect.objectContaining({ kind: 'vehicle', plate: '鲁P12345' }),
    ]);
    expect(taken[0]?.pictures.map(({ role }) => role)).toEqual(['scene', 'face']);
    expect(JSON.stringify(taken)).not.toContain('forbidden');
    expect(receiver.counters().droppedFields['EthicCode']).toBe(1);

    const alive = await system('Keepalive', gate);
    expect([alive.httpStatus, alive.body.ResponseStatusObject.StatusCode]).toEqual([200, 0]);
    expect(receiver.devices()).toEqual([
      expect.objectContaining({ deviceId: gate.deviceId, state: 'registered', sightings: 2 }),
      expect.objectContaining({ deviceId: yard.deviceId, state: 'never', sightings: 0, lastHeardAtMs: null }),
    ]);

    expect((await system('UnRegister', gate, digest(gate))).httpStatus).toBe(200);
    expect((await post('Faces', faceList(faceObject))).httpStatus).toBe(401);
    expect(taken).toHaveLength(2);
  });

  test('the time of the station is told to anyone', async () => {
    const { httpStatus, body } = await curl([`${origin}/VIID/System/Time`]);
    expect(httpStatus).toBe(200);
    expect(body.SystemTimeObject).toEqual({
      ...{ VIIDServerID: '37152500005030000001', TimeMode: '1', TimeZone: expect.any(String) },
      LocalTime: expect.stringMatching(/^20\d{12}$/),
    });
  });

  test('persons and non-motor vehicles are taken as well', async () => {
    await register();
    await post('Persons', { PersonListObject: { PersonObject: [{ PersonID: 'p', CoatColor: '4' }] } });
    await post('NonMotorVehicles', { NonMotorVehicleObject: { NonMotorVehicleID: 'c', VehicleColor: 9 } });
    expect(taken.map(({ facts }) => facts)).toEqual([
      { kind: 'person', coatColour: 'red' },
      { kind: 'cycle', vehicleColour: 'green' },
    ]);
  });

  test('what is sent again is known, and answered as well as the first time', async () => {
    await register();
    const first = await post('Faces', faceList(faceObject));
    const again = await post('Faces', faceList(faceObject));
    expect(again.body.ResponseStatusListObject.ResponseStatusObject[0].StatusCode).toBe(0);
    expect(again.httpStatus).toBe(first.httpStatus);
    expect(taken).toHaveLength(1);
    expect(receiver.devices()[0]?.sightings).toBe(1);
  });

  test('status codes are texts for a device that wants them so', async () => {
    devices = [{ ...gate, profile: { statusCode: 'string' } }];
    expect((await register()).body.ResponseStatusObject.StatusCode).toBe('0');
  });
});

describe('dialects', () => {
  test.each([
    ['application/json'],
    ['text/plain'],
    ['application/*+JSON'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    [';;;'],
    [''],
  ])('Content-Type %j is taken', async (type) => {
    await register();
    const reply = await post('Faces', faceList(faceObject), gate, ['-H', `Content-Type:${type && ` ${type}`}`]);
    expect(reply.httpStatus).toBe(200);
    expect(taken).toHaveLength(1);
  });

  test('chunked bodies, GB18030, a mark in front and a newline behind are taken', async () => {
    await register();
    const chunked = await post('Faces', faceList({ FaceID: '1' }), gate, ['-H', 'Transfer-Encoding: chunked']);
    expect(chunked.httpStatus).toBe(200);
    const text = JSON.stringify(vehicleList({ MotorVehicleID: '2', PlateNo: '@P12345' }));
    const [before, after] = text.split('@') as [string, string];
    await post('MotorVehicles', Buffer.concat([Buffer.from(before), Buffer.from([0xc2, 0xb3]), Buffer.from(after)]));
    await post(
      'MotorVehicles',
      `\ufeff${JSON.stringify(vehicleList({ MotorVehicleID: '3', PlateNo: '鲁P3333A' }))}\r\n`,
    );
    expect(taken.slice(1).map(({ facts }) => facts)).toEqual([
      { kind: 'vehicle', plate: '鲁P12345' },
      { kind: 'vehicle', plate: '鲁P3333A' },
    ]);
  });

  test('paths in other letters, with a slash at the end or doubled', async () => {
    await register();
    for (const [n, path] of ['faces', 'Faces/', '/Faces', 'Faces?x=1'].entries()) {
      expect((await post(path, faceList({ FaceID: `f${n}` }))).httpStatus).toBe(200);
    }
  });

  test('a device that names itself only in the body, or only in the header, can register', async () => {
    const named = JSON.stringify({ RegisterObject: { DeviceID: gate.deviceId } });
    expect((await curl([...digest(gate), `${origin}/VIID/System/Register`], named)).httpStatus).toBe(200);
    expect((await curl([...as(yard), ...digest(yard), `${origin}/VIID/System/Register`], '{}')).httpStatus).toBe(200);
  });

  test('one bad object in a list does not spoil the others', async () => {
    await register();
    const reply = await post('Faces', faceList({ FaceID: '1' }, null, 'x', { SkinColor: 1 }, { FaceID: '2' }));
    expect(reply.httpStatus).toBe(200);
    const statuses: { Id: string; StatusCode: number }[] = reply.body.ResponseStatusListObject.ResponseStatusObject;
    expect(statuses.map(({ Id, StatusCode }) => [Id, StatusCode])).toEqual([
      ...[
        ['1', 0],
        ['', 8],
        ['', 8],
        ['', 8],
      ],
      ['2', 0],
    ]);
    expect(taken.map(({ objectId }) => objectId)).toEqual(['1', '2']);
  });

  const samples = join(import.meta.dirname, '../../../../shared/samples/viid');
  test.skipIf(!existsSync(samples))('the samples of the field are taken', async () => {
    await register();
    const files = [
      ['Faces', 'face-all-fields'],
      ['Faces', 'face-from-camera'],
      ['Persons', 'person-all-fields'],
      ['MotorVehicles', 'motorvehicle-all-fields'],
    ] as const;
    for (const [path, file] of files) {
      expect((await post(path, readFileSync(join(samples, `${file}.json`)))).httpStatus).toBe(200);
    }
    expect(taken.map(({ facts }) => facts.kind)).toEqual(['face', 'face', 'person', 'vehicle']);
    expect(taken[1]).toMatchObject({
      objectId: '330102990111900002530220200618135738315600631561',
      facts: { kind: 'face', gender: 'male', ageFrom: 29, ageTo: 29 },
      box: { unit: 'fraction' },
    });
    expect(taken[3]?.facts).toMatchObject({ plate: '苏NF5676', plateColour: 'other', plateConfidence: 0.01 });
  });
});

describe('who may not', () => {
  const refusal = async (reply: ReturnType<typeof curl>) => {
    const { httpStatus, body, contentType } = await reply;
    expect(contentType).toBe('application/VIID+JSON;charset=UTF-8');
    return [httpStatus, body.ResponseStatusObject.StatusCode] as unknown[];
  };

  test('a wrong password, a wrong user, an unknown device', async () => {
    const wrong = await system('Register', gate, digest(gate, 'guess'));
    expect(wrong.httpStatus).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Digest realm="viid",qop="auth",nonce="[0-9a-f]{32}"/);
    expect((await system('Register', gate, digest({ ...gate, user: 'admin' }))).httpStatus).toBe(401);
    expect(await refusal(register({ ...gate, deviceId: '5' }))).toEqual([404, 4]);
    expect(receiver.devices().some(({ state }) => state === 'registered')).toBe(false);
  });

  test('an unknown device is told of, by the name it gives, whatever it wants; a known one never', async () => {
    const stranger = { ...gate, deviceId: '37152500001190000099' };
    const named = { RegisterObject: { DeviceID: '37152500001190000098' } };
    await register(stranger);
    await post('Faces', faceList(faceObject), stranger);
    await curl([...json, ...digest(gate), `${origin}/VIID/System/Register`], JSON.stringify(named));
    await system('Register', gate, digest(gate, 'guess'));
    await register(gate);
    expect(new Set(unknown)).toEqual(new Set(['37152500001190000099', '37152500001190000098']));
  });

  test('who keeps guessing is told to wait', async () => {
    for (let n = 0; n < 6; n++) await system('Register', gate, digest(gate, `guess${n}`));
    const reply = await system('Register', gate, digest(gate, 'guess'));
    expect([reply.httpStatus, reply.body.ResponseStatusObject.StatusCode]).toEqual([429, 2]);
    expect(reply.headers.get('retry-after')).toBe('1');
  });

  test('captures and keepalives before registering, or in the name of another', async () => {
    expect(await refusal(post('Faces', faceList(faceObject)))).toEqual([401, 4]);
    expect(await refusal(system('Keepalive', gate))).toEqual([401, 4]);
    await register(gate);
    expect(await refusal(post('Faces', faceList(faceObject), yard))).toEqual([401, 4]);
    expect(await refusal(post('Faces', faceList(faceObject), { ...gate, deviceId: '5' }))).toEqual([404, 4]);
    expect(await refusal(curl([`${origin}/VIID/Faces`], '{}'))).toEqual([401, 4]);
    expect(taken).toHaveLength(0);
  });

  test('a registered device at another address', async () => {
    await register();
    expect(await refusal(post('Faces', faceList(faceObject), gate, ['--interface', '127.0.0.2']))).toEqual([401, 4]);
    expect((await post('Faces', faceList(faceObject))).httpStatus).toBe(200);
  });

  test('a device taken from the directory', async () => {
    await register();
    devices = [];
    expect(await refusal(post('Faces', faceList(faceObject)))).toEqual([404, 4]);
  });

  test('an Authorization on captures that proves nothing', async () => {
    await register();
    const forged = `Authorization: Digest username="cam",realm="viid",nonce="n",uri="/VIID/Faces",response="${'0'.repeat(32)}"`;
    expect(await refusal(post('Faces', faceList(faceObject), gate, ['-H', forged]))).toEqual([401, 4]);
    expect((await post('Faces', faceList(faceObject), gate, digest(gate))).httpStatus).toBe(200);
  });
});

describe('bad input', () => {
  beforeEach(async () => {
    await register();
  });
  const status = async (reply: ReturnType<typeof curl>) => {
    const { httpStatus, body } = await reply;
    return [httpStatus, body.ResponseStatusObject.StatusCode] as unknown[];
  };

  test('malformed JSON is 400 with 7, other content 400 with 8', async () => {
    expect(await status(post('Faces', '{"FaceListObject":'))).toEqual([400, 7]);
    expect(await status(post('Faces', '\n'))).toEqual([400, 7]);
    expect(await status(post('Faces', ''))).toEqual([401, 4]); // a Digest client asking to be challenged
    expect(await status(post('Faces', '"text"'))).toEqual([400, 8]);
    expect(await status(post('Faces', vehicleList(vehicleObject)))).toEqual([400, 8]);
    expect(await status(post('Faces', '['.repeat(1_000_000)))).toEqual([400, 8]);
    expect(await status(curl([...as(gate), `${origin}/VIID/System/Keepalive`], '{'))).toEqual([400, 7]);
    expect(taken).toHaveLength(0);
  });

  test('16 MB are taken, more is 413, whether announced or not', async () => {
    const Data = Buffer.concat([jpeg, Buffer.alloc(11 * 1024 * 1024)]).toString('base64');
    const large = faceList({ FaceID: 'large', SubImageList: [{ Type: '11', Data }] });
    expect((await post('Faces', large)).httpStatus).toBe(200);
    const larger = Buffer.alloc(16 * 1024 * 1024 + 1, 0x20);
    expect(await status(post('Faces', larger))).toEqual([413, 4]);
    expect(await status(post('Faces', larger, gate, ['-H', 'Transfer-Encoding: chunked']))).toEqual([413, 4]);
    expect(await status(post('System/Keepalive', Buffer.alloc(70_000, 0x20)))).toEqual([413, 4]);
    expect(await status(post('Faces', faceList(...Array.from({ length: 1001 }, () => ({ FaceID: '1' })))))).toEqual([
      413, 4,
    ]);
    expect(taken.map(({ objectId }) => objectId)).toEqual(['large']);
  });

  test('unknown paths are 404, other methods 405 and told what is allowed', async () => {
    expect(await status(curl([`${origin}/`]))).toEqual([404, 4]);
    expect(await status(post('Nothing', '{}'))).toEqual([404, 4]);
    expect(await status(curl([`${origin}/VIID/%zz`]))).toEqual([400, 4]);
    const reply = await curl(['-X', 'PATCH', `${origin}/VIID/Faces?IDList=1`]);
    expect([reply.httpStatus, reply.headers.get('allow')]).toEqual([405, 'POST, PUT, GET, DELETE']);
    expect((await curl(['-X', 'OPTIONS', `${origin}/VIID/System/Register`])).httpStatus).toBe(405);
  });

  test('a station that could not keep a sighting makes the device send it again', async () => {
    take = () => Promise.reject(new Error('the disk is on fire'));
    expect(await status(post('Faces', faceList(faceObject)))).toEqual([500, 1]);
    take = () => Promise.reject(new AppError('disk-full', 'no room'));
    expect(await status(post('Faces', faceList(faceObject)))).toEqual([503, 2]);
    take = () => Promise.resolve([]);
    expect(await status(post('Faces', faceList(faceObject)))).toEqual([500, 1]);
    take = async (batch) => batch.map(() => ({ outcome: 'refused', reason: 'x' }));
    const refused = await post('Faces', faceList(faceObject));
    expect(refused.body.ResponseStatusListObject.ResponseStatusObject[0].StatusCode).toBe(1);
    take = keep;
    expect((await post('Faces', faceList(faceObject))).httpStatus).toBe(200);
    expect(taken).toHaveLength(1);
  });

  test('no answer is given before the station has taken the sighting', async () => {
    let durable = false;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let asked = (): void => undefined;
    const wasAsked = new Promise<void>((resolve) => (asked = resolve));
    take = async (batch) => {
      asked();
      await released;
      durable = true;
      return keep(batch);
    };
    const reply = post('Faces', faceList(faceObject)).then(({ httpStatus }) => [httpStatus, durable]);
    await wasAsked;
    release();
    expect(await reply).toEqual([200, true]);
  });

  test.each([
    ['junk', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03junk\r\n\r\n'],
    ['no such version', 'POST /VIID/Faces HTTP/9.9\r\n\r\n'],
    ['a space in a header', 'POST /VIID/Faces HTTP/1.1\r\nHost: x\r\nUser Identify: 1\r\n\r\n'],
    ['two lengths', 'POST /VIID/Faces HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    [
      'a length and chunks',
      'POST /VIID/Faces HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['endless headers', `GET /VIID/System/Time HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
  ])('%s on the bare socket is refused in the form of the protocol', async (_, bytes) => {
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write(bytes, 'latin1');
    await once(socket, 'close');
    expect(said).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(JSON.parse(said.slice(said.indexOf('\r\n\r\n')))).toHaveProperty('ResponseStatusObject.StatusCode', 4);
    expect((await post('Faces', faceList(faceObject))).httpStatus).toBe(200);
  });

  test('a device that breaks off in the middle leaves nothing behind', async () => {
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /VIID/Faces HTTP/1.1\r\nHost: x\r\nUser-Identify: ${gate.deviceId}\r\nContent-Length: 1000\r\n\r\n{"FaceListObject":`,
    );
    await once(socket, 'connect');
    socket.destroy();
    expect((await post('Faces', faceList(faceObject))).httpStatus).toBe(200);
    expect(taken).toHaveLength(1);
  });
});

test('a device that posts faster than it may is told to wait, another is not', async () => {
  await receiver.stop();
  await open({ inFlight: 4, postsPerSecond: 0.001, burst: 2 });
  await register(gate);
  await register(yard);
  const statuses = [];
  for (let n = 0; n < 3; n++) statuses.push((await post('Faces', faceList({ FaceID: `f${n}` }))).httpStatus);
  expect(statuses).toEqual([200, 200, 429]);
  const slow = await post('Faces', faceList({ FaceID: 'f3' }));
  expect([slow.body.ResponseStatusObject.StatusCode, slow.headers.get('retry-after')]).toEqual([2, '1']);
  expect((await post('Faces', faceList({ FaceID: 'f4' }), yard)).httpStatus).toBe(200);
});

test('stopping answers what has arrived', async () => {
  await register();
  let release = (): void => undefined;
  let asked = (): void => undefined;
  const wasAsked = new Promise<void>((resolve) => (asked = resolve));
  take = async (batch) => {
    asked();
    await new Promise<void>((resolve) => (release = resolve));
    return keep(batch);
  };
  const reply = post('Faces', faceList(faceObject));
  await wasAsked;
  const stopped = receiver.stop();
  release();
  expect((await reply).httpStatus).toBe(200);
  await stopped;
  expect(taken).toHaveLength(1);
});

test('a port that is taken is said so', async () => {
  const port = Number(new URL(origin).port);
  const second = new ViidReceiver({
    listen: { host: '127.0.0.1', port },
    serverId: '1',
    devices: { find: () => null, all: () => [] },
    take: keep,
    attach: () => Promise.resolve({ outcome: 'waiting' }),
    records: memoryViidRecords(),
    clock: realClock,
    log: silentLog,
  });
  await expect(second.start()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(String(port)),
  });
  await second.stop();
});
