import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { face } from '../../../main/recognition/viid/face.ts';
import { IntakeCounters } from '../../../main/recognition/viid/intake-counters.ts';
import { motorVehicle } from '../../../main/recognition/viid/motor-vehicle.ts';
import { nonMotorVehicle } from '../../../main/recognition/viid/non-motor-vehicle.ts';
import { normaliseObject } from '../../../main/recognition/viid/normalise.ts';
import type { ObjectKind } from '../../../main/recognition/viid/object-kind.ts';
import { objectsOf } from '../../../main/recognition/viid/object-list.ts';
import { person } from '../../../main/recognition/viid/person.ts';
import { faceList, faceObject, forbidden, gate, gateway, jpeg, png, vehicleObject, yard } from './payloads.ts';

const receivedAtMs = new Date(2026, 10, 23, 14, 32, 0).getTime();
const devices = { find: (id: string) => [gate, gateway, yard].find(({ deviceId }) => deviceId === id) ?? null };

function normalised(kind: ObjectKind, object: unknown, device = gate) {
  const result = normaliseObject(kind, object, { device, devices, receivedAtMs });
  if (result.outcome !== 'sighting') throw new Error('unusable');
  return result;
}

test('a face as a camera posts it becomes a sighting', () => {
  const { sighting, clockDriftMs, replyId, pictureFaults } = normalised(face, faceObject);
  expect(sighting).toEqual({
    source: 'viid',
    deviceId: '37152500001190000001',
    objectId: faceObject.FaceID,
    cameraId: 'east-gate',
    seenAtMs: receivedAtMs - 2000,
    receivedAtMs,
    facts: {
      kind: 'face',
      idType: '111',
      idNumber: '37152519900101123X',
      name: '王强',
      similarity: 0.91,
      gender: 'male',
      ageFrom: 25,
      ageTo: 29,
      mask: true,
    },
    box: { unit: 'fraction', left: 0.5, top: 0.25, right: 0.6, bottom: 0.5 },
    pictures: [
      { role: 'scene', bytes: jpeg },
      { role: 'face', bytes: png },
    ],
  });
  expect({ clockDriftMs, replyId, pictureFaults }).toEqual({
    clockDriftMs: -2000,
    replyId: faceObject.FaceID,
    pictureFaults: [],
  });
});

test('a vehicle as a camera posts it becomes a sighting', () => {
  const { sighting } = normalised(motorVehicle, vehicleObject);
  expect(sighting.seenAtMs).toBe(receivedAtMs - 1000);
  expect(sighting.facts).toEqual({
    kind: 'vehicle',
    plate: '鲁P12345',
    plateColour: 'blue',
    plateClass: '02',
    plateConfidence: 0.97,
    vehicleColour: 'black',
    vehicleClass: 'K33',
    brand: '大众',
    lane: 2,
    speedKmh: 31.5,
    direction: '3',
  });
});

test('a person and a cycle become sightings', () => {
  const worn = { CoatColor: '4', TrousersColor: 5, BagStyle: '1', CapStyle: '0', AgeUpLimit: 10, AgeLowerLimit: 20 };
  expect(normalised(person, { PersonID: 'p1', PersonAppearTime: '20261123143159', ...worn }).sighting).toMatchObject({
    objectId: 'p1',
    seenAtMs: receivedAtMs - 1000,
    facts: { kind: 'person', coatColour: 'red', trousersColour: 'blue', bag: true, cap: false, ageFrom: 10, ageTo: 20 },
  });
  const cycle = { NonMotorVehicleID: 'c1', PlateNo: '聊城A1234', PlateColor: '9', VehicleColor: '2' };
  expect(normalised(nonMotorVehicle, cycle).sighting.facts).toEqual({
    kind: 'cycle',
    plate: '聊城A1234',
    plateColour: 'green',
    vehicleColour: 'white',
  });
});

test('what is not on the allow-list is counted by name and kept nowhere', () => {
  const result = normalised(face, { ...faceObject, ...forbidden });
  const kept = JSON.stringify(result.sighting);
  expect(kept).not.toContain('forbidden');
  for (const name of Object.keys(forbidden)) {
    expect(kept).not.toContain(name);
    expect(result.dropped).toContain(name);
  }
  expect(result.dropped).toContain('SubImageInfo.StoragePath');
});

test('counters name what was dropped, but not names that are data themselves', () => {
  const counters = new IntakeCounters();
  counters.dropped('d', ['SkinColor', 'SkinColor', '__proto__', '王强', 'x'.repeat(100)]);
  for (let n = 0; n < 5000; n++) counters.dropped('d', [`Made${n}`]);
  const { droppedFields } = counters.snapshot();
  expect(droppedFields).toMatchObject({ SkinColor: 2 });
  expect(Object.keys(droppedFields).length).toBeLessThanOrEqual(513);
  expect(droppedFields['(other)']).toBeGreaterThan(3);
});

test('the best stated time counts; an impossible one is passed over; the last resort is the time of receipt', () => {
  const seen = (object: object) => normalised(face, { FaceID: '1', ...object }).sighting.seenAtMs - receivedAtMs;
  const shot = { SubImageList: { SubImageInfoObject: [{ ShotTime: '20261123143155' }] } };
  expect(seen({ FaceAppearTime: '20261123143150', LocationMarkTime: '20261123143151', ...shot })).toBe(-10_000);
  expect(seen({ FaceAppearTime: '00000000000000', LocationMarkTime: '20261123143151', ...shot })).toBe(-9000);
  expect(seen({ FaceAppearTime: null, ...shot })).toBe(-5000);
  expect(seen({ FaceAppearTime: '20269923143150' })).toBe(0);
  expect(normalised(face, { FaceID: '1' }).clockDriftMs).toBeNull();
});

test('a camera whose clock is a year wrong keeps its time, and the drift is told', () => {
  const { sighting, clockDriftMs } = normalised(motorVehicle, { ...vehicleObject, PassTime: '20251123143200' });
  expect(sighting.seenAtMs).toBe(receivedAtMs - 365 * 86_400_000);
  expect(clockDriftMs).toBe(-365 * 86_400_000);
});

test('an object without an ID gets one that stays the same when it is sent again', () => {
  const { FaceID: _, ...nameless } = faceObject;
  const first = normalised(face, nameless).sighting.objectId;
  expect(normalised(face, structuredClone(nameless)).sighting.objectId).toBe(first);
  expect(first).toMatch(/^37152500001190000001022026112314320000001-[0-9a-f]{32}$/);
  expect(normalised(face, { ...nameless, LeftTopX: 5 }).sighting.objectId).not.toBe(first);
});

test('IDs of any length are kept apart', () => {
  expect(normalised(face, { FaceID: 12345 }).sighting.objectId).toBe('12345');
  const long = '9'.repeat(300);
  const bounded = normalised(face, { FaceID: long }).sighting.objectId;
  expect(bounded).toBe(`${'9'.repeat(191)}:${createHash('sha256').update(long).digest('hex')}`);
  expect(normalised(face, { FaceID: long + '1' }).sighting.objectId).not.toBe(bounded);
});

test('a camera speaks for itself only; a gateway also for devices the directory knows', () => {
  const spoken = (device: typeof gate, DeviceID: unknown) => {
    const { deviceId, cameraId } = normalised(face, { FaceID: '1', DeviceID }, device).sighting;
    return [deviceId, cameraId];
  };
  expect(spoken(gate, yard.deviceId)).toEqual([gate.deviceId, 'east-gate']);
  expect(spoken(gateway, yard.deviceId)).toEqual([yard.deviceId, 'yard']);
  expect(spoken(gateway, 'stranger')).toEqual([gateway.deviceId, null]);
});

test('a bad picture is left out and counted; the sighting stays', () => {
  const pictures = [
    { Type: '14', Data: '%%%' },
    { Type: '14', Data: Buffer.from('<html>not a picture</html>').toString('base64') },
    { Type: '14', Data: 42 },
    { Type: '14', Data: null },
    { Type: '11', Data: `data:image/jpeg;base64,${jpeg.toString('base64')}` },
    { Type: '11', Data: jpeg.toString('base64').replace(/(.{7})/g, '$1\r\n') },
    { Type: '11', Data: jpeg.toString('base64url') },
  ];
  const result = normalised(face, { FaceID: '1', SubImageList: { SubImageInfoObject: pictures } });
  expect(result.pictureFaults).toEqual(['bad-base64', 'not-a-picture', 'bad-base64']);
  expect(result.sighting.pictures).toEqual(Array.from({ length: 3 }, () => ({ role: 'face', bytes: jpeg })));
});

test('pictures beyond the eighth are left out and counted', () => {
  const SubImageList = Array.from({ length: 10 }, () => ({ Type: '14', Data: jpeg.toString('base64') }));
  const result = normalised(face, { FaceID: '1', SubImageList });
  expect(result.sighting.pictures).toHaveLength(8);
  expect(result.pictureFaults).toEqual(['too-many', 'too-many']);
});

test('megabytes of Base64 are read, and megabytes of nonsense are not', () => {
  const big = Buffer.concat([jpeg, Buffer.alloc(11_000_000, 7)]);
  const read = (Data: string) => normalised(face, { FaceID: '1', SubImageList: [{ Type: '14', Data }] });
  expect(read(big.toString('base64')).sighting.pictures[0]?.bytes).toHaveLength(big.length);
  expect(read('A'.repeat(15_000_000) + '!').pictureFaults).toEqual(['bad-base64']);
});

// 中 ends in the byte of a hyphen, 豁 in that of A: neither is a digit. (U+4E2D, U+8C41)
test.each(['!', '=', '.', '\u0000', 'é', '中', '豁'])('one %j among the digits spoils a picture', (wrong) => {
  const digits = jpeg.toString('base64').replace(/=+$/, '');
  for (const at of [0, 1, 5, digits.length - 1]) {
    for (const Data of [
      digits.slice(0, at) + wrong + digits.slice(at),
      digits.slice(0, at) + wrong + digits.slice(at + 1),
    ]) {
      const { pictureFaults } = normalised(face, { FaceID: '1', SubImageList: [{ Type: '14', Data }] });
      expect(pictureFaults, Data).toEqual(['bad-base64']);
    }
  }
});

test.each([null, 'text', 7, [], {}, { SkinColor: '1' }, { FaceID: '' }])('%j is no sighting', (object) => {
  expect(normaliseObject(face, object, { device: gate, devices, receivedAtMs }).outcome).toBe('unusable');
});

test('objects are found whatever they are wrapped in', () => {
  const object = { FaceID: '1' };
  for (const body of [
    faceList(object),
    { FaceListObject: { FaceObject: object } },
    { FaceListObject: [object] },
    { FaceObject: [object] },
    { FaceObject: object },
    { faceListObject: { faceObject: [object] } },
    [object],
    object,
  ]) {
    expect(objectsOf(face, body)).toEqual([object]);
  }
  for (const body of [null, 1, 'x', {}, { PersonListObject: { PersonObject: [object] } }, { FaceListObject: {} }]) {
    expect(objectsOf(face, body)).toBeNull();
  }
});
