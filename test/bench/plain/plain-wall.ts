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
  /** Frames drawn so far by all players, and when they were counted, on a clock that does not jump. */
  count(): Promise<{ atMs: number; framesDrawn: number }>;
  /** Players whose WebGL context the browser has taken away: they draw, and nothing is seen. */
  blank(): Promise<number>;
  close(): Promise<void>;
}

export async function openPlainWall(
  cameras: Cameras,
  canvas: PlainAsked['canvas'],
  cleanup: Cleanup,
): Promise<PlainWall> {
  const asked: PlainAsked = {
    urls: cameras.urls,
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
    count: () =>
      page.evaluate('({ atMs: performance.now(), framesDrawn: drawn.reduce((sum, each) => sum + each, 0) })'),
    blank: () => page.evaluate<number>('players.filter((player) => player.renderer.gl?.isContextLost()).length'),
    async close() {
      await browser.close();
      await stop();
    },
  };
}
