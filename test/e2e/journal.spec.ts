/** A month of 200,000 sightings searched without a mouse: plate, hours, a sighting's page, its trail, saved searches, cases. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { fillJournal } from '../bench/search/fill-journal.ts';
import { viidTime } from '../peers/camera/capture-poster.ts';
import { curlPost } from '../peers/curl/viid-curl.ts';
import { freePort, makeSite, root, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const recorded = 200_000;
const hour = 3_600_000;
const guard = { account: 'guard1', password: 'a guard at the gate' };
const chief = { account: 'chief1', password: 'a chief at a desk' };
/** The listed one, seen at three gates; another that is on no list. */
const barred = '鲁P9Q7X1';
const visitor = '鲁P9Q7X8';
const gates = ['东门', '西门', '南门'].map((name, n) => ({
  name,
  device: { id: `3715250000119000000${String(n + 1)}`, user: `cam${String(n + 1)}`, password: 'a camera' },
}));

let station: StationProcess;
let site: Awaited<ReturnType<typeof makeSite>>;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  const nowhere = await freePort();
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001' },
    accounts: [
      { ...guard, name: '王强', role: 'guard' },
      { ...chief, name: '李芳', role: 'chief' },
    ],
    // Their streams are not what this story is about: nothing answers there.
    cameras: gates.map(({ name }) => ({ name, main: `rtsp://127.0.0.1:${String(nowhere)}/main`, point: 'gate' })),
    recognition: {
      viid: {
        listen: `127.0.0.1:${String(await freePort())}`,
        devices: gates.map(({ name, device }) => ({ ...device, camera: name })),
      },
    },
    watchlist: [
      {
        ...{ kind: 'vehicle', plate: barred, category: 'barred', basis: '单位禁入决定 2026-014' },
        ...{ expires: '2099-01-01', approvedBy: 'chief1', priority: 3 },
      },
    ],
  });
  await fillJournal(site.dataDirectory, recorded, Date.now() - 2 * hour, AbortSignal.timeout(240_000));
  station = await startStationProcess(site);
  for (const { device } of gates) {
    const registered = await curlPost(
      `${station.viid}/VIID/System/Register`,
      { RegisterObject: { DeviceID: device.id } },
      { deviceId: device.id, digest: { user: device.user, password: device.password } },
    );
    expect(registered.status).toBe(200);
  }
});

test.afterAll(async () => {
  await station.stop();
  await site.remove();
});

const picture = (file: string, type: string): unknown => ({
  ...{ ImageID: `${file}-${type}`, Type: type, FileFormat: 'Jpeg', ShotTime: viidTime(new Date()) },
  ...{ Width: 960, Height: 540 },
  Data: readFileSync(join(root, 'resources', 'demo', file)).toString('base64'),
});

async function postVehicle(gate: number, id: string, plate: string): Promise<void> {
  const { device } = gates[gate]!;
  const posted = await curlPost(
    `${station.viid}/VIID/MotorVehicles`,
    {
      MotorVehicleListObject: {
        MotorVehicleObject: [
          {
            ...{ MotorVehicleID: id, InfoKind: 1, SourceID: id, DeviceID: device.id, PassTime: viidTime(new Date()) },
            ...{ HasPlate: true, PlateNo: plate, PlateColor: '5', PlateClass: '02', VehicleClass: 'K33' },
            ...{ LeftTopX: 240, LeftTopY: 135, RightBtmX: 480, RightBtmY: 405 },
            SubImageList: { SubImageInfoObject: [picture('vehicle-0.jpg', '14'), picture('plate-0.jpg', '02')] },
          },
        ],
      },
    },
    { deviceId: device.id },
  );
  expect(posted.status).toBe(200);
}

async function postFace(gate: number, id: string): Promise<void> {
  const { device } = gates[gate]!;
  const posted = await curlPost(
    `${station.viid}/VIID/Faces`,
    {
      FaceListObject: {
        FaceObject: [
          {
            ...{ FaceID: id, InfoKind: '1', SourceID: id, DeviceID: device.id, FaceAppearTime: viidTime(new Date()) },
            SubImageList: { SubImageInfoObject: [picture('face-0.jpg', '11')] },
          },
        ],
      },
    },
    { deviceId: device.id },
  );
  expect(posted.status).toBe(200);
}

const count = async (page: Page): Promise<number> =>
  Number((await page.locator('[data-result-count]').innerText()).replaceAll(/\D/g, ''));
const plateField = (page: Page) => page.locator('input[name="plate"]');
const focused = (page: Page) => page.locator('[data-sighting]:focus');

async function searchPlate(page: Page, plate: string, expected: number): Promise<void> {
  await page.keyboard.press('/');
  await expect(plateField(page)).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(plate);
  await expect.poll(() => count(page)).toBe(expected);
  // Not the pictures of the question before.
  await expect(page.locator('[data-sighting]')).toHaveCount(expected);
  await page.keyboard.press('Enter');
  await expect(focused(page)).toHaveCount(1);
}

test('a month of records is searched, followed and kept without a mouse', async ({ page }) => {
  test.setTimeout(240_000);
  await postVehicle(0, 'J-1', barred);
  await postVehicle(1, 'J-2', barred);
  await postVehicle(2, 'J-3', barred);
  await postVehicle(0, 'J-4', visitor);
  await postFace(0, 'J-5');
  await signIn(page, station.console, guard);

  await test.step('the journal opens on the last day, counted by the hour', async () => {
    await page.keyboard.press('Alt+3');
    await expect(page.locator('[data-sighting]').first()).toBeVisible();
    await expect.poll(() => count(page)).toBeGreaterThan(1_000);
    await expect(page.locator('[data-bar][data-hits]:not([data-hits="0"])')).not.toHaveCount(0);
    await expect(page.locator('[data-purpose]')).toContainText('王强');
  });

  await test.step('the whole month is one press away', async () => {
    await page.keyboard.press('f');
    await expect(page.locator('[data-chip="today"]')).toBeFocused();
    for (let tabs = 0; tabs < 4; tabs += 1) await page.keyboard.press('Tab');
    await expect(page.locator('[data-chip="all"]')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/span=all/);
    const byDay = page.locator('[data-unit="day"] [data-bar]');
    await expect
      .poll(async () =>
        byDay.evaluateAll((bars) => bars.reduce((n, bar) => n + Number((bar as HTMLElement).dataset.sightings), 0)),
      )
      .toBeGreaterThan(recorded * 0.9);
  });

  await test.step('arrows move through the pictures, row by row', async () => {
    await expect(page.locator('[data-results][data-outdated="false"] [data-sighting]').first()).toBeVisible();
    await page.keyboard.press('g');
    await expect(focused(page)).toHaveCount(1);
    const first = await focused(page).getAttribute('data-sighting');
    await page.keyboard.press('ArrowDown');
    await expect(focused(page)).not.toHaveAttribute('data-sighting', first ?? '');
    await page.keyboard.press('ArrowUp');
    await expect(focused(page)).toHaveAttribute('data-sighting', first ?? '');
    await page.keyboard.press('End');
    // More come before the end is reached, and none twice.
    await expect
      .poll(async () => {
        await page.keyboard.press('End');
        return page.locator('[data-results]').evaluate((body) => body.scrollHeight);
      })
      .toBeGreaterThan(6_000);
    await page.keyboard.press('Home');
    await expect(focused(page)).toHaveAttribute('data-sighting', first ?? '');
  });

  await test.step('a plate typed in part, misread, with a gap', async () => {
    await page.goto(`${station.console}/#/journal`);
    await searchPlate(page, '9Q7X', 4);
    await searchPlate(page, '鲁P9Q7X?', 4);
    await searchPlate(page, barred, 3);
    await expect(page.locator('[data-sighting][data-hit="true"]')).toHaveCount(3);
  });

  await test.step('the hour bar narrows by key and lets go by Esc', async () => {
    await page.keyboard.press('Backspace');
    await expect(page).toHaveURL(/#\/journal$/);
    // The three of before give way to all there are.
    await expect.poll(() => count(page)).toBeGreaterThan(3);
    const all = await count(page);
    await page.keyboard.press('b');
    await expect(page.locator('[data-hour-bar]')).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(page.locator('[data-brushed]')).toBeVisible();
    await expect.poll(() => count(page)).toBeLessThan(all);
    await expect(page).toHaveURL(/brush=/);
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-brushed]')).toHaveCount(0);
    await expect.poll(() => count(page)).toBeGreaterThanOrEqual(all);
  });

  await test.step('a sighting has a page: pictures, both clocks, facts, its trail across three gates', async () => {
    await searchPlate(page, barred, 3);
    await page.keyboard.press('Enter');
    const sighting = page.locator('[data-sighting-page]');
    await expect(sighting).toBeVisible();
    const id = await sighting.getAttribute('data-sighting-page');
    await expect(page).toHaveURL(new RegExp(`#/journal/${id ?? ''}$`));
    await expect
      .poll(() =>
        sighting
          .locator('img')
          .first()
          .evaluate((img) => (img as HTMLImageElement).naturalWidth),
      )
      .toBeGreaterThan(100);
    await expect(sighting).toContainText('摄像机时间');
    await expect(sighting.locator('table')).toContainText('vehicleClass');
    const trail = page.locator('[data-trail="of"]').last();
    await expect(trail.locator('[data-stop]')).toHaveCount(3);
    for (const { name } of gates) await expect(trail).toContainText(name);
    await expect(sighting.getByRole('link', { name: /号报警/ })).toBeVisible();
  });

  await test.step('its neighbours are stepped through, and Esc is the way back to the question', async () => {
    const sighting = page.locator('[data-sighting-page]');
    const id = (await sighting.getAttribute('data-sighting-page')) ?? '';
    await page.keyboard.press('Escape');
    // The way back is the browser's, and takes it a moment.
    await expect(sighting).toHaveCount(0);
    await expect(plateField(page)).toBeVisible();
    await searchPlate(page, visitor, 1);
    await page.keyboard.press('Enter');
    await expect(sighting).not.toHaveAttribute('data-sighting-page', id);
    // Seen at the same gate just after.
    await expect(page.locator('[data-neighbour]')).not.toHaveCount(1);
    const before = (await sighting.getAttribute('data-sighting-page')) ?? '';
    await page.keyboard.press('ArrowLeft');
    await expect(sighting).not.toHaveAttribute('data-sighting-page', before);
    await page.keyboard.press('ArrowRight');
    await expect(sighting).toHaveAttribute('data-sighting-page', before);
    await page.keyboard.press('Escape');
    await expect(plateField(page)).toHaveValue(visitor);
    await expect(focused(page)).toHaveAttribute('data-sighting', before);
  });

  await test.step('of somebody on no list there is no trail, and the page says why', async () => {
    await page.goto(`${station.console}/#/journal?kinds=face`);
    // The one just posted, at a gate that the month before knew nothing of.
    const newest = page.locator('[data-sighting]').first();
    await expect(newest).toContainText('人脸');
    await expect(newest).toContainText('东门');
    await page.keyboard.press('g');
    await expect(newest).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-sighting-page] [data-trail="unlisted"]')).toContainText('不在名单上');
    await page.keyboard.press('Escape');
  });

  await test.step('a question is saved, found again after a reload, renamed and deleted', async () => {
    await page.goto(`${station.console}/#/journal?hits=1&kinds=vehicle`);
    await expect.poll(() => page.locator('[data-sighting]:not([data-hit="true"])').count()).toBe(0);
    await expect(page.locator('[data-chip="save-search"]')).toBeVisible();
    await page.keyboard.press('q');
    await expect(page.locator('[data-chip="save-search"]')).toBeFocused();
    await page.keyboard.press('Enter');
    const name = page.locator('input[name="search-name"]');
    await expect(name).toBeFocused();
    await page.keyboard.type('昨夜命中');
    await page.keyboard.press('Enter');
    const saved = page.locator('[data-saved-search="昨夜命中"]');
    await expect(saved).toBeVisible();
    await page.keyboard.press('Backspace');
    await expect(page).toHaveURL(/#\/journal$/);
    await page.reload();
    await expect(saved).toBeVisible();
    await page.keyboard.press('q');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/kinds=vehicle&hits=1/);
    await expect.poll(() => page.locator('[data-sighting]:not([data-hit="true"])').count()).toBe(0);
    const menu = saved.locator('button').last();
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: '改名' }).press('Enter');
    await expect(name).toBeFocused();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('夜间命中');
    await page.keyboard.press('Enter');
    const renamed = page.locator('[data-saved-search="夜间命中"]');
    await expect(renamed).toBeVisible();
    await expect(saved).toHaveCount(0);
    await renamed.locator('button').last().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: '删除' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).press('Enter');
    await expect(renamed).toHaveCount(0);
  });

  await test.step('what arrives is on the page by itself', async () => {
    await page.goto(`${station.console}/#/journal?plate=${encodeURIComponent('鲁P9Q7Z3')}`);
    await expect(page.locator('[data-sighting]')).toHaveCount(0);
    await postVehicle(1, 'J-6', '鲁P9Q7Z3');
    await expect(page.locator('[data-sighting]')).toHaveCount(1);
  });
});

test('a stretch of hours is drawn with the mouse, moved and let go; back undoes it', async ({ page }) => {
  await signIn(page, station.console, guard);
  await page.goto(`${station.console}/#/journal?span=168h`);
  await expect.poll(() => count(page)).toBeGreaterThan(10_000);
  const all = await count(page);
  const bar = (await page.locator('[data-hour-bar]').boundingBox())!;
  const at = async (part: number): Promise<void> => page.mouse.move(bar.x + bar.width * part, bar.y + bar.height / 3);
  const drag = async (from: number, to: number): Promise<void> => {
    await at(from);
    await page.mouse.down();
    await at((from + to) / 2);
    await at(to);
    await page.mouse.up();
  };
  await drag(0.3, 0.5);
  const brushed = page.locator('[data-brushed]');
  await expect(brushed).toBeVisible();
  const first = (await brushed.getAttribute('data-brushed')) ?? '';
  const [from = 0, to = 0] = first.split('-').map(Number);
  expect((to - from) / hour).toBeGreaterThan(25);
  await expect.poll(() => count(page)).toBeLessThan(all);
  // Of another day than today.
  await expect(page.locator('[data-sighting] .number').first()).toHaveText(/^\d\d-\d\d \d\d:\d\d$/);
  await drag(0.4, 0.6);
  await expect(brushed).not.toHaveAttribute('data-brushed', first);
  await page.goBack();
  await expect(brushed).toHaveAttribute('data-brushed', first);
  await page.keyboard.press('Escape');
  await expect(brushed).toHaveCount(0);
});

test('a chief opens a case, puts a sighting into it and sees how long the rest is kept', async ({ page }) => {
  await postVehicle(0, 'C-1', '鲁P9C0S1');
  await signIn(page, station.console, chief);
  await page.goto(`${station.console}/#/journal?plate=${encodeURIComponent('鲁P9C0S1')}`);
  await expect(page.locator('[data-sighting]')).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-sighting-page]')).toBeVisible();
  await page.keyboard.press('a');
  await page.locator('[name="case-title"]').fill('11-23 校门纠纷');
  await page.locator('[name="case-reason"]').fill('派出所要求保留当时记录');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-add-to-case]')).toHaveAttribute('data-held', '1');
  await page.goto(`${station.console}/#/journal/cases`);
  await page.locator('[data-case="11-23 校门纠纷"]').press('Enter');
  await expect(page.locator('[data-case-item^="sighting-"]')).toContainText('东门');
  await page.locator('[data-close-case]').press('Enter');
  await page.locator('.ant-popconfirm .ant-btn-primary').press('Enter');
  await expect(page.locator('[data-case="11-23 校门纠纷"]')).toHaveAttribute('data-case-state', 'closed');
  await page.goto(`${station.console}/#/journal/retention`);
  await expect(page.locator('[data-retained="sightings"]')).toContainText('30 天');
  await expect(page.locator('[data-retained="footage"]')).toContainText('第十七条');
  await expect(page.locator('[data-faces]')).not.toHaveAttribute('data-faces', '0');
});
