import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const root = join(import.meta.dirname, '..');
const browsers = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];
const executablePath = process.env.GUARDROOM_CHROMIUM ?? browsers.find((path) => existsSync(path));

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
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--autoplay-policy=no-user-gesture-required',
      ],
    },
  },
});
