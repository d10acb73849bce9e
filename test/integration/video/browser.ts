import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { build } from 'vite';
import { chromiumFlags, systemChromium } from '../../peers/chromium/system-chromium.ts';

/** The machine's own browser; undefined where there is none. */
export const browserPath = systemChromium;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath ?? '',
    args: [...chromiumFlags],
  });
}

/** Builds the test page as the console is built, worker included. Returns the directory. */
export async function buildTestPage(): Promise<string> {
  const root = join(import.meta.dirname, 'page');
  const outDir = await mkdtemp(join(tmpdir(), 'guardroom-page-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'esnext',
      rolldownOptions: { input: ['index.html', 'hook.html'].map((page) => join(root, page)) },
    },
  });
  return outDir;
}
