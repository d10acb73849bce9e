import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { chromiumFlags, systemChromium } from '../test/peers/chromium/system-chromium.ts';

const root = join(import.meta.dirname, '..');

/** The stories run in the system's Chromium: nothing is downloaded. */
export default defineConfig({
  testDir: join(root, 'test', 'e2e'),
  outputDir: join(root, 'test-results', 'e2e'),
  workers: 1,
  retries: 0,
  timeout: 120_000,
  forbidOnly: true,
  reporter: [['list'], ['json']],
  use: {
    viewport: { width: 1920, height: 1080 },
    locale: 'zh-CN',
    launchOptions: {
      ...(systemChromium === undefined ? {} : { executablePath: systemChromium }),
      args: [...chromiumFlags],
      // Without a locale of UTF-8 Chromium names no download in Chinese.
      env: { ...process.env, LANG: 'C.UTF-8' },
    },
  },
});
