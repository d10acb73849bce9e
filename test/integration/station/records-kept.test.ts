/** The built station: a capture comes in over GA/T 1400, is looked at small and whole, and is put into a case. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evidencePath } from '#contract/access.ts';
import { jpegSize } from '../../../main/system/jpeg.ts';
import { curlPost } from '../../peers/curl/viid-curl.ts';
import { freePort, makeSite, root, startStationProcess } from '../../peers/station/station-process.ts';
import type { StationProcess } from '../../peers/station/station-process.ts';
import { Browser, until } from '../gateway/site.ts';

const chief = { account: 'chief1', password: 'a chief of guards' };
const guard = { account: 'guard1', password: 'a guard at the gate' };
const device = { id: '37152500001190000001', user: 'cam', password: 'a camera' };

let site: Awaited<ReturnType<typeof makeSite>>;
let station: StationProcess;
beforeAll(async () => {
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education', keyTarget: true },
    accounts: [
      { ...chief, role: 'chief' },
      { ...guard, role: 'guard' },
    ],
    recognition: {
      viid: {
        listen: `127.0.0.1:${await freePort()}`,
        devices: [{ id: device.id, user: device.user, password: device.password }],
      },
    },
    retention: { footage: '90d', sightings: '45d' },
  });
  await mkdir(site.dataDirectory);
  station = await startStationProcess(site);
});
afterAll(async () => {
  await station.stop();
  await site.remove();
});

async function signedIn(who: typeof chief): Promise<Browser> {
  const browser = new Browser(station.console);
  await browser.station.api.session.signIn.mutate(who);
  return browser;
}

test('a capture is looked at small and whole, held by a case, and told of honestly', async () => {
  const picture = await readFile(join(root, 'resources', 'demo', 'vehicle-0.jpg'));
  const now = new Date().toLocaleString('sv').replaceAll(/\D/g, '').slice(0, 14);
  const digest = { user: device.user, password: device.password };
  const face = {
    ...{ FaceID: `${device.id}0220261125000001060001`, InfoKind: 1, SourceID: 's', DeviceID: device.id },
    FaceAppearTime: now,
    SubImageList: {
      SubImageInfoObject: [
        {
          ...{ ImageID: `${device.id}0200001`, Type: '14', FileFormat: 'Jpeg', ShotTime: now },
          ...{ Width: 960, Height: 540, Data: picture.toString('base64') },
        },
      ],
    },
  };
  await curlPost(
    `${station.viid}/VIID/System/Register`,
    { RegisterObject: { DeviceID: device.id } },
    { deviceId: device.id, digest },
  );
  const posted = await curlPost(
    `${station.viid}/VIID/Faces`,
    { FaceListObject: { FaceObject: [face] } },
    { deviceId: device.id, digest },
  );
  expect(posted.status, posted.body).toBe(200);

  const browser = await signedIn(guard);
  const { api } = browser.station;
  let sighting: Awaited<ReturnType<typeof api.sightings.latest.query>>[number] | undefined;
  await until(async () => (sighting = (await api.sightings.latest.query({}))[0]) !== undefined);
  const shown = sighting!.pictures[0]!;
  const bytesOf = async (size: 'whole' | 'thumb'): Promise<Buffer> =>
    Buffer.from(await (await browser.fetch(evidencePath(shown.digest, 'search', size))).arrayBuffer());
  expect(await bytesOf('whole')).toEqual(picture);
  const small = await bytesOf('thumb');
  expect(jpegSize(small)).toEqual({ width: 320, height: 180 });
  expect(small.byteLength).toBeLessThan(picture.byteLength / 2);

  await expect(api.cases.open.mutate({ title: '甲', reason: '调查' })).rejects.toThrow();
  const chiefs = (await signedIn(chief)).station.api;
  const opened = await chiefs.cases.open.mutate({ title: '甲', reason: '派出所调取' });
  const item = { kind: 'sighting', id: sighting!.id } as const;
  expect(await api.cases.add.mutate({ caseId: opened.id, item })).toMatchObject({ copiedPictures: 1 });
  expect((await api.cases.list.query())[0]).toMatchObject({ title: '甲', closed: null, items: [{ item }] });
  expect(await readdir(join(site.dataDirectory, 'evidence', 'kept'))).toEqual([shown.digest]);

  const facts = await api.retention.facts.query();
  expect(facts.outlooks.map(({ kind, askedDays, lawful }) => [kind, askedDays, lawful?.source ?? null])).toEqual([
    ['footage', 90, 'counter-terrorism-32'],
    ['sightings', 45, null],
    ['alarms', 180, 'security-services-25'],
    ['audit', 365, 'cybersecurity-logs'],
  ]);
  expect(facts.faces).toEqual({ stored: 1, filingAt: 100_000, warning: false });
  expect(facts.nextRunAtMs).toBeGreaterThan(0);
  expect(await api.retention.deletions.query({})).toEqual([]);
  await browser.close();
});
