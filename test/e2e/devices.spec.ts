/** From nothing to the first picture, and what an admin and a guard do with cameras afterwards. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startGStreamer } from '../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../peers/gstreamer/gstreamer-peer.ts';
import { OnvifPeer } from '../peers/onvif/onvif-peer.ts';
import { makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const admin = { account: 'admin1', password: 'an admin at a desk' };
let gstreamer: GStreamerPeer;

test.beforeAll(async () => {
  gstreamer = await startGStreamer({
    mounts: [
      { path: '/first', width: 640, height: 360, fps: 15 },
      // Where the ONVIF stand-in says its streams are.
      { path: '/stream', width: 640, height: 360, fps: 15 },
    ],
  });
});
test.afterAll(() => gstreamer.stop());

test.describe('a station that knows nothing yet', () => {
  let directory: string;
  let station: StationProcess;
  test.beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'guardroom-bare-'));
    station = await startStationProcess({ dataDirectory: join(directory, 'data') });
  });
  test.afterEach(async () => {
    await station.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('the wizard goes from the name of the unit to a live wall', async ({ page }) => {
    await page.goto(station.console);
    await page.locator('[name="unit-name"]').fill('冠县第一中学');
    await page.keyboard.press('Enter');
    await page.locator('[name="admin-name"]').fill('陈立');
    await page.locator('[name="password"]').fill(admin.password);
    await page.locator('[name="password-again"]').fill(admin.password);
    await page.keyboard.press('Enter');
    await page.locator('[name="camera-name"]').fill('东门');
    await page.locator('[name="camera-main"]').fill(gstreamer.url('/first'));
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-preview="live"]')).toBeVisible({ timeout: 30_000 });
    await page.locator('footer .ant-btn-primary').click();
    await expect(page.locator('[data-tile][data-camera="东门"]')).toHaveAttribute('data-state', 'live', {
      timeout: 30_000,
    });
  });

  test('the simulated site is entered with nine live pictures, and says what it is', async ({ page }) => {
    await page.goto(station.console);
    await page.getByRole('button', { name: '试用模拟现场' }).click();
    await page.getByRole('button', { name: '以值班员身份进入' }).click({ timeout: 60_000 });
    await expect(page.locator('[data-tile][data-state="live"]')).toHaveCount(9, { timeout: 60_000 });
    await expect(page.getByText('画面、车牌、人员和县平台都是虚构的')).toBeVisible();
  });
});

test.describe('a station with one camera', () => {
  let site: Awaited<ReturnType<typeof makeSite>>;
  let station: StationProcess;
  test.beforeAll(async () => {
    site = await makeSite({
      unit: { name: '冠县第一中学', field: 'education' },
      accounts: [{ ...admin, name: '赵敏', role: 'admin' }],
      cameras: [{ name: '东门', main: gstreamer.url('/first') }],
    });
    station = await startStationProcess(site);
  });
  test.afterAll(async () => {
    await station.stop();
    await site.remove();
  });

  test('an account made here signs in, changes its own password, and is locked out once disabled', async ({
    page,
    browser,
  }) => {
    const guard = { account: 'liuyang', password: 'the first password' };
    await signIn(page, station.console, admin);
    await page.goto(`${station.console}#/settings`);
    await expect(page.locator('[data-account="admin1"]')).toBeVisible();
    await expect(page.getByRole('row', { name: /admin1/ })).toContainText('配置文件');
    await page.getByRole('button', { name: '新建账号' }).click();
    await page.locator('[name="person-name"]').fill('刘洋');
    await page.locator('[name="new-account"]').fill(guard.account);
    await page.locator('[name="new-password"]').fill(guard.password);
    await page.locator('[name="new-password-again"]').fill('not the same');
    await page.keyboard.press('Enter');
    await expect(page.getByText('两次输入的密码不一样')).toBeVisible();
    await page.locator('[name="new-password-again"]').fill(guard.password);
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-account="liuyang"]')).toBeVisible();

    const elsewhere = await browser.newContext({ locale: 'zh-CN' });
    try {
      const seat = await elsewhere.newPage();
      await signIn(seat, station.console, guard);
      await seat.goto(`${station.console}#/settings`);
      await expect(seat.locator('[data-account]')).toHaveCount(0);
      await seat.getByRole('button', { name: '修改密码' }).click();
      await seat.locator('[name="current-password"]').fill('a wrong one');
      await seat.locator('[name="new-password"]').fill('the second password');
      await seat.locator('[name="new-password-again"]').fill('the second password');
      await seat.keyboard.press('Enter');
      await expect(seat.getByText('当前密码不对')).toBeVisible();
      await seat.locator('[name="current-password"]').fill(guard.password);
      await seat.keyboard.press('Enter');
      await expect(seat.getByText('密码已修改')).toBeVisible();

      await page
        .getByRole('row', { name: /liuyang/ })
        .getByRole('button', { name: '停用' })
        .click();
      await page.locator('.ant-modal-confirm').getByRole('button', { name: '停用' }).click();
      await expect(page.getByRole('row', { name: /liuyang/ })).toContainText('已停用');
      await seat.reload();
      await seat.locator('input[name="account"]').fill(guard.account);
      await seat.locator('input[name="password"]').fill('the second password');
      await seat.keyboard.press('Enter');
      await expect(seat.locator('input[name="password"]')).toBeVisible();
      await expect(seat.locator('[data-county-link]')).toHaveCount(0);
    } finally {
      await elsewhere.close();
    }
  });

  test('a camera is added by ONVIF, and its pad moves it for as long as a key is held', async ({ page }) => {
    const peer = new OnvifPeer({ user: 'viewer', password: 'peer-password', rtspPort: gstreamer.port });
    await peer.start();
    try {
      await signIn(page, station.console, admin);
      await page.goto(`${station.console}#/devices/add`);
      await page.getByText('用 ONVIF 添加').click();
      await page.locator('[name="onvif-host"]').fill('127.0.0.1');
      await page.locator('[name="onvif-port"]').fill(String(peer.port));
      await page.locator('[name="onvif-user"]').fill('viewer');
      await page.locator('[name="onvif-password"]').fill('wrong');
      await page.keyboard.press('Enter');
      await expect(page.locator('[data-problem="wrong-password"]')).toBeVisible();
      await page.locator('[name="onvif-password"]').fill('peer-password');
      await page.keyboard.press('Enter');
      await expect(page.locator('[data-preview="live"]')).toBeVisible({ timeout: 30_000 });
      await page.locator('[name="camera-name"]').fill('球机');
      await page.getByRole('button', { name: '添加', exact: true }).click();
      await page.getByRole('button', { name: /^球机/ }).click();

      const pad = page.locator('[data-ptz-pad]');
      await pad.focus();
      await page.keyboard.down('ArrowRight');
      await expect.poll(() => peer.velocity?.panTilt.x ?? 0).toBeGreaterThan(0);
      // A hold that is not renewed within a second is over: the second command says that it was.
      await expect.poll(() => peer.ptzCommands.length).toBeGreaterThan(1);
      expect(new Set(peer.ptzCommands.map(({ action }) => action))).toEqual(new Set(['ContinuousMove']));
      await page.keyboard.up('ArrowRight');
      await expect.poll(() => peer.velocity).toBeNull();
      expect(peer.ptzCommands.at(-1)?.action).toBe('Stop');
      expect(peer.complaints).toEqual([]);
    } finally {
      await peer.stop();
    }
  });

  test('a clip and a snapshot are cut, and what is downloaded with a reason plays elsewhere', async ({ page }) => {
    await signIn(page, station.console, admin);
    await page.goto(`${station.console}#/devices`);
    await page.getByRole('button', { name: /^东门/ }).click();
    await expect(page.locator('[data-camera-details] [data-preview="live"]')).toBeVisible({ timeout: 30_000 });
    // How it has been: online rates, and how far back its ring reaches of how far it may.
    const details = page.locator('[data-camera-details]');
    await expect(details).toContainText(/在线率.*24 小时.*7 天.*30 天/);
    await expect(details).toContainText(/缓存\d+ \/ 10\.5 秒 · \d/);
    await expect(details).toContainText(/H\.264 640×360/);
    await page.locator('[data-act="snapshot"]').click();
    await expect(page.getByText('已抓图：东门')).toBeVisible();
    // By key, on the wall, the clip.
    await page.goto(`${station.console}#/wall`);
    await expect(page.locator('[data-tile][data-camera="东门"]')).toHaveAttribute('data-state', 'live');
    await page.locator('[data-tile][data-camera="东门"]').focus();
    await page.keyboard.press('c');
    await expect(page.locator('[data-recording]')).toBeVisible();
    await page.goto(`${station.console}#/clips`);
    await page.locator('[data-open-clip][data-clip-state="ready"]').click({ timeout: 60_000 });
    const player = page.locator('video[data-clip]');
    await expect.poll(() => player.evaluate((video) => (video as HTMLVideoElement).currentTime)).toBeGreaterThan(0.5);

    await page.locator('[data-take-out]').click();
    await page.locator('[name="take-out-reason"]').fill('派出所调取');
    const downloading = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^东门.*\.mp4$/);
    const probe = spawnSync(
      'ffprobe',
      [
        ...[
          '-v',
          'error',
          '-of',
          'json',
          '-show_entries',
          'stream=codec_name,width,height:format=duration:packet=flags',
        ],
        await download.path(),
      ],
      { encoding: 'utf8' },
    );
    expect(probe.stderr).toBe('');
    const { streams, format, packets } = JSON.parse(probe.stdout) as {
      streams: object[];
      format: { duration: string };
      packets: { flags: string }[];
    };
    expect(streams).toEqual([expect.objectContaining({ codec_name: 'h264', width: 640, height: 360 })]);
    expect(Number(format.duration)).toBeGreaterThan(15);
    // As the camera sent it: a key frame first and one a second, fifteen frames a second.
    expect(packets[0]?.flags).toMatch(/^K/);
    expect(Math.abs(packets.length - 15 * Number(format.duration))).toBeLessThan(15);
    expect(Math.abs(packets.filter(({ flags }) => flags.startsWith('K')).length - packets.length / 15)).toBeLessThan(2);

    await page.getByText('抓图', { exact: true }).click();
    await expect
      .poll(() =>
        page
          .locator('[data-snapshot] img')
          .first()
          .evaluate((img) => (img as HTMLImageElement).naturalWidth),
      )
      .toBe(640);
  });
});
