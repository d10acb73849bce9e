/** The real station of a bench, with one guard and the bench's cameras. */
import { makeSite, startStationProcess } from '../../peers/station/station-process.ts';
import { cameraWithState } from '../../../preload/contract/api.ts';
import type { CameraWithState } from '../../../preload/contract/api.ts';
import type { Cameras } from './cameras.ts';
import { until } from './until.ts';
import type { Cleanup } from './cleanup.ts';

export const guard = { account: 'bench', password: 'a guard at a bench' };

export interface BenchStation {
  console: string;
  /** Where cameras post; empty when it was not told to listen. */
  viid: string;
  pid: number;
  /** What it says of its cameras. */
  cameras(): Promise<CameraWithState[]>;
  stop(): Promise<void>;
}

/** `more`: what its provision file says besides. */
export async function startBenchStation(cameras: Cameras, cleanup: Cleanup, more: object = {}): Promise<BenchStation> {
  const site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [{ ...guard, name: '王强', role: 'guard' }],
    // The grid's stream, kept open whether or not anybody looks; nothing here opens the other one.
    cameras: cameras.names.map((name, index) => {
      const url = cameras.urls[index] ?? '';
      return cameras.kind.width > 1280 ? { name, main: url } : { name, main: `${url}-main`, sub: url };
    }),
    ...more,
  });
  const removeSite = cleanup.add(() => site.remove());
  const station = await startStationProcess(site);
  const pid = station.process.pid ?? -1;
  const watched = cleanup.watch(pid);
  const stop = cleanup.add(async () => {
    await station.stop();
    watched.forget();
    await removeSite();
  });
  let cookie: string | null = null;
  const signIn = async (): Promise<string> => {
    const answer = await fetch(`${station.console}/api/session.signIn`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(guard),
    });
    if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
    return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  };
  return {
    console: station.console,
    viid: station.viid,
    pid,
    stop,
    async cameras() {
      cookie ??= await signIn();
      const answer = await fetch(`${station.console}/api/cameras.list`, { headers: { cookie } });
      const body = (await answer.json()) as { result: { data: unknown } };
      return cameraWithState.array().parse(body.result.data);
    },
  };
}

/** Waits until every camera sends pictures to the station. */
export async function untilAllConnected(station: BenchStation, signal: AbortSignal): Promise<void> {
  await until(
    () => station.cameras(),
    (cameras) => cameras.every(({ main, sub }) => (sub ?? main)?.state === 'live'),
    { withinMs: 60_000, everyMs: 500, what: 'all cameras are connected', signal },
  );
}
