/** A camera that is found by asking around, believed no further than it should be, and moved to where it was put. */
import { expect, test } from '@playwright/test';
import { discoveryGroup, discoveryPort } from '../../main/cameras/onvif/probe-messages.ts';
import { startGStreamer } from '../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../peers/gstreamer/gstreamer-peer.ts';
import { OnvifPeer } from '../peers/onvif/onvif-peer.ts';
import { makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const admin = { account: 'admin1', password: 'an admin at a desk' };
let gstreamer: GStreamerPeer;
let peer: OnvifPeer;
let site: Awaited<ReturnType<typeof makeSite>>;
let station: StationProcess;

test.beforeAll(async () => {
  gstreamer = await startGStreamer({ mounts: [{ path: '/stream', width: 640, height: 360, fps: 15 }] });
  peer = new OnvifPeer({
    ...{ user: 'viewer', password: 'peer-password', rtspPort: gstreamer.port },
    // Its clock is a minute and a half ahead of ours: it takes no sign-in that is not dated by its own.
    driftMs: 90_000,
    toleranceMs: 5000,
    discovery: { group: discoveryGroup, port: discoveryPort },
  });
  await peer.start();
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [{ ...admin, name: '赵敏', role: 'admin' }],
  });
  station = await startStationProcess(site);
});

test.afterAll(async () => {
  await station.stop();
  await peer.stop();
  await gstreamer.stop();
  await site.remove();
});

test('found on the chosen interface, added with its streams, and put back to presets and home', async ({ page }) => {
  await signIn(page, station.console, admin);
  await page.goto(`${station.console}#/devices/add`);
  await page.getByText('用 ONVIF 添加').click();
  const form = page.locator('[data-onvif-form]');
  await test.step('the search on loopback finds it', async () => {
    await form.locator('.ant-select').first().click();
    await page.locator('.ant-select-item-option', { hasText: '127.0.0.1' }).click();
    await page.getByRole('button', { name: '搜索摄像机' }).click();
    await form.locator('li button', { hasText: `127.0.0.1:${peer.port}` }).click({ timeout: 20_000 });
    await expect(page.locator('[name="onvif-port"]')).toHaveValue(String(peer.port));
  });
  await test.step('its facts say that its clock is off, and which streams were chosen', async () => {
    await page.locator('[name="onvif-user"]').fill('viewer');
    await page.locator('[name="onvif-password"]').fill('peer-password');
    await page.keyboard.press('Enter');
    await expect(form).toContainText(/快 1 分/);
    await expect(form).toContainText('H264 1920×1080 25 fps');
    await expect(form).toContainText('H264 640×360 15 fps');
    await expect(page.locator('[data-preview="live"]')).toBeVisible({ timeout: 30_000 });
    await page.locator('[name="camera-name"]').fill('球机');
    await page.getByRole('button', { name: '添加', exact: true }).click();
  });
  await page.getByRole('button', { name: /^球机/ }).click();
  const pad = page.locator('[data-ptz-pad]');
  await test.step('where it looks becomes a preset and its home', async () => {
    await page.locator('[name="preset-name"]').fill('大门');
    await page.keyboard.press('Enter');
    await expect(pad.getByRole('button', { name: '大门', exact: false }).first()).toBeVisible();
    expect([...peer.presets.values()]).toEqual(['大门']);
    await pad.getByRole('button', { name: '设为原位' }).click();
    await expect.poll(() => peer.home).toBe(true);
  });
  await test.step('by key it goes to the preset and home', async () => {
    await pad.focus();
    await page.keyboard.press('1');
    await expect.poll(() => peer.asked.at(-1)).toBe('GotoPreset');
    await page.keyboard.press('h');
    await expect.poll(() => peer.asked.at(-1)).toBe('GotoHomePosition');
    await expect(pad.getByRole('alert')).toBeHidden();
  });
  await test.step('from the wall, enlarged, Z leads to the same pad', async () => {
    await page.goto(`${station.console}#/wall`);
    const tile = page.locator('[data-tile][data-camera="球机"]');
    await expect(tile).toHaveAttribute('data-state', 'live', { timeout: 20_000 });
    await tile.dblclick();
    await page.keyboard.press('z');
    await expect(page.locator('[data-wall] [data-ptz-pad]')).toBeFocused();
    await page.keyboard.down('+');
    await expect.poll(() => peer.velocity?.zoom ?? 0).toBeGreaterThan(0);
    await page.keyboard.up('+');
    await expect.poll(() => peer.velocity).toBeNull();
  });
  expect(peer.complaints).toEqual([]);
  expect(station.log()).not.toContain('peer-password');
});
