/** A station with barred cars on its list, cameras that see them, and guards who look. */
import { CapturePoster } from '../../peers/camera/capture-poster.ts';
import type { Cameras } from '../harness/cameras.ts';
import type { Page } from '../harness/chromium.ts';
import type { Cleanup } from '../harness/cleanup.ts';
import { signInForCalls } from '../harness/console-calls.ts';
import type { ConsoleCalls } from '../harness/console-calls.ts';
import { startBenchStation } from '../harness/station.ts';
import type { BenchStation } from '../harness/station.ts';
import { captureProvision, devices } from '../intake/site.ts';
import type { AlarmProbe } from './alarm-probe.ts';

export const listed = 1_000;
/** Numbers that the faces and cars of other cameras never have. */
export const plateOf = (n: number): string => `鲁A${String(n).padStart(4, '0')}B`;

export interface AlarmSite {
  station: BenchStation;
  calls: ConsoleCalls;
  /** Posts a capture of the car, as a camera does; resolves when it is acknowledged. Since 1970, when its first byte was sent. */
  pass(plate: string, device?: number): Promise<number>;
  /** Closes every alarm that is open. */
  closeAll(): Promise<void>;
}

export async function startAlarmSite(cameras: Cameras, cleanup: Cleanup): Promise<AlarmSite> {
  const watchlist = Array.from({ length: listed }, (_, n) => ({
    ...{ kind: 'vehicle', plate: plateOf(n), category: 'barred', basis: '单位禁入决定 2026-014' },
    ...{ expires: '2099-01-01', approvedBy: 'chief1', priority: 2 },
  }));
  const station = await startBenchStation(cameras, cleanup, { ...(await captureProvision()), watchlist });
  const posters = devices.map(
    ({ id, user, password }) => new CapturePoster({ receiver: station.viid, deviceId: id, user, password }),
  );
  for (const poster of posters) await poster.keepAlive();
  const calls = await signInForCalls(station.console);
  return {
    station,
    calls,
    async pass(plate, device = 0) {
      const sentAtMs = performance.timeOrigin + performance.now();
      await posters[device % posters.length]?.postVehicle(plate, '5', []);
      return sentAtMs;
    },
    async closeAll() {
      for (const { id, state } of await alarmsOf(calls)) {
        if (state !== 'resolved') await calls.mutate('alarms.resolve', { id, outcome: 'drill', note: 'bench' });
      }
    },
  };
}

export async function alarmsOf(calls: ConsoleCalls): Promise<{ id: number; state: string; count: number }[]> {
  return (await calls.query('alarms.list')) as { id: number; state: string; count: number }[];
}

export function readProbe(page: Page): Promise<AlarmProbe> {
  return page.evaluate<AlarmProbe>('window.alarmProbe');
}
