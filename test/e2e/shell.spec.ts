/** The Electron program itself. Runs wherever Electron's program is; everything else is tested without it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { findElectron } from '../../main/launch/window.ts';
import { root } from '../peers/station/station-process.ts';

const electron = findElectron(root);

test('the shell opens the console on its own station, sandboxed, and gives it window.desktop', async () => {
  test.skip(electron === null, "Electron's program is not on this machine (npx install-electron fetches it)");
  if (electron === null) return;
  const data = await mkdtemp(join(tmpdir(), 'guardroom-shell-'));
  const app = await _electron.launch({
    executablePath: electron,
    args: ['--no-sandbox', `--user-data-dir=${data}`, root],
    env: { ...process.env, GUARDROOM_DATA: join(data, 'station') },
  });
  try {
    const page = await app.firstWindow();
    expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    expect(await page.evaluate(() => Object.keys((window as { desktop?: object }).desktop ?? {}).sort())).toEqual([
      'bringToFront',
      'displays',
      'onSeen',
      'openWall',
      'setKiosk',
    ]);
    expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined');
    expect(await page.evaluate(() => window.open('http://127.0.0.1:9/') === null)).toBe(true);
    // First run: the wizard asks for the unit.
    await expect(page.locator('input').first()).toBeVisible();
  } finally {
    await app.close();
    await rm(data, { recursive: true, force: true });
  }
});
