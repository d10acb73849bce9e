import { beforeEach, describe, expect, test } from 'vitest';
import { RingMemory } from '../../../main/cameras/ring-memory.ts';
import { StreamSession } from '../../../main/cameras/stream-session.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { FakeCamera, RecordingViewer, anAddress } from './builders.ts';

let clock: FakeClock;
let camera: FakeCamera;
let session: StreamSession;
beforeEach(() => {
  clock = new FakeClock();
  camera = new FakeCamera();
  session = new StreamSession({
    address: anAddress(),
    ring: { seconds: 15, bytes: 1e6 },
    ringMemory: new RingMemory(),
    clock,
    log: silentLog,
    openStream: camera.open,
    random: () => 0.5,
    onState: () => undefined,
  });
});

/** Frames every 40 ms, a key frame a second. */
function show(ms: number): void {
  for (let n = 0; n < ms / 40; n += 1) {
    camera.last.frame({ key: n % 25 === 0 });
    clock.advance(40);
  }
}

describe('viewers', () => {
  test('share one connection, made for the first of them', () => {
    expect(camera.connections).toHaveLength(0);
    session.watch(new RecordingViewer());
    session.watch(new RecordingViewer());
    expect(camera.connections).toHaveLength(1);
  });

  test('who comes later gets state, format and everything since the newest key frame', () => {
    session.watch(new RecordingViewer());
    camera.last.live();
    camera.last.frame({ key: true });
    camera.last.frame();
    const viewer = new RecordingViewer();
    session.watch(viewer);
    camera.last.frame();
    expect(viewer.story).toEqual(['live', 'format avc1.42c01e', 'key', 'frame', 'frame']);
  });

  test('what they were given stays as it was, whatever comes after', () => {
    const first = new RecordingViewer();
    session.watch(first);
    camera.last.play();
    camera.last.format();
    for (let n = 0; n < 5; n += 1) camera.last.frame({ key: n === 0, bytes: new Uint8Array(500).fill(n) });
    const later = new RecordingViewer();
    session.watch(later);
    show(60_000);
    for (const { frames } of [first, later]) {
      expect(frames.slice(0, 5).map(({ bytes }) => [...new Set(bytes)])).toEqual([[0], [1], [2], [3], [4]]);
    }
    expect(first.frames[5]?.bytes).toBe(later.frames[5]?.bytes); // one copy for all
  });

  test('who comes when the ring is empty waits for a key frame', () => {
    session.watch(new RecordingViewer());
    camera.last.live();
    camera.last.frame({ bytes: new Uint8Array(2e6) }); // more than the ring holds
    const viewer = new RecordingViewer();
    session.watch(viewer);
    camera.last.frame();
    camera.last.frame({ key: true });
    expect(viewer.story).toEqual(['live', 'format avc1.42c01e', 'key']);
  });

  test('one that throws costs the others nothing', () => {
    const good = new RecordingViewer();
    session.watch({
      onState: () => undefined,
      onFormat: () => undefined,
      onFrame: () => {
        throw new Error('broken');
      },
    });
    session.watch(good);
    camera.last.live();
    camera.last.frame();
    expect(good.frames).toHaveLength(2);
    expect(session.viewers).toBe(1);
  });

  test('one that leaves while frames are handed out is not called again', () => {
    const other = new RecordingViewer();
    let leaveOther = (): void => undefined;
    session.watch({ onState: () => undefined, onFormat: () => undefined, onFrame: () => leaveOther() });
    leaveOther = session.watch(other);
    camera.last.live();
    expect(other.frames).toHaveLength(0);
  });

  test('the last one gone, the connection lingers ten seconds and is then closed', () => {
    const leave = session.watch(new RecordingViewer());
    camera.last.live();
    leave();
    show(9000);
    session.watch(new RecordingViewer())();
    show(9000);
    expect(camera.connections).toHaveLength(1);
    clock.advance(1500);
    expect(camera.last.closed).toBe(true);
    expect(session.state).toBeNull();
    session.watch(new RecordingViewer());
    expect(camera.connections).toHaveLength(2);
  });

  test('what nobody looks at is read without hurry, on every connection', () => {
    session.setKeepOpen(true);
    expect(camera.last.unhurried).toBe(true);
    const leave = session.watch(new RecordingViewer());
    const leaveToo = session.watch(new RecordingViewer());
    expect(camera.last.unhurried).toBe(false);
    leave();
    expect(camera.last.unhurried).toBe(false);
    camera.last.live();
    camera.last.fail('closed');
    clock.advance(2000);
    expect(camera.connections).toHaveLength(2);
    expect(camera.last.unhurried).toBe(false);
    leaveToo();
    expect(camera.last.unhurried).toBe(true);
  });

  test('a stream that is kept open needs no viewer', () => {
    session.setKeepOpen(true);
    camera.last.live();
    session.watch(new RecordingViewer())();
    clock.advance(60_000);
    show(1000);
    expect(camera.connections.length).toBeGreaterThan(0);
    expect(session.state).not.toBeNull();
  });
});

describe('a camera that fails', () => {
  test('the tile says why, when it is tried again, and that it is being tried', () => {
    const viewer = new RecordingViewer();
    session.watch(viewer);
    camera.last.fail('refused', 'ECONNREFUSED');
    expect(viewer.state).toMatchObject({
      state: 'offline',
      reason: 'refused',
      detail: 'ECONNREFUSED',
      attempt: 1,
      retryAtMs: clock.nowMs() + 1000,
    });
    const since = viewer.state;
    clock.advance(1000);
    expect(camera.connections).toHaveLength(2);
    expect(viewer.state).toEqual({ ...since, attempt: 2, retryAtMs: null });
    camera.last.live();
    expect(viewer.state).toMatchObject({ state: 'live', width: 640, height: 360 });
  });

  test('a picture that stands still is stale within two seconds, live again with the next frame', () => {
    const viewer = new RecordingViewer();
    session.watch(viewer);
    camera.last.live();
    show(2000);
    const lastFrameAtMs = clock.nowMs() - 40;
    clock.advance(1960);
    expect(viewer.state).toMatchObject({ state: 'stale', lastFrameAtMs });
    camera.last.frame();
    expect(viewer.state?.state).toBe('live');
  });

  test('a picture that goes on standing still is connected anew, and time goes on rising', () => {
    const viewer = new RecordingViewer();
    session.watch(viewer);
    camera.last.live();
    clock.advance(10_000);
    expect(viewer.state).toMatchObject({ state: 'offline', reason: 'stopped' });
    expect(camera.connections[0]?.closed).toBe(true);
    clock.advance(1500);
    expect(camera.connections).toHaveLength(2);
    expect(camera.last.options.startUs).toBeGreaterThan(10_000_000);
  });

  test('after a blip the format is not told again and the seconds before it are kept', () => {
    const viewer = new RecordingViewer();
    session.watch(viewer);
    camera.last.live();
    camera.last.fail('closed');
    clock.advance(1000);
    camera.last.live();
    expect(viewer.story).toEqual([
      'connecting',
      'format avc1.42c01e',
      'live',
      'key',
      'offline',
      'offline',
      'live',
      'key',
    ]);
    expect(session.recent(60)).toHaveLength(2);
  });

  test('another picture size is told, and makes the frames before it worthless', () => {
    const viewer = new RecordingViewer();
    session.watch(viewer);
    camera.last.live();
    camera.last.format({ width: 1920, height: 1080 });
    camera.last.frame({ key: true });
    expect(viewer.formats).toHaveLength(2);
    expect(viewer.state).toMatchObject({ state: 'live', width: 1920 });
    expect(session.recent(60)).toHaveLength(1);
  });

  test('PLAY accepted and nothing sent is told apart from a camera that fell silent', () => {
    const viewer = new RecordingViewer();
    session.watch(viewer);
    camera.last.play();
    clock.advance(8500);
    expect(viewer.state).toMatchObject({ state: 'offline', reason: 'no-frames' });
  });

  test('a wrong password is tried again only after more than a minute', () => {
    session.watch(new RecordingViewer());
    camera.last.fail('wrong-password');
    clock.advance(60_000);
    expect(camera.connections).toHaveLength(1);
    clock.advance(30_000);
    expect(camera.connections).toHaveLength(2);
  });

  test('what it says back of our password is not passed on', () => {
    const viewer = new RecordingViewer();
    session.watch(viewer);
    camera.last.fail('protocol', 'PLAY: 500 guard:hidden\u0007 denied');
    expect(viewer.state).toMatchObject({ detail: 'PLAY: 500 guard:***  denied' });
    expect(session.statistics().lastError).toMatchObject({ reason: 'protocol', detail: 'PLAY: 500 guard:***  denied' });
  });

  test('a codec nobody can show is named, looked at again in a minute, and does not flicker meanwhile', () => {
    const viewer = new RecordingViewer();
    session.watch(viewer);
    camera.last.end({ end: 'unplayable', codec: 'MPEG-4' });
    clock.advance(60_000);
    camera.last.end({ end: 'unplayable', codec: 'MPEG-4' });
    expect(viewer.story).toEqual(['connecting', 'unplayable']);
    clock.advance(60_000);
    camera.last.live();
    expect(viewer.state?.state).toBe('live');
  });

  test('what a connection says after its end is not heard', () => {
    const viewer = new RecordingViewer();
    session.watch(viewer);
    const first = camera.last;
    first.live();
    first.fail('closed');
    first.frame({ key: true });
    expect(viewer.frames).toHaveLength(1);
    expect(viewer.state?.state).toBe('offline');
  });
});

test('moved to another address, whoever looks goes on looking', () => {
  const viewer = new RecordingViewer();
  session.watch(viewer);
  camera.last.live();
  session.moveTo(anAddress('rtsp://127.0.0.1/other'));
  expect(camera.connections[0]?.closed).toBe(true);
  expect(camera.last.options.address.url).toBe('rtsp://127.0.0.1/other');
  camera.last.live();
  expect(viewer.state?.state).toBe('live');
});

test('stopped, it says goodbye to the camera and tells whoever looks', async () => {
  const viewer = new RecordingViewer();
  session.watch(viewer);
  camera.last.live();
  await session.stop('the camera was removed');
  expect(camera.last.closed).toBe(true);
  expect(viewer.state).toMatchObject({ state: 'offline', detail: 'the camera was removed', retryAtMs: null });
  clock.advance(600_000);
  expect(camera.connections).toHaveLength(1);
});

test('its numbers are there to be seen', () => {
  session.watch(new RecordingViewer());
  camera.last.live();
  show(5000);
  camera.last.fail('closed');
  clock.advance(1000);
  camera.last.live();
  const numbers = session.statistics();
  expect(numbers).toMatchObject({ viewers: 1, reconnects: 1, lastError: { reason: 'closed' } });
  expect(numbers.framesPerSecond).toBeGreaterThan(15);
  expect(numbers.kilobitsPerSecond).toBeCloseTo((numbers.framesPerSecond * 800) / 1000);
});
