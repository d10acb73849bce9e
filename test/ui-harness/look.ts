/**
 * Pictures of every screen, for a look: `node test/ui-harness/look.ts [--only wall] [--out DIR] [--stills DIR]`.
 * Builds the console on a fake station into a temporary folder and drives the system's Chromium. No server: the
 * pages are answered from that folder.
 */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { countyShots } from './look-county.ts';
import { summaryShots } from './look-summaries.ts';
import { watchlistShots } from './look-watchlist.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    out: { type: 'string', default: join(tmpdir(), 'guardroom-look') },
    stills: { type: 'string' },
    /** Language and width: `zh-CN-1920,en-1366`. */
    views: { type: 'string' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'guardroom-harness-'));
await build({
  root: import.meta.dirname,
  configFile: false,
  logLevel: 'warn',
  plugins: [react()],
  worker: { format: 'es' },
  build: { outDir: folder, emptyOutDir: true, target: 'chrome120', minify: false },
});

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const stills =
  values.stills === undefined
    ? []
    : await Promise.all((await readdir(values.stills)).sort().map((name) => readFile(join(values.stills!, name))));
const drawn = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><rect width="640" height="360" fill="#8d98a3"/>
<rect y="230" width="640" height="130" fill="#59616a"/><rect x="330" y="60" width="110" height="270" rx="50" fill="#2c333b"/></svg>`;

export interface Shot {
  name: string;
  address: string;
  role?: string;
  preferences?: object;
  /** What the wall remembers. */
  wall?: object;
  act?: (page: Page) => Promise<void>;
}
const chooseFirst = async (page: Page): Promise<void> => {
  await page.locator('[data-sighting]').first().click();
};
const openFirst = async (page: Page): Promise<void> => {
  await page.locator('[data-sighting]').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForTimeout(500);
};
const shots: readonly Shot[] = [
  { name: 'wall', address: '?cameras=16&simulated#/wall' },
  { name: 'wall-9', address: '?cameras=9#/wall', act: (page) => page.keyboard.press('Enter') },
  { name: 'wall-outcome', address: '?cameras=9#/wall', act: takeAndFinish },
  { name: 'wall-8', address: '?cameras=16&calm#/wall', wall: { layout: 8 } },
  { name: 'wall-64', address: '?cameras=64&calm#/wall', wall: { layout: 64 } },
  {
    name: 'wall-view',
    address: '?cameras=16&calm#/wall',
    wall: { viewId: 1 },
    act: (page) => page.keyboard.press('v'),
  },
  {
    name: 'wall-guest',
    address: '?cameras=16#/wall',
    wall: { viewId: 3, patrol: { on: true, through: 'views', pageSeconds: 20 } },
  },
  { name: 'wall-inset', address: '?cameras=16#/wall', wall: { enlargedId: 'camera-5' } },
  { name: 'wall-pick', address: '?cameras=13&calm#/wall', act: (page) => page.keyboard.press('a') },
  {
    name: 'wall-patrol',
    address: '?cameras=16&calm&wall=2#/wall',
    wall: { layout: 4, patrol: { on: true, through: 'views', pageSeconds: 20 } },
    act: (page) => page.locator('[data-patrol] + button').click(),
  },
  { name: 'wall-large', address: '?cameras=9#/wall', preferences: { largeText: true } },
  { name: 'wall-none', address: '?cameras=0&calm&role=admin#/wall' },
  { name: 'card-person', address: '?only=11#/wall' },
  { name: 'card-rule', address: '?only=21#/wall', act: (page) => page.keyboard.press('Enter') },
  { name: 'card-escalated', address: '?only=10#/wall' },
  { name: 'card-lost', address: '?only=24#/wall' },
  {
    name: 'card-door',
    address: '?only=12#/wall',
    act: async (page) => {
      await page.keyboard.press('h');
      await page.waitForTimeout(500);
      await page.keyboard.press('o');
    },
  },
  { name: 'card-large', address: '?only=12#/wall', preferences: { largeText: true } },
  { name: 'card-note', address: '?only=11#/wall', act: (page) => page.keyboard.press('n') },
  { name: 'card-hand-over', address: '?only=11#/wall', act: (page) => page.keyboard.press('r') },
  { name: 'mute', address: '?calm#/wall', act: (page) => page.keyboard.press('m') },
  {
    name: 'muted',
    address: '#/alarms/11',
    act: async (page) => {
      await page.keyboard.press('m');
      await page.locator('[name="mute-reason"]').fill('检修值班室警号');
      await page.keyboard.press('Enter');
    },
  },
  {
    name: 'alarms-late-note',
    address: '#/alarms/9',
    act: async (page) => {
      await page.locator('[data-act="add-note"]').click();
      await page.locator('[name="alarm-note"]').scrollIntoViewIfNeeded();
    },
  },
  { name: 'settings-chief', address: '?role=chief&calm#/settings' },
  { name: 'alarms', address: '#/alarms/9' },
  { name: 'journal', address: '#/journal', act: chooseFirst },
  { name: 'journal-calm', address: '?calm#/journal?kinds=vehicle', act: chooseFirst },
  { name: 'journal-plain', address: '?calm#/journal' },
  {
    name: 'journal-brushed',
    address: '?calm#/journal?span=168h&kinds=vehicle&plate=%E9%B2%81P1*5&alike=1',
    act: async (page) => {
      const bar = await page.locator('[data-hour-bar]').boundingBox();
      if (bar === null) return;
      await page.mouse.move(bar.x + bar.width * 0.55, bar.y + 30);
      await page.mouse.down();
      await page.mouse.move(bar.x + bar.width * 0.7, bar.y + 30, { steps: 5 });
      await page.mouse.up();
    },
  },
  { name: 'journal-people', address: '?calm#/journal?kinds=face,person&span=all', act: chooseFirst },
  { name: 'journal-between', address: '?calm#/journal?kinds=behaviour&span=1-2' },
  { name: 'journal-dense', address: '?calm&records=dense&cameras=64#/journal?span=168h', act: chooseFirst },
  { name: 'journal-none', address: '?calm&records=none#/journal?hits=1' },
  { name: 'journal-waiting', address: '?calm&records=waiting#/journal' },
  { name: 'journal-failing', address: '?calm&records=failing#/journal' },
  { name: 'journal-table', address: '?calm#/journal', preferences: { journalView: 'table' }, act: chooseFirst },
  { name: 'journal-large', address: '?calm#/journal', preferences: { largeText: true }, act: chooseFirst },
  { name: 'sighting', address: '?calm#/journal?hits=1&kinds=vehicle&span=168h', act: openFirst },
  {
    name: 'sighting-trail',
    address: '?calm#/journal?hits=1&kinds=vehicle&span=168h',
    act: async (page) => {
      await openFirst(page);
      await page.locator('[data-trail]').last().scrollIntoViewIfNeeded();
      await page.mouse.wheel(0, 2_000);
    },
  },
  { name: 'sighting-unlisted', address: '?calm#/journal?kinds=face&span=168h', act: openFirst },
  {
    name: 'sighting-case',
    address: '?calm&role=chief#/journal?kinds=face',
    act: async (page) => {
      await openFirst(page);
      await page.keyboard.press('a');
    },
  },
  { name: 'cases', address: '?calm&role=chief#/journal/cases/3' },
  { name: 'cases-none', address: '?calm&records=none#/journal/cases' },
  { name: 'retention', address: '?calm&short#/journal/retention' },
  { name: 'retention-fine', address: '?calm#/journal/retention' },
  {
    name: 'alarms-around',
    address: '?calm#/alarms/9',
    act: (page) => page.locator('[data-surroundings]').scrollIntoViewIfNeeded(),
  },
  { name: 'watchlist', address: '?calm#/watchlist' },
  { name: 'rules', address: '?role=chief&calm#/rules', act: (page) => page.keyboard.press('ArrowRight') },
  { name: 'rules-guard', address: '#/rules/3' },
  { name: 'rules-none', address: '?role=chief&calm&records=none#/rules' },
  { name: 'rules-new', address: '?role=chief&calm#/rules/new' },
  { name: 'rules-large', address: '?role=chief&calm#/rules/1', preferences: { largeText: true } },
  {
    name: 'rules-edit',
    address: '?role=chief&calm#/rules/3',
    act: async (page) => {
      await page.locator('[data-ask-dry-run]').click();
      await page.locator('[data-week-strip] [tabindex]').focus();
      await page.keyboard.press('ArrowDown');
      for (let hours = 0; hours < 3; hours += 1) await page.keyboard.press('Shift+ArrowRight');
    },
  },
  {
    name: 'rules-crowd',
    address: '?role=chief&calm#/rules/2',
    act: async (page) => {
      await page.locator('[data-ask-dry-run]').click();
      await page.locator('[name="level-1"]').fill('20');
    },
  },
  {
    name: 'rules-lost',
    address: '?role=chief&calm#/rules/5',
    act: async (page) => {
      await page.locator('[data-ask-dry-run]').click();
      await page.locator('[name="rule-name"]').fill('');
      await page.keyboard.press('Control+Enter');
      await page.locator('[data-ask-dry-run]').scrollIntoViewIfNeeded();
    },
  },
  { name: 'actions', address: '?role=chief&calm#/rules/actions' },
  { name: 'actions-guard', address: '#/rules/actions/1' },
  { name: 'actions-relay', address: '?role=chief&calm#/rules/actions/3' },
  {
    name: 'actions-http',
    address: '?role=chief&calm#/rules/actions/4',
    act: (page) => page.locator('[data-test="dry"]').click(),
  },
  {
    name: 'actions-new',
    address: '?role=chief&calm#/rules/actions/new',
    act: async (page) => {
      await page.locator('[data-chip="target-modbus-coil"]').click();
      await page.keyboard.press('Control+Enter');
    },
  },
  ...watchlistShots,
  ...summaryShots,
  { name: 'devices', address: '?role=admin&calm#/devices' },
  {
    name: 'devices-recognisers',
    address: '?role=admin&calm#/devices',
    act: (page) => page.locator('[data-channel]').last().scrollIntoViewIfNeeded(),
  },
  {
    name: 'devices-add',
    address: '?role=admin#/devices/add',
    act: async (page) => {
      await page.locator('[name="camera-name"]').fill('东门入口');
      await page.locator('[name="camera-main"]').fill('127.0.1.4/main');
      await page.keyboard.press('Enter');
    },
  },
  { name: 'devices-camera', address: '?role=admin&calm#/devices/camera-3' },
  {
    name: 'devices-health',
    address: '?role=admin&calm#/devices/camera-2',
    act: (page) => page.locator('[data-health-strip]').scrollIntoViewIfNeeded(),
  },
  {
    name: 'devices-onvif',
    address: '?role=admin&calm#/devices/add',
    act: async (page) => {
      await page.locator('.ant-modal .ant-segmented-item').nth(1).click();
      await page.locator('[data-onvif-form] button').first().click();
      await page.waitForTimeout(300);
      await page.locator('[data-onvif-form] li button').nth(1).click();
      await page.locator('[name="onvif-user"]').fill('viewer');
      await page.locator('[name="onvif-password"]').fill('secret');
      await page.keyboard.press('Enter');
    },
  },
  { name: 'clips', address: '?calm#/clips/38' },
  {
    name: 'clips-snapshots',
    address: '?calm#/clips/s20',
  },
  ...countyShots,
  { name: 'settings', address: '?calm#/settings' },
  {
    name: 'accounts',
    address: '?role=admin&calm#/settings',
    act: async (page) => {
      await page.locator('.ant-table').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'accounts-new',
    address: '?role=admin&calm#/settings',
    act: (page) => page.locator('.ant-table-wrapper ~ div button').click(),
  },
  { name: 'keys', address: '?calm#/wall', act: (page) => page.keyboard.press('?') },
  { name: 'sign-in', address: '?nobody' },
  { name: 'setup', address: '?nobody&setup' },
  {
    name: 'setup-admin',
    address: '?nobody&setup',
    act: async (page) => {
      await page.locator('[name="unit-name"]').fill('冠县第一中学');
      await page.keyboard.press('Enter');
      await page.locator('[name="password"]').fill('correct horse b');
    },
  },
  {
    name: 'setup-simulated',
    address: '?nobody&setup',
    act: (page) => page.locator('section button').last().click(),
  },
];

async function takeAndFinish(page: Page): Promise<void> {
  await page.waitForTimeout(700);
  await page.keyboard.press('Enter');
  await page.locator('[data-alarm="12"][data-state="acknowledged"]').click();
  await page.keyboard.press('1');
  await page.locator('textarea[name="note"]').fill('驾驶人已劝离，已通知政教处');
}

await mkdir(values.out, { recursive: true });
const browser = await chromium.launch({
  executablePath: values.chromium,
  args: [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--autoplay-policy=no-user-gesture-required',
  ],
});
const sizes = [
  { width: 1920, height: 1080 },
  { width: 1366, height: 768 },
];
for (const viewport of sizes) {
  for (const language of ['zh-CN', 'en']) {
    for (const shot of shots) {
      if (values.only !== undefined && !values.only.split(',').includes(shot.name)) continue;
      if (values.views !== undefined && !values.views.split(',').includes(`${language}-${String(viewport.width)}`))
        continue;
      const context = await browser.newContext({ viewport });
      await context.addInitScript(
        (text) => window.localStorage.setItem('guardroom.preferences', text),
        JSON.stringify({ language, ...shot.preferences }),
      );
      await context.addInitScript(
        (text) => {
          const name = new URLSearchParams(window.location.search).get('wall') ?? '';
          window.localStorage.setItem(`guardroom.wall.${name}`, text);
        },
        JSON.stringify({ wall: shot.wall ?? {} }),
      );
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(`${shot.name}: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') console.error(`${shot.name}: ${message.text()}`);
      });
      await page.route('**/*', async (route) => {
        const { pathname } = new URL(route.request().url());
        if (/^\/(evidence|snapshots|list-files\/photos)\//.test(pathname)) {
          const still = stills[Number.parseInt(pathname.slice(-2), 16) % Math.max(1, stills.length)];
          await route.fulfill(
            still === undefined
              ? { contentType: 'image/svg+xml', body: drawn }
              : { contentType: 'image/jpeg', body: still },
          );
          return;
        }
        if (pathname.startsWith('/clips/')) {
          await route.fulfill({ status: 404 });
          return;
        }
        const file = pathname === '/' ? 'index.html' : pathname.slice(1);
        await route.fulfill({
          contentType: types[extname(file)] ?? 'application/octet-stream',
          body: await readFile(join(folder, file)),
        });
      });
      await page.goto(`http://127.0.0.1:9/${shot.address}`);
      await page.waitForTimeout(900);
      await shot.act?.(page);
      await page.waitForTimeout(900);
      const name = `${shot.name}-${language}-${String(viewport.width)}.png`;
      await page.screenshot({ path: join(values.out, name) });
      await context.close();
    }
  }
}
await browser.close();
await rm(folder, { recursive: true, force: true });
console.log(values.out);
