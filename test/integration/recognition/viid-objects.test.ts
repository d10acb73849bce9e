/** Every object of GA/T 1400 on a real journal: what is posted, changed, asked for again, deleted; devices; notifications. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sighting } from '#contract/sighting.ts';
import { AppError } from '../../../main/system/app-error.ts';
import {
  faceList,
  faceObject,
  forbidden,
  gate,
  gateway,
  jpeg,
  png,
  vehicleList,
  vehicleObject,
  yard,
} from '../../unit/recognition/payloads.ts';
import { curl } from './curl.ts';
import { codesIn, deviceOf, openViidStation } from './viid-station.ts';
import type { ViidStation } from './viid-station.ts';

let station: ViidStation;
let cam: ReturnType<typeof deviceOf>;
beforeEach(async () => {
  station = await openViidStation([gate, yard, gateway]);
  cam = deviceOf(station, gate);
  await cam.register();
});
afterEach(() => station.close());

const all = (): Promise<Sighting[]> => station.opened.journal.after(0, 1000);
const factsOf = (device = gate) => station.receiver.devices().find(({ deviceId }) => deviceId === device.deviceId);
const scene = { ImageID: 'i1', Type: '14', ShotTime: '20261123143158', Data: jpeg.toString('base64') };

describe('captures', () => {
  test('are given back to the device that posted them, as far as they were let in', async () => {
    await cam.post('Faces', faceList({ ...faceObject, ...forbidden }));
    const { httpStatus, body } = await cam.get(`Faces/${faceObject.FaceID}`);
    expect(httpStatus).toBe(200);
    expect(body.FaceObject).toMatchObject({
      ...{ FaceID: faceObject.FaceID, DeviceID: gate.deviceId, FaceAppearTime: '20261123143158' },
      ...{ IDType: '111', IDNumber: '37152519900101123X', Name: '王强', GenderCode: '1', Similaritydegree: 0.91 },
      ...{ AgeLowerLimit: 25, AgeUpLimit: 29, LeftTopX: 0.5 },
    });
    expect(body.FaceObject.SubImageList.SubImageInfoObject).toEqual([
      { Type: '14', FileFormat: 'Jpeg', ShotTime: '20261123143158', Data: jpeg.toString('base64') },
      { Type: '11', FileFormat: 'Png', ShotTime: '20261123143158', Data: png.toString('base64') },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/forbidden|EthicCode|StoragePath/);
    expect(station.records.looks).toHaveLength(2);
  });

  test('are listed by their IDs, without pictures; a list of everything is refused', async () => {
    await cam.post('MotorVehicles', vehicleList(vehicleObject, { ...vehicleObject, MotorVehicleID: 'v2' }));
    const listed = await cam.get(`MotorVehicles?IDList=${vehicleObject.MotorVehicleID},v2,v3`);
    expect(listed.body.MotorVehicleListObject.MotorVehicleObject).toHaveLength(2);
    expect(listed.body.MotorVehicleListObject.MotorVehicleObject[0]).toMatchObject({
      ...{ PlateNo: '鲁P12345', PlateColor: '5', PlateClass: '02', PlateReliability: '97', VehicleColor: '1' },
      ...{ VehicleClass: 'K33', VehicleBrand: '大众', LaneNo: 2, Speed: 31.5, Direction: '3' },
    });
    expect(
      (await cam.get('MotorVehicles?MotorVehicleID=v2')).body.MotorVehicleListObject.MotorVehicleObject,
    ).toHaveLength(1);
    const everything = await cam.get('MotorVehicles');
    expect([everything.httpStatus, codesIn(everything)]).toEqual([400, [4]]);
    expect(station.records.looks).toEqual([]);
  });

  test('are given to nobody else: not to another device, not without the password, not of another kind', async () => {
    await cam.post('Faces', faceList({ FaceID: 'f1', SubImageList: [scene] }));
    const other = deviceOf(station, yard);
    await other.register();
    expect((await other.get('Faces/f1')).httpStatus).toBe(404);
    const unproven = await cam.get('Faces/f1', []);
    expect([unproven.httpStatus, unproven.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('Digest'),
    ]);
    expect((await cam.get('Persons/f1')).httpStatus).toBe(404);
    const missing = await cam.get('Faces/f2');
    expect([missing.httpStatus, codesIn(missing)]).toEqual([404, [4]]);
    expect(station.records.looks).toEqual([]);
  });

  test('do not go out when the retrieval register cannot take them down', async () => {
    await cam.post('Faces', faceList({ FaceID: 'f1', SubImageList: [scene] }));
    station.records.recordLook = () => {
      throw new AppError('unavailable', 'full');
    };
    await station.restart();
    await cam.register();
    expect((await cam.get('Faces/f1')).httpStatus).toBe(503);
  });

  test('posted or put again are known: the record stands, and a PUT is told so', async () => {
    expect(codesIn(await cam.put('Faces/f1', { FaceObject: { GenderCode: 1 } }))).toEqual([0]);
    const again = await cam.put('Faces', faceList({ FaceID: 'f1', GenderCode: 2 }));
    expect(again.body.ResponseStatusListObject.ResponseStatusObject[0]).toMatchObject({
      ...{ StatusCode: 0, StatusString: '已有记录，未作更改', Id: 'f1' },
    });
    expect((await cam.put('Faces/f1', faceList({ FaceID: 'f1', GenderCode: 2 }))).httpStatus).toBe(200);
    expect((await all()).map(({ facts }) => facts)).toEqual([{ kind: 'face', gender: 'male' }]);
    const mistaken = await cam.put('Faces/f1', faceList({ FaceID: 'f2' }));
    expect([mistaken.httpStatus, codesIn(mistaken)]).toEqual([400, [8]]);
  });

  test('are not the device’s to delete: each is refused by its ID, and stays', async () => {
    await cam.post('Faces', faceList({ FaceID: 'f1' }, { FaceID: 'f2' }));
    const reply = await cam.delete('Faces?IDList=f1,f2');
    expect(reply.httpStatus).toBe(403);
    expect(reply.body.ResponseStatusListObject.ResponseStatusObject).toMatchObject([
      { Id: 'f1', StatusCode: 4 },
      { Id: 'f2', StatusCode: 4 },
    ]);
    expect((await cam.delete('Faces/f1')).httpStatus).toBe(403);
    expect((await deviceOf(station, yard).delete('Faces?IDList=f1')).httpStatus).toBe(401);
    expect(await all()).toHaveLength(2);
  });
});

describe('things and scenes', () => {
  const things = (...objects: unknown[]) => ({ ThingListObject: { ThingObject: objects } });
  const scenes = (...objects: unknown[]) => ({ SceneListObject: { SceneObject: objects } });
  const happened = (EventSort: unknown, more = {}) => ({ SubImageInfoObject: [{ ...scene, EventSort, ...more }] });

  test.each([
    [3, 'fight'],
    ['19', 'tripwire'],
    ['20', 'intrusion'],
    [22, 'loitering'],
    ['23', 'left-object'],
  ])('EventSort %j is the behaviour %s', async (code, behaviour) => {
    const reply = await cam.post('Scenes', scenes({ SceneID: 's', SubImageList: happened(code) }));
    expect([reply.httpStatus, codesIn(reply)]).toEqual([200, [0]]);
    const [sighting] = await all();
    expect(sighting).toMatchObject({ objectId: 's', facts: { kind: 'behaviour', behaviour }, cameraId: 'east-gate' });
    expect(sighting?.pictures).toHaveLength(1);
  });

  test('a vendor’s own event is kept as such, a picture alone as a behaviour without a name', async () => {
    await cam.post(
      'Things',
      things({ ThingID: 't1', EventSort: '605' }, { ThingID: 't2', SubImageList: happened(10) }),
    );
    expect((await all()).map(({ facts }) => facts)).toEqual([
      { kind: 'behaviour', behaviour: 'other', detail: 'EventSort 605' },
      { kind: 'behaviour', behaviour: 'other' },
    ]);
  });

  test('what carries nothing of the allow-list is answered well, counted, and not kept', async () => {
    const reply = await cam.post(
      'Things',
      things({ ThingID: 't', Name: 'umbrella', Shape: '2', Material: 'wood' }, {}),
    );
    expect(codesIn(reply)).toEqual([0, 8]);
    expect(await all()).toEqual([]);
    expect(factsOf()?.dropped).toEqual({ fields: 3, pictures: 0, objects: 2 });
    expect(station.receiver.counters().droppedFields).toMatchObject({ Shape: 1, Material: 1 });
  });

  test('a face whose picture says that somebody intrudes is two sightings, once', async () => {
    for (let n = 0; n < 2; n++) {
      const reply = await cam.post('Faces', faceList({ FaceID: 'f', GenderCode: 1, SubImageList: happened('20') }));
      expect(codesIn(reply)).toEqual([0]);
    }
    expect((await all()).map(({ objectId, facts }) => [objectId, facts.kind])).toEqual([
      ['f', 'face'],
      ['f#intrusion', 'behaviour'],
    ]);
  });
});

describe('images', () => {
  const tell = (ImageID: string, more = {}) => ({
    ImageListObject: {
      Image: [{ ImageInfo: { ImageID, Type: '11', ShotTime: '20261123143158', Width: '2688', ...more } }],
    },
  });
  const naming = (ImageID: string) =>
    faceList({
      FaceID: `of-${ImageID}`,
      SubImageList: [{ ImageID, Type: '11', StoragePath: 'http://127.0.0.1:9/x.jpg' }],
    });
  const base64 = `${jpeg.toString('base64')}\r\n`;
  const picturesOf = async (objectId: string) =>
    (await station.opened.journal.findByKeys([{ deviceId: gate.deviceId, objectId }]))[0]?.pictures;

  test.each([
    ['sighting, metadata, data', ['sighting', 'info', 'data']],
    ['metadata, data, sighting', ['info', 'data', 'sighting']],
    ['metadata, sighting, data', ['info', 'sighting', 'data']],
    ['data first of all', ['data', 'sighting', 'info']],
  ])('%s: the picture joins', async (_, order) => {
    const steps: Record<string, () => ReturnType<typeof cam.post>> = {
      sighting: () => cam.post('Faces', naming('i')),
      info: () => cam.post('Images', tell('i')),
      data: () => cam.post('Images/i/Data', base64),
    };
    for (const step of order) expect((await steps[step]!()).httpStatus).toBe(200);
    expect(await picturesOf('of-i')).toEqual([
      { digest: expect.stringMatching(/^[0-9a-f]{64}$/), role: 'face', contentType: 'image/jpeg', bytes: jpeg.length },
    ]);
    await station.restart();
    await cam.register();
    expect(await picturesOf('of-i')).toHaveLength(1);
    expect((await cam.get('Faces/of-i')).body.FaceObject.SubImageList.SubImageInfoObject[0].Data).toBe(base64.trim());
  });

  test('are given back to their device: all of it, what is known of it, the Base64 alone', async () => {
    await cam.post('Images', tell('i'));
    expect((await cam.get('Images/i/Data')).httpStatus).toBe(404);
    await cam.post('Images/i/Data', base64);
    const info = { ImageID: 'i', DeviceID: gate.deviceId, Type: '11', ShotTime: '20261123143158', Width: 2688 };
    const whole = { ...info, FileFormat: 'Jpeg', FileSize: jpeg.length };
    expect((await cam.get('Images/i')).body).toEqual({ Image: { ImageInfo: whole, Data: base64.trim() } });
    expect((await cam.get('Images/i/Info')).body).toEqual({ ImageInfo: whole });
    const data = await cam.get('Images/i/Data');
    expect([data.contentType, data.body]).toEqual(['text/plain', base64.trim()]);
    expect(station.records.looks).toHaveLength(2);
    const other = deviceOf(station, yard);
    await other.register();
    expect((await other.get('Images/i')).httpStatus).toBe(404);
    expect((await cam.get('Images/i', [])).httpStatus).toBe(401);
    expect((await cam.delete('Images?IDList=i')).httpStatus).toBe(403);
  });

  test('the picture comes as Base64, with a data prefix, in JSON, or as its bytes', async () => {
    const forms = [base64, `data:image/jpeg;base64,${base64}`, { Data: base64 }, JSON.stringify(base64), jpeg];
    for (const [n, form] of forms.entries()) {
      await cam.post('Faces', naming(`i${n}`));
      expect((await cam.post(`Images/i${n}/Data`, form)).httpStatus).toBe(200);
      expect(await picturesOf(`of-i${n}`)).toHaveLength(1);
    }
  });

  test('captures that come inside an image, and what its EventSort says, have its picture', async () => {
    const image = {
      ImageInfo: { ImageID: 'i', EventSort: '19', ShotTime: '20261123143158' },
      FaceList: { FaceObject: [{ FaceID: 'f', GenderCode: 2 }] },
      MotorVehicleList: [{ MotorVehicleID: 'v', PlateNo: '鲁P12345' }],
      Data: base64,
    };
    expect(codesIn(await cam.post('Images', { ImageListObject: { ImageObject: image } }))).toEqual([0]);
    expect((await all()).map(({ facts, pictures }) => [facts.kind, pictures.length])).toEqual([
      ['behaviour', 1],
      ['face', 1],
      ['vehicle', 1],
    ]);
  });

  test('a picture that is none is refused, counted, and its sighting stays', async () => {
    await cam.post('Faces', naming('i'));
    for (const bad of ['%%% no base64', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', '{"Data":7}']) {
      const reply = await cam.post('Images/i/Data', bad);
      expect([reply.httpStatus, codesIn(reply)]).toEqual([400, [8]]);
    }
    expect(codesIn(await cam.post('Images', tell('x', { Data: '%%%' })))).toEqual([0]);
    expect(codesIn(await cam.post('Images', { ImageListObject: { Image: [{ ImageInfo: {} }, 7] } }))).toEqual([8, 8]);
    expect(await picturesOf('of-i')).toEqual([]);
    expect(factsOf()?.dropped.pictures).toBe(3);
    expect(await station.opened.journal.apartFacts()).toEqual([{ deviceId: gate.deviceId, awaited: 1, unclaimed: 0 }]);
  });

  test('of a gateway join what it posted for another device', async () => {
    const hub = deviceOf(station, gateway);
    await hub.register();
    await hub.post('Images', tell('i', { DeviceID: yard.deviceId }));
    await hub.post(
      'Faces',
      faceList({ FaceID: 'f', DeviceID: yard.deviceId, SubImageList: [{ ImageID: 'i', Type: '11' }] }),
    );
    await hub.post('Images/i/Data', base64);
    expect((await all())[0]).toMatchObject({ deviceId: yard.deviceId, pictures: [{ role: 'face' }] });
  });
});

describe('devices', () => {
  const ape = {
    ...{ ApeID: gate.deviceId, Name: '东门<b>', Model: 'IPC-1', IPAddr: '127.0.0.9', Port: '80', Place: '东门岗亭' },
    ...{ IsOnline: '1', UserId: 'admin', Password: 'forbidden', Longitude: 116.1, FunctionType: '2' },
  };

  test('say what they are; only what is on the allow-list is kept, over a restart too', async () => {
    expect(codesIn(await cam.put('APEs', { APEListObject: { APEObject: [ape] } }))).toEqual([0]);
    const told = { name: '东门<b>', model: 'IPC-1', place: '东门岗亭', ipAddress: '127.0.0.9', online: true };
    expect(factsOf()?.told).toEqual({ facts: told, atMs: expect.any(Number) });
    await cam.post('APEStatus', {
      APEStatusListObject: { APEStatusObject: { ApeID: gate.deviceId, IsOnline: 2, CurrentTime: 'x' } },
    });
    expect(factsOf()?.told?.facts).toEqual({ ...told, online: false });
    await station.restart();
    await cam.register();
    expect(factsOf()?.told?.facts).toEqual({ ...told, online: false });
    expect((await cam.get('APEs')).body).toEqual({
      APEListObject: {
        APEObject: [
          {
            ApeID: gate.deviceId,
            Name: '东门<b>',
            Model: 'IPC-1',
            Place: '东门岗亭',
            IPAddr: '127.0.0.9',
            IsOnline: '2',
          },
        ],
      },
    });
    expect((await cam.get(`APEs/${gate.deviceId}/Status`)).body).toEqual({
      APEStatusObject: { ApeID: gate.deviceId, IsOnline: '2' },
    });
    const rows = await station.opened.database.read('viid_devices');
    expect(JSON.stringify(rows)).not.toMatch(/forbidden|admin|116/);
  });

  test('speak for themselves; a gateway also for those the directory knows', async () => {
    expect(codesIn(await cam.post('APEs', { APEObject: [ape, { ...ape, ApeID: yard.deviceId }, null] }))).toEqual([
      0, 4, 8,
    ]);
    const hub = deviceOf(station, gateway);
    await hub.register();
    expect(codesIn(await hub.post('APEs', { APEObject: [{ ...ape, ApeID: yard.deviceId }, { ApeID: '5' }] }))).toEqual([
      0, 4,
    ]);
    expect(factsOf(yard)?.told?.facts.model).toBe('IPC-1');
    expect((await cam.get(`APEs/${yard.deviceId}`)).httpStatus).toBe(404);
    expect((await cam.delete('APEs?IDList=1')).httpStatus).toBe(403);
    expect((await cam.post('APEs', {})).httpStatus).toBe(400);
  });
});

describe('notifications', () => {
  const notification = {
    ...{ NotificationID: 'n1', SubscribeID: 's1', Title: 't', TriggerTime: '20261123143200', InfoIDs: 'f1' },
    FaceObjectList: { FaceObject: [{ ...faceObject, FaceID: 'f1' }] },
    PersonObjectList: { PersonObject: { PersonID: 'p1', CoatColor: '4' } },
    MotorVehicleObjectList: { MotorVehicleObject: [vehicleObject] },
    NonMotorVehicleObjectList: [{ NonMotorVehicleID: 'c1', VehicleColor: 9 }],
    DeviceList: { APEObject: [{ ApeID: gate.deviceId, Name: 'gate', IsOnline: 1 }, { ApeID: '5' }] },
    DeviceStatusList: { APEStatusObject: [{ ApeID: gate.deviceId, IsOnline: '2' }] },
  };
  const wrapped = { SubscribeNotificationListObject: { SubscribeNotificationObject: [notification] } };

  test.each([
    ['in a list object', wrapped],
    ['as the list alone', { SubscribeNotificationObject: [notification] }],
    ['as one alone', { SubscribeNotificationObject: notification }],
    ['bare', notification],
  ])('%s become sightings and facts of devices, once', async (_, body) => {
    for (let n = 0; n < 2; n++) {
      const reply = await cam.post('SubscribeNotifications', body);
      expect(reply.httpStatus).toBe(200);
      expect(reply.body.ResponseStatusListObject.ResponseStatusObject).toMatchObject([{ Id: 'n1', StatusCode: 0 }]);
    }
    expect((await all()).map(({ facts }) => facts.kind)).toEqual(['face', 'person', 'vehicle', 'cycle']);
    expect(factsOf()?.told?.facts).toMatchObject({ name: 'gate', online: false });
  });

  test('are answered with one status where the device wants that, its StatusCode as it wants it', async () => {
    station.devices = [{ ...gate, profile: { notifications: 'single', captures: 'single', statusCode: 'string' } }];
    const reply = await cam.post('SubscribeNotifications', wrapped);
    expect(reply.body.ResponseStatusObject).toMatchObject({ Id: 'n1', StatusCode: '0' });
    const captures = await cam.post('Faces', faceList({ FaceID: 'a' }, null));
    expect(captures.body.ResponseStatusObject).toMatchObject({ StatusCode: '8' });
  });

  test('that something was deleted over there change nothing here', async () => {
    await cam.post('SubscribeNotifications', wrapped);
    const reply = await cam.post('SubscribeNotifications', { ...notification, ExecuteOperation: 3 });
    expect(codesIn(reply)).toEqual([0]);
    expect(await all()).toHaveLength(4);
    expect(factsOf()?.dropped.objects).toBe(5); // one APE of the first that is not ours, four captures
  });

  test('need a registration, and to be notifications', async () => {
    expect((await deviceOf(station, yard).post('SubscribeNotifications', wrapped)).httpStatus).toBe(401);
    expect((await cam.post('SubscribeNotifications', { x: 1 })).httpStatus).toBe(400);
    expect(codesIn(await cam.post('SubscribeNotifications', [null, notification]))).toEqual([8, 0]);
  });
});

test('every way in needs a registration, and keeps the limit of a device', async () => {
  await station.close();
  station = await openViidStation([gate, yard], { inFlight: 4, postsPerSecond: 0.001, burst: 0 });
  cam = deviceOf(station, gate);
  const ways = [
    ...['Faces', 'Persons', 'MotorVehicles', 'NonMotorVehicles', 'Things', 'Scenes', 'Images', 'APEs'].flatMap(
      (path) => [
        ...(['POST', 'PUT', 'DELETE'] as const).map((method) => [method, path] as const),
        ...(['PUT', 'GET'] as const).map((method) => [method, `${path}/1`] as const),
      ],
    ),
    ...[['POST', 'Images/1/Data'] as const, ['GET', 'Images/1/Info'] as const, ['POST', 'APEStatus'] as const],
    ['POST', 'SubscribeNotifications'] as const,
  ];
  const ask = ([method, path]: readonly [string, string]) => {
    const auth = method === 'GET' ? ['--digest', '-u', `${gate.user}:${gate.password}`] : [];
    const url = `${station.origin}/VIID/${path}`;
    return curl(
      ['-X', method, '-H', `User-Identify: ${gate.deviceId}`, ...auth, url],
      method === 'GET' ? undefined : '{}',
    );
  };
  for (const way of ways) expect([way, (await ask(way)).httpStatus]).toEqual([way, 401]);
  await cam.register();
  for (const way of ways) {
    const reply = await ask(way);
    expect([way, reply.httpStatus, codesIn(reply)]).toEqual([way, 429, [2]]);
  }
}, 120_000);

test('a body that says that it is too large is refused before it is sent', async () => {
  const reply = await cam.post('Images/1/Data', Buffer.alloc(17 * 1024 * 1024, 0x41));
  expect([reply.httpStatus, codesIn(reply)]).toEqual([413, [4]]);
  expect((await cam.post('Faces', faceList({ FaceID: '1' }))).httpStatus).toBe(200);
});

test('a clock a year wrong is kept with both times, and told as drift', async () => {
  await cam.post('Faces', faceList({ FaceID: 'f', FaceAppearTime: '20251123143158' }));
  const [sighting] = await all();
  expect(new Date(sighting!.seenAtMs).getFullYear()).toBe(2025);
  expect(Math.abs(sighting!.receivedAtMs - Date.now())).toBeLessThan(60_000);
  expect(factsOf()?.clockDriftMs).toBe(sighting!.seenAtMs - sighting!.receivedAtMs);
});
