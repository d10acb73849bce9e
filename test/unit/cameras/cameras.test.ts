import { beforeEach, describe, expect, test } from 'vitest';
import type { CameraStore, StoredCamera } from '../../../main/cameras/camera-store.ts';
import { Cameras } from '../../../main/cameras/cameras.ts';
import { silentLog } from '../../../main/system/log.ts';
import { secretsFrom } from '../../../main/system/secrets.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { FakeCamera, RecordingViewer } from './builders.ts';

class MemoryStore implements CameraStore {
  rows = new Map<string, StoredCamera>();
  all(): Promise<StoredCamera[]> {
    return Promise.resolve([...this.rows.values()]);
  }
  save({ put, remove }: Parameters<CameraStore['save']>[0]): Promise<void> {
    for (const id of remove) this.rows.delete(id);
    for (const camera of put) this.rows.set(camera.id, camera);
    return Promise.resolve();
  }
}

const main = 'rtsp://admin:s3cret@127.0.0.1:8554/main';
const sub = 'rtsp://admin:s3cret@127.0.0.1:8554/sub';

let clock: FakeClock;
let store: MemoryStore;
let camera: FakeCamera;
let cameras: Cameras;
const open = (): Cameras =>
  new Cameras({
    store,
    secrets: secretsFrom(Buffer.alloc(32, 1)),
    clock,
    log: silentLog,
    openStream: camera.open,
    random: () => 0.5,
  });
beforeEach(async () => {
  clock = new FakeClock();
  store = new MemoryStore();
  camera = new FakeCamera();
  cameras = open();
  await cameras.start();
});
const addresses = (): string[] => camera.connections.filter((c) => !c.closed).map((c) => c.options.address.url);

test('the sub stream of every camera is kept open, the main stream of one without', async () => {
  await cameras.add({ name: '东门', main, sub, point: 'gate' });
  await cameras.add({ name: '西门', main: 'rtsp://127.0.0.1/only', point: 'other' });
  expect(addresses()).toEqual(['rtsp://127.0.0.1:8554/sub', 'rtsp://127.0.0.1/only']);
  expect(cameras.list()).toMatchObject([
    { camera: { name: '东门', point: 'gate', provisioned: false }, main: null, sub: { state: 'connecting' } },
    { camera: { name: '西门', subAddress: null }, main: { state: 'connecting' }, sub: null },
  ]);
});

test('the password connects, and is found neither in the list nor readable in the store', async () => {
  await cameras.add({ name: '东门', main, sub, point: 'gate' });
  expect(camera.last.options.address.credentials).toEqual({ username: 'admin', password: 's3cret' });
  expect(JSON.stringify(cameras.list())).not.toContain('s3cret');
  expect(JSON.stringify([...store.rows.values()])).not.toContain('s3cret');
  expect(cameras.list()[0]?.camera.mainAddress).toBe('rtsp://127.0.0.1:8554/main');
});

test('cameras are there again after a restart', async () => {
  const { id } = await cameras.add({ name: '东门', main, point: 'gate' });
  await cameras.stop();
  expect(addresses()).toEqual([]);
  cameras = open();
  await cameras.start();
  expect(cameras.findByName('东门')?.id).toBe(id);
  expect(camera.last.options.address.credentials?.password).toBe('s3cret');
});

test('with another key the camera is still listed, and tried without its password', async () => {
  await cameras.add({ name: '东门', main, point: 'gate' });
  cameras = new Cameras({
    store,
    secrets: secretsFrom(Buffer.alloc(32, 2)),
    clock,
    log: silentLog,
    openStream: camera.open,
  });
  await cameras.start();
  expect(camera.last.options.address).toMatchObject({ url: 'rtsp://127.0.0.1:8554/main', credentials: null });
});

describe('changing', () => {
  test('an address left as shown keeps its password; one of another host does not get it', async () => {
    const { id } = await cameras.add({ name: '东门', main, point: 'gate' });
    await cameras.change(id, { name: '东大门', main: 'rtsp://127.0.0.1:8554/other', point: 'gate' });
    expect(cameras.findById(id)?.name).toBe('东大门');
    expect(camera.last.options.address).toMatchObject({
      url: 'rtsp://127.0.0.1:8554/other',
      credentials: { password: 's3cret' },
    });
    await cameras.change(id, { name: '东大门', main: 'rtsp://127.0.0.2:8554/other', point: 'gate' });
    expect(camera.last.options.address.credentials).toBeNull();
  });

  test('a new name alone leaves the connection as it is', async () => {
    const { id } = await cameras.add({ name: '东门', main, point: 'gate' });
    await cameras.change(id, { name: '东大门', main: 'rtsp://127.0.0.1:8554/main', point: 'gate' });
    expect(camera.connections).toHaveLength(1);
  });

  test('a camera that gets a sub stream keeps that one open, and lets the main stream go', async () => {
    const { id } = await cameras.add({ name: '东门', main, point: 'gate' });
    await cameras.change(id, { name: '东门', main, sub, point: 'gate' });
    clock.advance(11_000);
    expect(addresses()).toEqual(['rtsp://127.0.0.1:8554/sub']);
  });

  test('names are taken once, addresses are rtsp:, and strangers are not found', async () => {
    const { id } = await cameras.add({ name: '东门', main, point: 'gate' });
    await expect(cameras.add({ name: ' 东门 ', main, point: 'gate' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(cameras.add({ name: 'x', main: 'rtsp://:0/', point: 'gate' })).rejects.toMatchObject({
      code: 'bad-input',
    });
    await expect(cameras.remove('cam-none')).rejects.toMatchObject({ code: 'not-found' });
    await cameras.remove(id);
    expect(cameras.list()).toEqual([]);
    expect(addresses()).toEqual([]);
  });
});

describe('provision', () => {
  test('applied twice it changes nothing: the cameras keep their ids and connections', async () => {
    const wanted = [
      { name: '东门', main, sub },
      { name: '西门', main },
    ];
    await cameras.applyProvision(wanted);
    const before = cameras.list();
    await cameras.applyProvision(wanted);
    expect(cameras.list()).toEqual(before);
    expect(camera.connections).toHaveLength(2);
    expect(before.map(({ camera: { provisioned } }) => provisioned)).toEqual([true, true]);
  });

  test('what the file no longer names goes, what was added by hand stays', async () => {
    await cameras.add({ name: '手工', main, point: 'other' });
    await cameras.applyProvision([
      { name: '东门', main },
      { name: '西门', main },
    ]);
    await cameras.applyProvision([{ name: '西门', main }]);
    expect(cameras.list().map((entry) => entry.camera.name)).toEqual(['手工', '西门']);
  });

  test('what the file sets is changed there', async () => {
    await cameras.applyProvision([{ name: '东门', main }]);
    const id = cameras.findByName('东门')!.id;
    await expect(cameras.change(id, { name: 'x', main, point: 'gate' })).rejects.toMatchObject({
      code: 'provisioned-elsewhere',
    });
    await expect(cameras.remove(id)).rejects.toMatchObject({ code: 'provisioned-elsewhere' });
  });

  test('it may come before the start', async () => {
    await cameras.stop();
    cameras = open();
    await cameras.applyProvision([{ name: '东门', main }]);
    expect(addresses()).toEqual([]);
    await cameras.start();
    expect(addresses()).toEqual(['rtsp://127.0.0.1:8554/main']);
  });
});

describe('watching', () => {
  test('a camera with one stream shows it under either name; unknown cameras are refused', async () => {
    const { id } = await cameras.add({ name: '东门', main, point: 'gate' });
    const viewer = new RecordingViewer();
    expect(cameras.watch(id, 'sub', viewer)).not.toBeNull();
    camera.last.live();
    expect(viewer.frames).toHaveLength(1);
    expect(camera.connections).toHaveLength(1);
    expect(cameras.watch('cam-none', 'main', viewer)).toBeNull();
  });

  test('a try-out is watched like a camera, listed nowhere, and forgotten a minute after its last viewer', () => {
    const { cameraId } = cameras.tryOut(main);
    expect(cameraId).toBe('try:1');
    const viewer = new RecordingViewer();
    clock.advance(50_000);
    const leave = cameras.watch(cameraId, 'main', viewer)!;
    camera.last.live();
    clock.advance(300_000);
    expect(viewer.frames).toHaveLength(1);
    expect(cameras.list()).toEqual([]);
    leave();
    clock.advance(59_000);
    cameras.watch(cameraId, 'main', viewer)!();
    clock.advance(61_000);
    expect(cameras.watch(cameraId, 'main', viewer)).toBeNull();
    expect(addresses()).toEqual([]);
  });

  test('try-outs are bounded', () => {
    for (let n = 0; n < 16; n += 1) cameras.tryOut(main);
    expect(() => cameras.tryOut(main)).toThrow('too many');
    clock.advance(61_000);
    expect(() => cameras.tryOut(main)).not.toThrow();
  });
});

test('changes are told at once, and then at most four times a second', async () => {
  clock.advance(1000);
  let told = 0;
  const stop = cameras.watchChanges(() => (told += 1));
  await cameras.add({ name: '东门', main, point: 'gate' });
  expect(told).toBe(1);
  camera.last.live();
  camera.last.fail('closed');
  expect(told).toBe(1);
  clock.advance(250);
  expect(told).toBe(2);
  clock.advance(250);
  expect(told).toBe(2);
  stop();
  await cameras.remove(cameras.list()[0]!.camera.id);
  expect(told).toBe(2);
});

test('the numbers of every open stream are there to be seen', async () => {
  const { id } = await cameras.add({ name: '东门', main, sub, point: 'gate' });
  camera.last.live();
  expect(cameras.statistics()).toMatchObject([
    { cameraId: id, stream: 'sub', statistics: { frames: 1, state: { state: 'live' }, ring: { frames: 1 } } },
  ]);
  expect(cameras.recent(id, 'sub', 10)).toHaveLength(1);
});
