/** A station's rooms with a listed car seen twice, a clip of it, and a county that never answers: what packages are made of. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { SignedIn, Unit } from '#contract/access.ts';
import type { MadePackage, PackageRequest } from '#contract/package.ts';
import { Configuration } from '../../main/station/configuration.ts';
import { parseProvision } from '../../main/station/provision.ts';
import { openRooms } from '../../main/station/rooms.ts';
import { SimulatedSite } from '../../main/station/simulated-site.ts';
import { ClipTable } from '../../main/storage/clip-table.ts';
import { openDatabase } from '../../main/storage/database.ts';
import { hours, realClock } from '../../main/system/clock.ts';
import type { Clock } from '../../main/system/clock.ts';
import { silentLog } from '../../main/system/log.ts';
import { aVehicle } from './journal.ts';
import { shippedBounds as bounds } from './lawful-bounds.ts';

const run = promisify(execFile);
export const home = join(import.meta.dirname, '..', '..');
export const demoPicture = (name: string): Promise<Buffer> => readFile(join(home, 'resources', 'demo', name));

export const chief: SignedIn = { account: 'chief1', name: '李芳', role: 'chief' };
export const secret = 'shared with the county';
export const plate = '鲁P12345';
export const stranger = '鲁P99999';

const provision = {
  unit: { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001' },
  accounts: [
    { account: 'chief1', name: '李芳', role: 'chief', password: 'a chief of guards' },
    { account: 'guard1', name: '王强', role: 'guard', password: 'a guard at the gate' },
  ],
  cameras: [{ name: '东门', main: 'rtsp://127.0.0.1:1/main', point: 'gate' }],
  watchlist: [
    {
      ...{ kind: 'vehicle', plate, category: 'barred', basis: '单位禁入决定 2026-014' },
      ...{ expires: '2099-01-01', approvedBy: 'chief1' },
    },
  ],
  county: { summaries: { url: 'http://127.0.0.1:1/guardroom', secret, every: '1h' } },
};

/** A clip of an alarm that is not there yet, as a camera would have left it. Gives how many frames it has. */
export async function layClip(directory: string, alarmId: number, frames = 40): Promise<void> {
  const database = await openDatabase(directory, silentLog);
  const clips = new ClipTable(database);
  const nowMs = Date.now();
  const { id } = await clips.add({
    ...{ cameraId: 'east', cameraName: '东门', stream: 'sub', reason: 'alarm', by: 'station', alarmId },
    ...{ cutAtMs: nowMs, untilMs: nowMs },
  });
  const path = join(directory, 'clips', `${id}.mp4`);
  await mkdir(join(directory, 'clips'), { recursive: true });
  await run('ffmpeg', [
    ...['-hide_banner', '-loglevel', 'error', '-f', 'lavfi', '-i', `color=black:size=640x360:rate=20`],
    ...['-frames:v', String(frames), '-c:v', 'libx264', '-pix_fmt', 'yuv420p', path],
  ]);
  const bytes = await readFile(path);
  await clips.describe(id, {
    ...{ fromMs: nowMs, toMs: nowMs + frames * 50, frames, bytes: bytes.length, codec: 'avc1.4d401f' },
    ...{ width: 640, height: 360, missingMs: 0, shortened: null },
    digest: createHash('sha256').update(bytes).digest('hex'),
  });
  await clips.finish(id);
  await database.close();
}

export type PackageSite = Awaited<ReturnType<typeof openPackageSite>>;

export async function openPackageSite(directory: string, { clock = realClock }: { clock?: Clock } = {}) {
  const stops: (() => Promise<void> | void)[] = [];
  const rooms = await openRooms({
    ...{ home, dataDirectory: directory, bounds, key: null, clipSpan: null, clock, log: silentLog },
    onStop: (_name, stop) => stops.push(stop),
  });
  await rooms.intake.start();
  stops.push(() => rooms.intake.stop());
  const identity: { unit: Unit | null; simulated: boolean } = { unit: null, simulated: false };
  const site = new SimulatedSite({ home, dataDirectory: directory, bounds });
  const configuration = new Configuration({ rooms, site, identity, onChange: () => undefined });
  stops.push(() => rooms.connections.close());
  const parsed = parseProvision(stringify(provision), 'en', bounds);
  if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  await configuration.start(parsed.provision);
  const { packages } = rooms;
  return {
    rooms,
    packages,
    cameraId: rooms.cameras.findByName('东门')?.id ?? '',
    /** The car passes; resolves once its alarm is there. Gives the alarm's number. */
    async seeCar(of: string, pictures: readonly string[]): Promise<void> {
      const cameraId = rooms.cameras.findByName('东门')?.id ?? null;
      const nowMs = clock.nowMs();
      const loaded = await Promise.all(
        pictures.map(async (name) => ({ role: 'scene' as const, bytes: await demoPicture(name) })),
      );
      const sighting = aVehicle(of, { cameraId, seenAtMs: nowMs, receivedAtMs: nowMs, pictures: loaded });
      await rooms.intake.take([sighting]);
      // The summary of a package ends with the last whole second.
      await pause(1000 - (clock.nowMs() % 1000));
    },
    async make(request: Partial<PackageRequest> = {}): Promise<MadePackage> {
      const nowMs = clock.nowMs();
      const asked = { fromMs: nowMs - hours(24), toMs: nowMs, alarmIds: [], reason: '公安机关调取', withOutbox: false };
      return packages.make({ ...asked, ...request }, chief);
    },
    /** Resolves once it is no longer being made. */
    async made(id: number): Promise<MadePackage> {
      for (;;) {
        const found = await packages.find(id);
        if (found.state !== 'making') return found;
        await pause(20);
      }
    },
    async stop(): Promise<void> {
      for (const stop of stops.splice(0).reverse()) await stop();
    },
  };
}
