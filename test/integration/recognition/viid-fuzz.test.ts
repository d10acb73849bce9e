/**
 * Everything a device may send, spoilt, at every way in, on a real journal. Whatever comes: an answer of the protocol,
 * no crash, and what is answered with 0 is there whole, what is not is not there at all.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { faceObject, forbidden, gate, jpeg, png, vehicleObject } from '../../unit/recognition/payloads.ts';
import { sendBytes } from './send-bytes.ts';
import { deviceOf, openViidStation } from './viid-station.ts';
import type { ViidStation } from './viid-station.ts';

let station: ViidStation;
beforeEach(async () => {
  // Its own tests hold the limits of a device.
  station = await openViidStation([gate], { inFlight: 64, postsPerSecond: 1e6, burst: 1e6 });
  await deviceOf(station, gate).register();
});
afterEach(() => station.close());

/** Claims to be 65,535 by 65,535, and decodes to gigabytes: whoever decodes it without looking is lost. */
const bomb = Buffer.concat([png, Buffer.from('0000ffff0000ffff0806000000', 'hex'), Buffer.alloc(4096)]);
const texts = [
  ...[
    "'; DROP TABLE sightings;--",
    '" OR 1=1 --',
    '<script>alert(1)</script>',
    '{{7*7}}',
    '\0',
    'a\0b',
    '\ud800',
    '\u202e',
  ],
  ...['x'.repeat(70_000), '', 'null', '../../etc/passwd', '%00', 'http://127.0.0.1:9/steal', '20261123143159', '99'],
];
const pictures = [
  ...[jpeg, jpeg.subarray(0, 5), jpeg.subarray(0, 17), bomb, Buffer.from('<svg onload=alert(1)>'.repeat(9))].map(
    (bytes) => bytes.toString('base64'),
  ),
  ...['%%%', 'AAA', `data:image/png;base64,${png.toString('base64')}`, `${jpeg.toString('base64')}=`],
];
let deep: unknown = 1;
for (let n = 0; n < 25; n++) deep = n % 2 === 0 ? [deep] : { x: deep };

const spoiler: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...texts, ...pictures, null, true, 0, -1, 1e308, deep, [], {}),
  fc.jsonValue({ maxDepth: 4 }),
);
const image = fc.dictionary(
  fc.constantFrom('ImageID', 'Type', 'ShotTime', 'Data', 'EventSort', 'StoragePath', 'Width', 'Height'),
  spoiler,
);
const idNames = ['FaceID', 'PersonID', 'MotorVehicleID', 'NonMotorVehicleID', 'ThingID', 'SceneID', 'ImageID', 'ApeID'];
const memberNames = [...Object.keys(faceObject), ...Object.keys(vehicleObject), ...idNames, 'EventSort', 'ImageInfo'];
const object = fc
  .tuple(
    fc.constantFrom<object>(faceObject, vehicleObject, {}),
    // A name of its own, so that most are new; then whatever is spoilt, the name too.
    fc.uuid().map((id) => Object.fromEntries(idNames.map((name) => [name, id]))),
    fc.dictionary(fc.constantFrom(...memberNames), spoiler, { maxKeys: 8 }),
    fc.oneof(
      spoiler,
      fc.array(image, { maxLength: 4 }).map((SubImageInfoObject) => ({ SubImageInfoObject })),
    ),
  )
  .map(([base, ids, members, SubImageList]) => ({ ...base, ...ids, SubImageList, ...members, ...forbidden }));

const ways = [
  ...[
    ['Faces', 'Face'],
    ['Persons', 'Person'],
    ['MotorVehicles', 'MotorVehicle'],
  ],
  ...[
    ['NonMotorVehicles', 'NonMotorVehicle'],
    ['Things', 'Thing'],
    ['Scenes', 'Scene'],
  ],
] as [string, string][];
const wrapped = fc.oneof(
  fc
    .tuple(fc.constantFrom(...ways), fc.array(fc.oneof(object, spoiler), { maxLength: 3 }))
    .map(([[path, name], objects]) => ({
      path,
      body: { [`${name}ListObject`]: { [`${name}Object`]: objects } },
    })),
  fc.array(object, { maxLength: 3 }).map((Image) => ({ path: 'Images', body: { ImageListObject: { Image } } })),
  fc.array(object, { maxLength: 3 }).map((APEObject) => ({ path: 'APEs', body: { APEListObject: { APEObject } } })),
  fc.tuple(spoiler, fc.array(object, { maxLength: 2 })).map(([NotificationID, FaceObject]) => ({
    path: 'SubscribeNotifications',
    body: {
      SubscribeNotificationObject: [{ NotificationID, FaceObjectList: { FaceObject }, DeviceList: FaceObject }],
    },
  })),
  fc.tuple(fc.constantFrom(...ways, ['Images', ''], ['APEs', '']), spoiler).map(([[path], body]) => ({ path, body })),
);
/** Where a byte of it is lost, or the rest of it; mostly nowhere. */
const damage = fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(400) });
/** What has become of a good body on the way: nothing, a byte, the end of it. */
const sent = fc.tuple(wrapped, damage, fc.boolean()).map(([{ path, body }, at, cut]) => {
  const bytes = Buffer.from(JSON.stringify(body));
  if (at === null || at >= bytes.length) return { path, bytes };
  if (cut) return { path, bytes: bytes.subarray(0, at) };
  bytes[at] = 0;
  return { path, bytes };
});

const send = (method: string, path: string, bytes: Buffer): Promise<{ status: number; body: string }> =>
  sendBytes(`${station.origin}/VIID/${path}`, { method, deviceId: gate.deviceId, bytes });

interface Line {
  Id: string;
  StatusCode: number;
}
function linesOf(body: string): Line[] {
  const reply = JSON.parse(body) as {
    ResponseStatusListObject?: { ResponseStatusObject: Line[] };
    ResponseStatusObject?: Line;
  };
  return reply.ResponseStatusListObject?.ResponseStatusObject ?? [reply.ResponseStatusObject!];
}

test('whatever is sent is answered in the form of the protocol, and kept whole or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('POST', 'PUT'), sent, async (method, { path, bytes }) => {
      const { status, body } = await send(method, path, bytes);
      const lines = linesOf(body);
      expect([200, 400, 401, 405, 413]).toContain(status);
      for (const { StatusCode } of lines) expect([0, 4, 7, 8]).toContain(StatusCode);
      if (!ways.some(([each]) => each === path) || status !== 200) return;
      const ids = lines.filter(({ StatusCode, Id }) => StatusCode === 0 && Id !== '').map(({ Id }) => Id);
      const found = await station.opened.journal.findByKeys(
        ids.map((objectId) => ({ deviceId: gate.deviceId, objectId })),
      );
      // A thing or a scene may be answered well and hold nothing of the allow-list; the rest is there.
      if (path !== 'Things' && path !== 'Scenes') {
        const kept = new Set(found.map(({ objectId }) => objectId));
        expect(ids.filter((id) => id.length < 256 && !kept.has(id))).toEqual([]);
      }
    }),
    { numRuns: 600 },
  );
  const rows: unknown[] = await station.opened.database.read('sightings');
  // Drawn anew each time, about one in seven gets something in.
  expect(rows.length, 'the fuzz must get something in').toBeGreaterThan(50);
  const kept = JSON.stringify(rows);
  expect(kept).not.toMatch(/forbidden|EthicCode|SkinColor|\\\\u0000|\\\\u202e/);
  const devices = JSON.stringify(await station.opened.database.read('viid_devices'));
  expect(devices).not.toMatch(/forbidden/);
  // Still there, and sound.
  expect((await send('POST', 'Faces', Buffer.from('{"FaceObject":{"FaceID":"last"}}'))).status).toBe(200);
  expect(await station.opened.database.read.raw('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
}, 120_000);

test('whatever is brought as a picture is kept when it is one, and refused when it is none', async () => {
  const data = fc.oneof(
    fc.constantFrom(...pictures, ...texts).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(
      jpeg,
      bomb,
      Buffer.from(JSON.stringify({ Data: jpeg.toString('base64') })),
      Buffer.from('{"Data":'),
    ),
  );
  const name = fc
    .oneof(fc.string({ minLength: 1, maxLength: 40 }), fc.constantFrom(...texts))
    .map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 3000));
  await fc.assert(
    fc.asyncProperty(name, data, async (imageId, bytes) => {
      const { status, body } = await send('POST', `Images/${imageId}/Data`, bytes);
      expect([200, 400, 401, 404, 405, 414, 431]).toContain(status);
      if (status === 200) expect(linesOf(body)[0]?.StatusCode).toBe(0);
    }),
    { numRuns: 300 },
  );
  const rows: { picture_json: string }[] = await station.opened.database.read('named_pictures');
  expect(rows.length, 'the fuzz must get something in').toBeGreaterThan(5);
  for (const { picture_json } of rows) {
    const { digest } = JSON.parse(picture_json) as { digest: string };
    expect(await station.opened.journal.picture(digest)).not.toBeNull();
  }
}, 120_000);
