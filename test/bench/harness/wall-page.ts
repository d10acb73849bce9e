/** The console's wall in a Chromium of its own, signed in, with the probe in it. */
import { startChromium } from './chromium.ts';
import { until } from './until.ts';
import type { Browser, Page } from './chromium.ts';
import type { Cleanup } from './cleanup.ts';
import { guard } from './station.ts';
import { installWallProbe } from './wall-probe.ts';
import type { TileChange, TileCount, WallProbe } from './wall-probe.ts';

export interface WallPage {
  browser: Browser;
  page: Page;
  count(): Promise<ReturnType<WallProbe['count']>>;
  changes(): Promise<TileChange[]>;
  openedAtMs(): Promise<number>;
  latency: { start(everyMs: number): Promise<void>; stop(): Promise<number[]> };
  /** Waits until all tiles are live; the instant of the last one, since 1970. */
  allLive(withinMs: number): Promise<number>;
  /** Opens the wall once more, as a guard does in the morning. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** `probes`: functions that run in the page before anything else there does, beside the wall's own. */
export async function openWall(
  console: string,
  tiles: number,
  cleanup: Cleanup,
  probes: readonly (() => void)[] = [],
): Promise<WallPage> {
  const browser = await startChromium(cleanup);
  const page = await browser.openPage();
  for (const probe of [installWallProbe, ...probes]) await page.addInitScript(`(${probe.toString()})()`);
  await page.navigate(console);
  await until(
    () => page.evaluate<string>('document.readyState'),
    (state) => state === 'complete',
    {
      withinMs: 30_000,
      what: 'the console loads',
      signal: cleanup.signal,
    },
  );
  await signIn(page);
  const ask = <Value>(expression: string): Promise<Value> => page.evaluate<Value>(`window.wallProbe.${expression}`);
  const wall: WallPage = {
    browser,
    page,
    count: () => ask('count()'),
    changes: () => ask('changes'),
    openedAtMs: () => ask('openedAtMs'),
    latency: {
      start: (everyMs) => ask(`startLatency(${everyMs})`),
      stop: () => ask('stopLatency()'),
    },
    async allLive(withinMs) {
      const asked = (): Promise<TileCount[]> => page.evaluate(`window.wallProbe?.count().tiles ?? []`);
      const areAllLive = (shown: TileCount[]): boolean =>
        shown.length === tiles && shown.every(({ state }) => state === 'live');
      const what = `all ${tiles} tiles live`;
      await until(asked, areAllLive, { withinMs, what, signal: cleanup.signal }).catch(async (error: unknown) => {
        const states = (await asked()).map(({ tile, state }) => `${tile} ${state}`).join(', ');
        throw new Error(
          `${what}; now: ${states || (await page.evaluate<string>('document.body.innerText')).slice(0, 300)}`,
          {
            cause: error,
          },
        );
      });
      return Math.max(...lastLive(await wall.changes()).values());
    },
    open: () => page.navigate(console),
    close: () => browser.close(),
  };
  await wall.open();
  return wall;
}

/** When each tile last became live. */
export function lastLive(changes: readonly TileChange[]): Map<number, number> {
  return new Map(changes.filter(({ state }) => state === 'live').map(({ tile, atMs }) => [tile, atMs]));
}

/** By the same call the form makes; the form itself is not what is measured. */
async function signIn(page: Page): Promise<void> {
  const status = await page.evaluate<number>(
    `fetch('/api/session.signIn', {
       method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(guard))},
     }).then((answer) => answer.status)`,
  );
  if (status !== 200) throw new Error(`signing in: ${status}`);
}
