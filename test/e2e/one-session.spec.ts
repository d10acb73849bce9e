/** However many look, a camera serves each of its streams once; who looks away for a moment finds it still open. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { readFootage } from '../peers/camera/footage.ts';
import { UnrulyCamera } from '../peers/camera/unruly-camera.ts';
import { makeSite, root, startStationProcess } from '../peers/station/station-process.ts';
import type { StationProcess } from '../peers/station/station-process.ts';
import { signIn } from './console-page.ts';

const guard = { account: 'guard1', password: 'a guard at the gate' };
let main: UnrulyCamera;
let sub: UnrulyCamera;
let site: Awaited<ReturnType<typeof makeSite>>;
let station: StationProcess;

test.beforeAll(async () => {
  const demo = join(root, 'resources', 'demo');
  main = new UnrulyCamera(await readFootage(join(demo, 'south-main.h264'), 12));
  sub = new UnrulyCamera(await readFootage(join(demo, 'south-sub.h264'), 12));
  await main.start();
  await sub.start();
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [{ ...guard, name: '王强', role: 'guard' }],
    cameras: [{ name: '南门', main: main.url('/main'), sub: sub.url('/sub') }],
  });
  station = await startStationProcess(site);
});

test.afterAll(async () => {
  await station.stop();
  await main.stop();
  await sub.stop();
  await site.remove();
});

const plays = (camera: UnrulyCamera): number => camera.methods().filter((method) => method === 'PLAY').length;
const tile = (page: Page) => page.locator('[data-tile][data-camera="南门"]');
async function showsIn(page: Page, stream: 'main' | 'sub'): Promise<void> {
  await expect(tile(page)).toHaveAttribute('data-stream', stream);
  await expect(tile(page)).toHaveAttribute('data-state', 'live', { timeout: 20_000 });
}

test('two windows share the sub stream and the main stream, which ends some seconds after both have left it', async ({
  page,
  context,
}) => {
  await signIn(page, station.console, guard);
  // One camera fills the wall by itself: in a split of nine it is small.
  await page.locator('[aria-label="9 分屏"]').click();
  const other = await context.newPage();
  await other.goto(`${station.console}/?wall=2`);
  await other.locator('[aria-label="9 分屏"]').click();
  for (const each of [page, other]) await showsIn(each, 'sub');
  expect(plays(sub)).toBe(1);

  const before = plays(main);
  for (const each of [page, other]) {
    await tile(each).dblclick();
    await expect(each.locator('[data-wall]')).toHaveAttribute('data-layout', '1');
    await showsIn(each, 'main');
  }
  const enlarged = plays(main);
  expect(enlarged).toBeLessThanOrEqual(before + 1);
  expect(main.sockets.size).toBe(1);

  // Away and back within the ten seconds: the same session.
  for (const each of [page, other]) await each.keyboard.press('Escape');
  for (const each of [page, other]) await showsIn(each, 'sub');
  await tile(page).dblclick();
  await showsIn(page, 'main');
  expect(plays(main)).toBe(enlarged);

  await page.keyboard.press('Escape');
  await expect.poll(() => main.sockets.size, { timeout: 20_000 }).toBe(0);
  expect(main.methods().at(-1)).toBe('TEARDOWN');
  expect([sub.sockets.size, plays(sub)]).toEqual([1, 1]);
});
