import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CameraWithState } from '#contract/api.ts';
import { cameraHealth, healthHistory } from '#contract/health.ts';
import type { StreamState } from '#contract/camera.ts';
import type { CameraStatistics } from '../../../../main/cameras/cameras.ts';
import { CameraHealth } from '../../../../main/cameras/health/camera-health.ts';
import { EventRhythm } from '../../../../main/cameras/health/event-rhythm.ts';
import { onlineTime } from '../../../../main/cameras/health/conditions.ts';
import { noSoundYet } from '../../../../main/cameras/rtsp/sound-receiver.ts';
import { noVideoYet } from '../../../../main/cameras/rtsp/video-receiver.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import type { Database } from '../../../../main/storage/database.ts';
import { HealthTable } from '../../../../main/storage/health-table.ts';
import { days, hours, minutes, seconds } from '../../../../main/system/clock.ts';
import { silentLog } from '../../../../main/system/log.ts';
import { FakeClock } from '../../../builders/fake-clock.ts';

const live: StreamState = { state: 'live', sinceMs: 0, codec: 'avc1.4d401f', width: 640, height: 360 };
const offline: StreamState = {
  ...{ state: 'offline', sinceMs: 0, reason: 'unreachable', detail: 'EHOSTUNREACH' },
  ...{ lastFrameAtMs: null, attempt: 3, retryAtMs: null },
};

const hourOfDay = (atMs: number): number => new Date(atMs).getUTCHours();

/** Cameras whose states a test sets. */
class FakeCameras {
  readonly states = new Map<string, StreamState | null>();
  readonly listeners = new Set<() => void>();
  stats: CameraStatistics[] = [];

  list(): CameraWithState[] {
    return [...this.states].map(([id, main], position) => ({
      camera: { id, name: id, point: 'gate', mainAddress: '', subAddress: null, provisioned: false, position },
      main,
      sub: null,
    }));
  }
  statistics(): CameraStatistics[] {
    return this.stats;
  }
  watchChanges(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  set(id: string, state: StreamState | null): void {
    this.states.set(id, state);
    for (const listener of this.listeners) listener();
  }
}

let directory: string;
let database: Database;
let clock: FakeClock;
let cameras: FakeCameras;
let health: CameraHealth;
const open = async (): Promise<CameraHealth> => {
  const limits = { seconds: 15, bytes: 1000 };
  const opened = new CameraHealth({
    ...{ cameras, clock, log: silentLog, store: new HealthTable(database) },
    recognisingCameras: () => ['east'],
    ring: { main: limits, sub: limits },
    hourOfDay,
  });
  await opened.start();
  return opened;
};
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-health-'));
  database = await openDatabase(directory, silentLog);
  clock = new FakeClock();
  cameras = new FakeCameras();
  cameras.set('east', live);
  cameras.set('west', offline);
  health = await open();
});
afterEach(async () => {
  await health.stop();
  await database.close();
  await rm(directory, { recursive: true });
});

test('every camera has its rates, and what its streams do', async () => {
  const ring = { frames: 10, bytes: 500, seconds: 9.5, crowdedOut: 2 };
  const lastError = { reason: 'closed', detail: 'ECONNRESET', atMs: clock.nowMs() };
  const statistics = {
    ...{ ...noVideoYet(), frames: 250, lostPackets: 3, state: live, viewers: 1, reconnects: 2 },
    ...{ framesPerSecond: 25, kilobitsPerSecond: 700, lastError, ring, sound: noSoundYet() },
  };
  cameras.stats = [{ cameraId: 'east', stream: 'main', statistics }];
  clock.advance(minutes(30));
  cameras.set('west', live);
  clock.advance(minutes(10));
  const listed = (await health.list()).map((facts) => cameraHealth.parse(facts));
  expect(listed.map(({ cameraId, condition, online }) => [cameraId, condition, online.day.rate])).toEqual([
    ['east', 'live', 1],
    ['west', 'live', 0.25],
  ]);
  expect(listed[0]!.online.month.knownMs).toBe(minutes(40));
  expect(listed[0]!.streams).toMatchObject([
    {
      ...{ stream: 'main', framesPerSecond: 25, lostPackets: 3, reconnects: 2, lastError },
      ring: { seconds: 9.5, bytes: 500, capacitySeconds: 15, capacityBytes: 1000, crowdedOut: 2 },
    },
  ]);
  expect(listed.map(({ events }) => events.is)).toEqual(['learning', 'none']);
  expect(await health.standings(0, clock.nowMs())).toEqual([
    { cameraId: 'east', liveMs: minutes(40), knownMs: minutes(40), lastCondition: 'live' },
    { cameraId: 'west', liveMs: minutes(10), knownMs: minutes(40), lastCondition: 'live' },
  ]);
});

test('time in which the station did not run is unknown, after a clean stop and after a crash alike', async () => {
  clock.advance(hours(1));
  await health.stop();
  clock.advance(hours(5));
  health = await open();
  clock.advance(hours(1) + seconds(4));
  const crashed = health;
  clock.advance(seconds(3)); // 7 seconds after its last heartbeat it dies: nothing more is written
  const crashedAtMs = clock.nowMs();
  cameras.listeners.clear();
  clock = new FakeClock(crashedAtMs + hours(2));
  health = await open();
  clock.advance(hours(1));

  const { online, intervals } = healthHistory.parse(await health.history('east', crashedAtMs - days(1), clock.nowMs()));
  expect(intervals.map(({ condition, fromMs, toMs }) => [condition, toMs - fromMs])).toEqual([
    ['live', hours(1)],
    ['live', hours(1)],
    ['live', hours(1)],
  ]);
  expect(online).toEqual({ liveMs: hours(3), knownMs: hours(3), rate: 1 });
  expect((await health.history('west', 0, clock.nowMs())).online.rate).toBe(0);
  await crashed.stop();
});

test('the sums of the database are the formula of the docstring, over any period', async () => {
  for (let n = 0; n < 40; n += 1) {
    cameras.set('east', n % 3 === 0 ? offline : n % 3 === 1 ? live : { state: 'stale', sinceMs: 0, lastFrameAtMs: 0 });
    cameras.set('west', n % 5 === 0 ? null : live);
    clock.advance(minutes(7) + n * seconds(13));
  }
  const table = new HealthTable(database);
  const endMs = clock.nowMs();
  await health.history('east', 0, endMs);
  for (const [fromMs, toMs] of [
    [0, endMs],
    [endMs - hours(2), endMs - hours(1)],
    [endMs - minutes(95), endMs + hours(1)],
    [endMs + hours(1), endMs + hours(2)],
  ] as const) {
    const sums = await table.sums(fromMs, toMs);
    for (const cameraId of ['east', 'west']) {
      const sum = sums.find((of) => of.cameraId === cameraId) ?? { liveMs: 0, knownMs: 0 };
      const { liveMs, knownMs } = onlineTime(await table.intervals(cameraId, fromMs, toMs, 1000), fromMs, toMs);
      expect([cameraId, sum.liveMs, sum.knownMs]).toEqual([cameraId, liveMs, knownMs]);
    }
  }
});

test('events that stop while the video lives are noticed, also after a restart', async () => {
  await health.stop();
  const rhythm = new EventRhythm(hourOfDay);
  for (let atMs = clock.nowMs() - days(5); atMs < clock.nowMs(); atMs += minutes(2)) rhythm.event(atMs);
  const remembered = rhythm.takeChanged().map((hour) => ({ cameraId: 'east', ...hour }));
  await new HealthTable(database).saveRhythm(remembered);
  health = await open();
  health.noteEvent('east', clock.nowMs());
  expect((await health.list())[0]!.events).toMatchObject({ is: 'fine', lastEventAtMs: clock.nowMs() });
  await health.stop();
  health = await open();
  clock.advance(minutes(5));
  expect((await health.list())[0]!.events.is).toBe('fine');
  clock.advance(hours(1));
  expect((await health.list())[0]!.events).toMatchObject({ is: 'silent', silentForMs: hours(1) + minutes(5) });
  cameras.set('east', offline);
  expect((await health.list())[0]!.events.is).toBe('no-video');
  cameras.set('east', live);
  clock.advance(minutes(5));
  expect((await health.list())[0]!.events.is).toBe('fine');
});
