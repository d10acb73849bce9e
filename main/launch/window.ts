import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { consoleScriptFlags } from '../system/heap-flags.ts';

/** Electron's program, if its download has happened on this PC; the npm package alone does not hold it. */
export function findElectron(home: string): string | null {
  const folder = join(home, 'node_modules', 'electron');
  try {
    const program = join(
      process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'),
      readFileSync(join(folder, 'path.txt'), 'utf8'),
    );
    return existsSync(program) ? program : null;
  } catch {
    return null;
  }
}

const browserNames =
  process.platform === 'win32'
    ? ['chrome.exe', 'msedge.exe']
    : ['google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chromium', 'chromium-browser'];
const browserPlaces =
  process.platform === 'win32'
    ? [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA].flatMap((place) =>
        place === undefined
          ? []
          : [join(place, 'Google/Chrome/Application'), join(place, 'Microsoft/Edge/Application')],
      )
    : process.platform === 'darwin'
      ? ['/Applications/Google Chrome.app/Contents/MacOS', '/Applications/Microsoft Edge.app/Contents/MacOS']
      : [];
const macNames = ['Google Chrome', 'Microsoft Edge'];

/** A browser that can show the console as an app window. */
export function findBrowser(): string | null {
  const places = [...browserPlaces, ...(process.env.PATH ?? '').split(delimiter)];
  const names = process.platform === 'darwin' ? [...macNames, ...browserNames] : browserNames;
  for (const name of names) for (const place of places) if (existsSync(join(place, name))) return join(place, name);
  return null;
}

/** Whether a window can appear at all: a Linux box without a display cannot show one. */
export function hasDisplay(): boolean {
  return process.platform !== 'linux' || (process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY ?? '') !== '';
}

/** Opens the console as an app window with a profile of its own, so that it does not mix with the user's browsing. */
export function openAppWindow(browser: string, address: string, profile: string): void {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const flags = [
    `--app=${address}`,
    `--user-data-dir=${profile}`,
    `--js-flags=${consoleScriptFlags}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--autoplay-policy=no-user-gesture-required',
    // Chromium refuses to run as root inside its sandbox.
    ...(asRoot ? ['--no-sandbox'] : []),
  ];
  spawn(browser, flags, { stdio: 'ignore', detached: true }).unref();
}

/** Opens the console in what there is, or says where it is. */
export function openConsole(address: string, profile: string): void {
  const browser = hasDisplay() ? findBrowser() : null;
  if (browser !== null) openAppWindow(browser, address, profile);
  process.stdout.write(`Guardroom 值守台: ${address}\n`);
}
