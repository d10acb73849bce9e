/** The whole thread, on real parts: GStreamer's cameras, curl as the device, Chromium as the guard's eyes, a late county. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { CountyPeer } from '../peers/county/county-peer.ts';
import { curlPost } from '../peers/curl/viid-curl.ts';
import { startGStreamer } from '../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../peers/gstreamer/gstreamer-peer.ts';
import { freePort, makeSite, root, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const guard = { account: 'guard1', password: 'a guard at the gate' };
const device = { id: '37152500001190000001', user: 'cam', password: 'a camera' };
const countySecret = 'shared with the county';
const names = ['东门', '西门', '南门', '北门'];

let gstreamer: GStreamerPeer;
let station: StationProcess;
let site: Awaited<ReturnType<typeof makeSite>>;
let countyPort: number;

test.beforeAll(async () => {
  gstreamer = await startGStreamer({
    mounts: names.map((_name, n) => ({ path: `/camera${n}`, width: 640, height: 360, fps: 15 })),
  });
  countyPort = await freePort();
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001' },
    accounts: [{ ...guard, name: '王强', role: 'guard' }],
    cameras: names.map((name, n) => ({ name, main: gstreamer.url(`/camera${n}`), point: 'gate' })),
    recognition: {
      viid: {
        listen: `127.0.0.1:${await freePort()}`,
        devices: [{ id: device.id, camera: '东门', user: device.user, password: device.password }],
      },
    },
    watchlist: [
      {
        ...{ kind: 'vehicle', plate: '鲁P12345', category: 'barred', basis: '单位禁入决定 2026-014' },
        ...{ expires: '2099-01-01', approvedBy: 'chief1', priority: 1 },
      },
    ],
    county: {
      summaries: { url: `http://127.0.0.1:${countyPort}/guardroom/summaries`, secret: countySecret, every: '1h' },
    },
  });
  station = await startStationProcess(site);
});

test.afterAll(async () => {
  await station.stop();
  await gstreamer.stop();
  await site.remove();
});

const image = readFileSync(join(root, 'resources', 'demo', 'vehicle-0.jpg')).toString('base64');
const now = (): string => new Date().toLocaleString('sv').replaceAll(/\D/g, '').slice(0, 14);
const subImages = (type: string): unknown => ({
  SubImageInfoObject: [
    {
      ImageID: `${device.id}0200001`,
      Type: type,
      FileFormat: 'Jpeg',
      ShotTime: now(),
      Width: 960,
      Height: 540,
      Data: image,
    },
  ],
});
const face = (id: string): unknown => ({
  FaceListObject: {
    FaceObject: [
      {
        FaceID: id,
        InfoKind: '1',
        SourceID: id,
        DeviceID: device.id,
        FaceAppearTime: now(),
        SubImageList: subImages('11'),
      },
    ],
  },
});
const vehicle = (id: string, plate: string): unknown => ({
  MotorVehicleListObject: {
    MotorVehicleObject: [
      {
        ...{ MotorVehicleID: id, InfoKind: 1, SourceID: id, DeviceID: device.id, PassTime: now(), HasPlate: true },
        ...{ PlateNo: plate, PlateColor: '5', PlateClass: '02', SubImageList: subImages('01') },
      },
    ],
  },
});

async function framesShown(page: Page, camera: string): Promise<number> {
  return page
    .locator(`[data-tile][data-camera="${camera}"] video`)
    .evaluate((video) => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);
}

test('camera, capture, alarm, answer, county', async ({ page }) => {
  await test.step('four cameras are live and moving', async () => {
    await signIn(page, station.console, guard);
    for (const name of names) {
      await expect(page.locator(`[data-tile][data-camera="${name}"]`)).toHaveAttribute('data-state', 'live', {
        timeout: 20_000,
      });
    }
    const before = await Promise.all(names.map((name) => framesShown(page, name)));
    await expect
      .poll(async () => {
        const after = await Promise.all(names.map((name) => framesShown(page, name)));
        return after.every((count, n) => count >= (before[n] ?? 0) + 15);
      })
      .toBe(true);
  });

  await test.step('the county is away, and the page says so', async () => {
    await expect(page.locator('[data-county-link]')).toHaveAttribute('data-county-link', /up|down/);
  });

  await test.step('curl registers as the device and posts a face and a vehicle', async () => {
    const digest = { user: device.user, password: device.password };
    const register = { RegisterObject: { DeviceID: device.id } };
    const registered = await curlPost(`${station.viid}/VIID/System/Register`, register, {
      deviceId: device.id,
      digest,
    });
    expect(registered.status).toBe(200);
    const faces = await curlPost(`${station.viid}/VIID/Faces`, face('3715250000119000000102202611230000100001060001'), {
      deviceId: device.id,
    });
    expect(faces.status).toBe(200);
    await expect(page.locator('[data-alarm]')).toHaveCount(0);
    const vehicles = await curlPost(`${station.viid}/VIID/MotorVehicles`, vehicle('V1', '鲁P12345'), {
      deviceId: device.id,
    });
    expect(vehicles.status).toBe(200);
    expect(JSON.parse(vehicles.body)).toMatchObject({
      ResponseStatusListObject: { ResponseStatusObject: [{ Id: 'V1', StatusCode: 0 }] },
    });
  });

  const card = page.locator('[data-alarm]').first();
  await test.step("the barred plate's card is on screen within a second, its picture loaded", async () => {
    await expect(card).toHaveAttribute('data-state', 'open', { timeout: 1000 });
    await expect(card).toContainText('12345');
    await expect(card).toContainText('单位禁入决定 2026-014');
    await expect(card).toContainText('东门');
    await expect
      .poll(() =>
        card
          .locator('img')
          .first()
          .evaluate((img) => (img as HTMLImageElement).naturalWidth),
      )
      .toBeGreaterThan(100);
  });

  await test.step('acknowledged and resolved without a mouse', async () => {
    // A card that has just appeared does not take Enter yet: the key may have been meant for what was there before.
    await expect(async () => {
      await page.keyboard.press('Enter');
      await expect(card).toHaveAttribute('data-state', 'acknowledged', { timeout: 300 });
    }).toPass({ timeout: 5000 });
    await page.keyboard.press('1');
    await page.keyboard.type('已劝离');
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-alarm][data-state="open"], [data-alarm][data-state="acknowledged"]')).toHaveCount(
      0,
    );
  });

  await test.step('the county, late, receives everything exactly once', async () => {
    await expect(page.locator('[data-county-link]')).toHaveAttribute('data-county-link', 'down');
    // The alarm as raised and as resolved; and the summary of the hour that ended before the station first started.
    await expect
      .poll(async () => Number(await page.locator('[data-county-link]').getAttribute('data-unacknowledged')))
      .toBeGreaterThanOrEqual(2);
    const county = new CountyPeer({ port: countyPort, secret: countySecret });
    await county.up();
    try {
      await expect(page.locator('[data-county-link]')).toHaveAttribute('data-unacknowledged', '0', { timeout: 75_000 });
      await expect(page.locator('[data-county-link]')).toHaveAttribute('data-county-link', 'up');
      const keys = county.receipts.applied.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.filter((key) => key.startsWith('alarm:'))).toHaveLength(2);
      expect(county.complaints).toEqual([]);
    } finally {
      await county.down();
    }
  });
});
