/** The plain page in a Chromium of its own, beside the process that feeds it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Cameras } from '../harness/cameras.ts';
import { startChromium } from '../harness/chromium.ts';
import { until } from '../harness/until.ts';
import type { Browser } from '../harness/chromium.ts';
import { killQuietly } from '../harness/cleanup.ts';
import type { Cleanup } from '../harness/cleanup.ts';
import type { PlainAsked } from './plain-server.ts';

const script = join(import.meta.dirname, 'plain-server.ts');

export interface PlainWall {
  browser: Browser;
  /** Leads the process group in which the ffmpegs are. */
  serverPid: number;
  /** Frames drawn so far by each player. */
  drawn(): Promise<number[]>;
  close(): Promise<void>;
}

/**
 * The lowest rate MPEG-1 has that loses no frame. The README's 30 would make the other side draw twice what a camera of
 * 15 frames a second sends: this is kinder to it.
 */
export function plainRate(fps: number): number {
  return [24, 25, 30].find((rate) => rate >= fps) ?? 30;
}

export async function openPlainWall(
  cameras: Cameras,
  canvas: PlainAsked['canvas'],
  cleanup: Cleanup,
): Promise<PlainWall> {
  const asked: PlainAsked = {
    cameras: cameras.urls.map((url) => ({ url, rate: plainRate(cameras.kind.fps) })),
    canvas,
  };
  const child = spawn(process.execPath, ['--no-deprecation', script, JSON.stringify(asked)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const pid = child.pid ?? -1;
  const watched = cleanup.watch(-pid);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = cleanup.add(async () => {
    child.stdin.end();
    await ended;
    killQuietly(-pid);
    watched.forget();
  });
  const address = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"page"')) done((JSON.parse(line) as { page: string }).page);
    });
    void ended.then(() => fail(new Error('the plain server ended')));
  });
  const browser = await startChromium(cleanup);
  const page = await browser.openPage();
  await page.navigate(address);
  const drawn = (): Promise<number[]> => page.evaluate<number[]>('typeof drawn === "undefined" ? [] : drawn');
  await until(drawn, (counts) => counts.length === cameras.urls.length && counts.every((count) => count > 0), {
    withinMs: 60_000,
    what: 'every player of the plain page draws',
    signal: cleanup.signal,
  });
  return {
    browser,
    serverPid: pid,
    drawn,
    async close() {
      await browser.close();
      await stop();
    },
  };
}
