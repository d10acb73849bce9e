/** The blacklist enforced on the spot: written, approved, hit, door held, handled, without a mouse. */
import { expect, test } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { viidTime } from '../peers/camera/capture-poster.ts';
import { curlPost } from '../peers/curl/viid-curl.ts';
import { ModbusPeer } from '../peers/door/modbus-peer.ts';
import { freePort, makeSite, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const guard = { account: 'guard1', password: 'a guard at the gate' };
const chief = { account: 'chief1', password: 'a chief at a desk' };
const barred = '鲁P7K2M9';
const coil = 4;
const gates = ['东门', '西门'].map((name, n) => ({
  name,
  device: { id: `3715250000119000000${String(n + 1)}`, user: `cam${String(n + 1)}`, password: 'a camera' },
}));
const barrier = new ModbusPeer();
let station: StationProcess;
let site: Awaited<ReturnType<typeof makeSite>>;

test.beforeAll(async () => {
  const nowhere = await freePort();
  await barrier.start();
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001' },
    accounts: [
      { ...guard, name: '王强', role: 'guard' },
      { ...chief, name: '李芳', role: 'chief' },
    ],
    cameras: gates.map(({ name }) => ({ name, main: `rtsp://127.0.0.1:${String(nowhere)}/main`, point: 'gate' })),
    recognition: {
      viid: {
        listen: `127.0.0.1:${String(await freePort())}`,
        devices: gates.map(({ name, device }) => ({ ...device, camera: name })),
      },
    },
  });
  station = await startStationProcess(site);
  for (const { device } of gates) {
    await curlPost(
      `${station.viid}/VIID/System/Register`,
      { RegisterObject: { DeviceID: device.id } },
      { deviceId: device.id, digest: { user: device.user, password: device.password } },
    );
  }
});

test.afterAll(async () => {
  await station.stop();
  await barrier.stop();
  await site.remove();
});

async function pass(gate: number, id: string): Promise<void> {
  const { device } = gates[gate]!;
  const seen = {
    ...{ MotorVehicleID: id, InfoKind: 1, SourceID: id, DeviceID: device.id, PassTime: viidTime(new Date()) },
    ...{ HasPlate: '1', PlateNo: barred, PlateColor: '5', PlateClass: '02', PlateReliability: '97' },
  };
  const posted = await curlPost(
    `${station.viid}/VIID/MotorVehicles`,
    { MotorVehicleListObject: { MotorVehicleObject: [seen] } },
    { deviceId: device.id },
  );
  expect(posted.status).toBe(200);
}

async function openConsole(browser: Browser, who: typeof guard): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  await signIn(page, station.console, who);
  return page;
}

/** As the screens call the station; what is asked is not what this story is about. */
async function call(page: Page, procedure: string, input: unknown): Promise<void> {
  const status = await page.evaluate(
    async ([path, body]) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`/api/${path}`, { method: 'POST', headers, body })).status;
    },
    [procedure, JSON.stringify(input)] as const,
  );
  expect(status, procedure).toBe(200);
}

test('a plate is written by a guard, approved by a chief, hit at the gate, held and handled by keys', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const guards = await openConsole(browser, guard);
  const chiefs = await openConsole(browser, chief);
  await call(chiefs, 'actions.save', {
    ...{
      id: null,
      name: '校门道闸',
      effect: 'hold',
      enabled: true,
      timeoutMs: 2_000,
      pulseSeconds: null,
      onStop: 'leave',
    },
    target: { kind: 'modbus-coil', host: '127.0.0.1', port: barrier.port, unit: 1, coil },
    ...{ scope: { points: ['gate'], cameraIds: [] }, onHits: ['barred'] },
  });

  // Written by the guard: it waits, and a capture of it is nothing but a record.
  await guards.keyboard.press('Alt+5');
  await expect(guards.locator('main[data-screen="watchlist"]')).toBeVisible();
  await guards.keyboard.press('n');
  await expect(guards.locator('input[name="plate"]')).toBeFocused();
  await guards.keyboard.insertText(barred);
  await guards.locator('input[name="basis"]').focus();
  await guards.keyboard.insertText('单位禁入决定 2026-021');
  await guards.keyboard.press('Control+Enter');
  const page = guards.locator('[data-entry-page]');
  await expect(page).toHaveAttribute('data-status', 'waiting');
  const entry = await page.getAttribute('data-entry-page');
  await pass(0, 'B-1');
  await expect(guards.locator('article[data-alarm]')).toHaveCount(0);

  // Approved by the chief, who did not write it.
  await chiefs.goto(`${station.console}/#/watchlist/${String(entry)}`);
  await expect(chiefs.locator('[data-entry-page]')).toHaveAttribute('data-status', 'waiting');
  await chiefs.keyboard.press('a');
  await expect(chiefs.locator('[data-entry-page]')).toHaveAttribute('data-status', 'valid');
  await expect(page).toHaveAttribute('data-status', 'valid');

  // The first read raises the alarm and holds nothing; the second one does.
  await guards.keyboard.press('Alt+1');
  await pass(0, 'B-2');
  const card = guards.locator('article[data-alarm][data-whole="true"]');
  await expect(card).toHaveAttribute('data-state', 'open');
  const alarm = await card.getAttribute('data-alarm');
  await expect(card.locator('[data-run="held-back"]')).toContainText('等待第二次识读');
  expect(barrier.coils[coil]).toBe(false);
  await pass(1, 'B-3');
  await expect(card.locator('[data-run="done"]')).toContainText('已关住');
  expect(barrier.coils[coil]).toBe(true);
  // The capture from before the approval is in no alarm.
  await expect(card).toHaveAttribute('data-count', '2');

  // Handled by keys; the chief's console follows.
  // A card that has just come takes no Enter: it was meant for what was there before.
  await expect(async () => {
    await guards.keyboard.press('Enter');
    await expect(card).toHaveAttribute('data-state', 'acknowledged', { timeout: 300 });
  }).toPass();
  await expect(chiefs.locator(`article[data-alarm="${String(alarm)}"]`)).toHaveAttribute('data-state', 'acknowledged');
  await guards.keyboard.press('x');
  await expect(card.locator('[role="checkbox"][aria-checked="true"]')).toHaveCount(1);
  await guards.keyboard.press('n');
  await expect(guards.locator('textarea[name="alarm-note"]')).toBeFocused();
  await guards.keyboard.insertText('驾驶人已被劝离');
  await guards.keyboard.press('Enter');
  await expect(card).toContainText('驾驶人已被劝离');
  await expect(guards.locator('textarea[name="alarm-note"]')).toHaveCount(0);
  // Releasing the barrier moves it: once asks, twice does.
  await guards.keyboard.press('Shift+H');
  await expect(card).toContainText('再按一次');
  expect(barrier.coils[coil]).toBe(true);
  await expect(async () => {
    await guards.keyboard.press('Shift+H');
    await expect(card).toContainText('已解除', { timeout: 300 });
  }).toPass();
  expect(barrier.coils[coil]).toBe(false);
  await guards.keyboard.press('1');
  await guards.keyboard.insertText('属实，已劝离');
  await guards.keyboard.press('Enter');
  await expect(guards.locator(`article[data-alarm="${String(alarm)}"]`)).toHaveAttribute('data-state', 'resolved');
  expect(barrier.complaints).toEqual([]);

  // What the chief can read afterwards.
  await chiefs.goto(`${station.console}/#/alarms/${String(alarm)}`);
  await expect(chiefs.getByText('驾驶人已被劝离').first()).toBeVisible();
  await chiefs.goto(`${station.console}/#/watchlist/${String(entry)}`);
  await expect(chiefs.locator('[data-entry-page]')).toContainText('单位禁入决定 2026-021');
  await guards.context().close();
  await chiefs.context().close();
});
