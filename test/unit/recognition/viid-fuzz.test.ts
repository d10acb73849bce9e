import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sightingFacts, subjectBox } from '#contract/sighting.ts';
import { apesOf, readApe } from '../../../main/recognition/viid/device-facts.ts';
import { imagesOf, readImage } from '../../../main/recognition/viid/image-object.ts';
import { normaliseObject } from '../../../main/recognition/viid/normalise.ts';
import { objectKinds } from '../../../main/recognition/viid/object-kinds.ts';
import { objectsOf } from '../../../main/recognition/viid/object-list.ts';
import { imageFacts, toldFacts } from '../../../main/recognition/viid/viid-records.ts';
import { parseViidBody } from '../../../main/recognition/viid/viid-body.ts';
import { faceList, faceObject, forbidden, gate, jpeg, vehicleList, vehicleObject } from './payloads.ts';

const receivedAtMs = Date.UTC(2026, 10, 23, 6, 32);
const receipt = { device: gate, devices: { find: () => null }, receivedAtMs };

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1e308, 1e-308, '', '\0', '__proto__', '<img src=x>', "'; DROP TABLE x;--"),
  fc.constantFrom('9'.repeat(100_000), '\ud800', '\u202e', '２０２６', '20261123143159', '99', '鲁P12345', '%%%'),
  fc.constantFrom(jpeg.toString('base64'), jpeg.toString('base64').slice(0, 7), 'data:image/png;base64,AAAA'),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.array(fc.anything(), { maxLength: 3 }),
  fc.jsonValue(),
);

const pictureNames = [
  'ImageID',
  'EventSort',
  'Type',
  'ShotTime',
  'Width',
  'Height',
  'Data',
  'StoragePath',
  '__proto__',
];
const picture = fc.dictionary(fc.constantFrom(...pictureNames), junk);
const names = [
  ...new Set([...Object.keys(faceObject), ...Object.keys(vehicleObject), ...Object.keys(forbidden)]),
  ...['PersonID', 'NonMotorVehicleID', 'CoatColor', 'TrousersColor', 'BagStyle', '__proto__', 'constructor', 'kind'],
  ...['ThingID', 'SceneID', 'EventSort'],
].filter((name) => name !== 'SubImageList');

/** A good object with some members spoilt, and every forbidden one in it. */
const spoilt = fc
  .record({
    members: fc.dictionary(fc.constantFrom(...names), junk),
    images: fc.oneof(
      junk,
      fc.array(picture, { maxLength: 12 }).map((SubImageInfoObject) => ({ SubImageInfoObject })),
    ),
    base: fc.constantFrom(faceObject, vehicleObject, {}),
  })
  .map(({ members, images, base }) => ({ ...base, SubImageList: images, ...members, ...forbidden }));

test('no object, however spoilt, gets anything past the allow-list or breaks anything', () => {
  fc.assert(
    fc.property(fc.constantFrom(...objectKinds), spoilt, (kind, object) => {
      const result = normaliseObject(kind, object, receipt);
      if (result.outcome !== 'sighting') return;
      const { sighting } = result;
      expect(Object.keys(sighting).sort()).toEqual(
        [
          ...['source', 'deviceId', 'objectId', 'cameraId', 'seenAtMs', 'receivedAtMs', 'facts', 'box', 'pictures'],
          ...(sighting.awaits === undefined ? [] : ['awaits']),
        ].sort(),
      );
      // Strict: a member the contract does not have is an error here, not dropped in silence.
      const option = sightingFacts.options.find(({ shape }) => shape.kind.value === sighting.facts.kind);
      expect(option?.strict().safeParse(sighting.facts).error).toBeUndefined();
      expect(subjectBox.strict().nullable().safeParse(sighting.box).error).toBeUndefined();
      expect(sighting.deviceId).toBe(gate.deviceId);
      expect(sighting.objectId.length).toBeGreaterThan(0);
      expect(sighting.objectId.length).toBeLessThanOrEqual(256);
      expect(Number.isSafeInteger(sighting.seenAtMs)).toBe(true);
      expect(sighting.pictures.length).toBeLessThanOrEqual(8);
      const kept = JSON.stringify({ ...sighting, pictures: sighting.pictures.map(({ role }) => role) });
      expect(kept).not.toMatch(/forbidden|EthicCode|SkinColor|IsSuspectedTerrorist/);
      expect(JSON.parse(kept).objectId).not.toMatch(/[\u0000-\u001f]/);
    }),
    { numRuns: 1000 },
  );
}, 30_000);

test('no body, however spoilt, breaks the parser', () => {
  const whole = [faceList(faceObject), vehicleList(vehicleObject), [faceObject], faceObject];
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    // A good body with bytes overwritten, cut or doubled.
    fc
      .tuple(fc.constantFrom(...whole), fc.nat(3000), fc.uint8Array({ maxLength: 8 }), fc.boolean())
      .map(([value, at, bytes, cut]) => {
        const good = Buffer.from(JSON.stringify(value));
        const rest = cut ? Buffer.alloc(0) : good.subarray(at + bytes.length);
        return Buffer.concat([good.subarray(0, at), bytes, rest]);
      }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...objectKinds), body, (kind, bytes) => {
      const parsed = parseViidBody(bytes);
      if (parsed.outcome !== 'parsed') return;
      for (const object of objectsOf(kind, parsed.value) ?? []) normaliseObject(kind, object, receipt);
      for (const image of imagesOf(parsed.value) ?? []) readImage(image, null, receipt);
      for (const ape of apesOf(parsed.value, true) ?? []) readApe(ape);
    }),
    { numRuns: 1000 },
  );
}, 30_000);

test('no image, however spoilt, tells more than it may or keeps its captures from waiting for it', () => {
  const info = fc.dictionary(fc.constantFrom(...pictureNames, 'EventSort', 'DeviceID', 'Title', 'FileHash'), junk);
  const image = fc.record(
    {
      ImageInfo: fc.oneof(junk, info),
      Data: junk,
      FaceList: fc.oneof(junk, fc.array(spoilt, { maxLength: 3 })),
      SceneList: fc.oneof(junk, spoilt),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(junk, image, info), fc.option(fc.string({ minLength: 1 })), (object, pathId) => {
      const read = readImage(object, pathId, receipt);
      if (read === null) return;
      expect(read.imageId.length).toBeLessThanOrEqual(256);
      expect(imageFacts.strict().safeParse(read.facts).error).toBeUndefined();
      for (const normalised of read.objects) {
        if (normalised.outcome !== 'sighting') continue;
        const { sighting } = normalised;
        expect(sighting.awaits).toContainEqual(
          expect.objectContaining({ name: read.imageId, deviceId: gate.deviceId }),
        );
        expect(JSON.stringify({ ...sighting, pictures: [] })).not.toMatch(/forbidden|EthicCode|SkinColor/);
      }
    }),
    { numRuns: 1000 },
  );
}, 30_000);

test('no device, however it describes itself, tells more than it may', () => {
  const apeNames = [
    'ApeID',
    'Name',
    'Model',
    'Place',
    'IPAddr',
    'IPV6Addr',
    'IsOnline',
    'Password',
    'UserId',
    '__proto__',
  ];
  fc.assert(
    fc.property(fc.oneof(junk, fc.dictionary(fc.constantFrom(...apeNames), junk)), (object) => {
      const read = readApe(object);
      if (read === null) return;
      expect(toldFacts.strict().partial().safeParse(read.facts).error).toBeUndefined();
      for (const text of Object.values(read.facts)) {
        if (typeof text === 'string') expect(text).not.toMatch(/[\u0000-\u001f\u202e]/);
      }
    }),
    { numRuns: 1000 },
  );
}, 30_000);

test('nothing of a body reaches the prototypes', () => {
  const bytes = Buffer.from('{"__proto__":{"polluted":1},"FaceObject":[{"FaceID":"1","__proto__":{"polluted":1}}]}');
  const parsed = parseViidBody(bytes);
  if (parsed.outcome === 'parsed') {
    for (const object of objectsOf(objectKinds[0]!, parsed.value) ?? [])
      normaliseObject(objectKinds[0]!, object, receipt);
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
