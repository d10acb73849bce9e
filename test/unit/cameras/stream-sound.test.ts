import { beforeEach, describe, expect, test } from 'vitest';
import type { CameraSound } from '#contract/sound.ts';
import { SoundQueue, soundBounds } from '../../../main/cameras/sound-queue.ts';
import type { SoundListener, SoundUnit } from '../../../main/cameras/sounds.ts';
import { RingMemory } from '../../../main/cameras/ring-memory.ts';
import { StreamSession } from '../../../main/cameras/stream-session.ts';
import { StreamSound } from '../../../main/cameras/stream-sound.ts';
import { hours, minutes } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { FakeCamera, RecordingViewer, anAddress } from './builders.ts';

const on: CameraSound = { sound: 'on', format: { codec: 'alaw', sampleRate: 8000, channels: 1, config: '' } };
const aUnit = (fields: Partial<SoundUnit> = {}): SoundUnit => ({
  bytes: new Uint8Array(160),
  presentationUs: 0,
  arrivalMs: 0,
  ...fields,
});

class RecordingListener implements SoundListener {
  readonly sounds: string[] = [];
  units = 0;
  onSound(sound: CameraSound): void {
    this.sounds.push(sound.sound);
  }
  onUnit(): void {
    this.units += 1;
  }
}

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

describe('the sound of a stream', () => {
  let sound: StreamSound;
  beforeEach(() => {
    sound = new StreamSound(clock, silentLog);
  });

  test('who listens is told what there is at once, and every change', () => {
    const listener = new RecordingListener();
    const leave = sound.listen(listener);
    sound.onSound(on);
    sound.onUnit(aUnit());
    sound.connectionEnded();
    leave();
    sound.onSound({ sound: 'none' });
    expect(listener).toMatchObject({ sounds: ['waiting', 'on', 'waiting'], units: 1 });
    expect(sound.isHeard).toBe(false);
  });

  test('a listener that throws is dropped, and the others hear on', () => {
    const good = new RecordingListener();
    sound.listen({
      onSound: () => undefined,
      onUnit: () => {
        throw new Error('broken');
      },
    });
    sound.listen(good);
    sound.onUnit(aUnit());
    sound.onUnit(aUnit());
    expect(good.units).toBe(2);
  });
});

describe('a camera whose picture fails over the sound', () => {
  let camera: FakeCamera;
  let session: StreamSession;
  beforeEach(() => {
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
    session.watch(new RecordingViewer());
  });
  const asks = (): boolean => camera.last.options.sound?.mayAsk() ?? false;
  const reconnect = (): void => {
    camera.last.fail('closed');
    clock.advance(minutes(1));
  };

  test('is not asked for it again within the hour, whether or not its picture comes', () => {
    expect(asks()).toBe(true);
    reconnect();
    expect(asks()).toBe(false);
    camera.last.live();
    reconnect();
    expect(asks()).toBe(false);
    camera.last.live();
    clock.advance(1000);
    for (let n = 0; n < 62; n += 1) {
      camera.last.live();
      reconnect();
    }
    expect(asks()).toBe(true);
  });

  test('is tried again at once, whatever it failed with', () => {
    expect(asks()).toBe(true);
    camera.last.fail('wrong-password');
    clock.advance(1000);
    expect(camera.connections).toHaveLength(2);
    camera.last.fail('wrong-password');
    clock.advance(60_000);
    expect(camera.connections).toHaveLength(2);
  });

  test('one that fails after its picture came is asked again', () => {
    expect(asks()).toBe(true);
    camera.last.live();
    reconnect();
    expect(asks()).toBe(true);
  });

  test('one that fails before it was asked is asked the next time', () => {
    reconnect();
    expect(asks()).toBe(true);
  });

  test('one that lets us wait for an answer keeps its picture, and is not asked again soon', () => {
    expect(asks()).toBe(true);
    camera.last.options.sound?.onSilence();
    camera.last.live();
    reconnect();
    expect(asks()).toBe(false);
  });

  test('another address is another camera', () => {
    expect(asks()).toBe(true);
    reconnect();
    session.moveTo(anAddress('rtsp://127.0.0.1/other'));
    expect(asks()).toBe(true);
  });

  test('a listener keeps no stream open', () => {
    const listener = new RecordingListener();
    session.listen(listener);
    expect(camera.connections).toHaveLength(1);
    expect(session.viewers).toBe(1);
  });
});

describe('what waits for a listener', () => {
  const isWhole = (queue: SoundQueue): void => {
    const { offered, sent, dropped, queued } = queue.counts();
    expect(sent + dropped + queued).toBe(offered);
  };

  test('leaves while there is credit, in order', () => {
    const queue = new SoundQueue(2);
    for (let n = 0; n < 3; n += 1) queue.offer(aUnit({ presentationUs: n }), 0);
    expect([queue.take(0), queue.take(0), queue.take(0)].map((unit) => unit?.presentationUs)).toEqual([
      0,
      1,
      undefined,
    ]);
    queue.grant(1);
    expect(queue.take(0)?.presentationUs).toBe(2);
    isWhole(queue);
  });

  test('the oldest goes when too many, too much or too old waits', () => {
    const many = new SoundQueue(1);
    for (let n = 0; n < soundBounds.units + 5; n += 1) many.offer(aUnit({ presentationUs: n }), 0);
    expect(many.counts()).toMatchObject({ dropped: 5, queued: soundBounds.units });
    expect(many.take(0)?.presentationUs).toBe(5);
    const much = new SoundQueue(1);
    for (let n = 0; n < 20; n += 1) much.offer(aUnit({ bytes: new Uint8Array(8192) }), 0);
    expect(much.counts()).toMatchObject({ dropped: 4, queued: 16 });
    const old = new SoundQueue(1);
    old.offer(aUnit({ presentationUs: 1 }), 0);
    old.offer(aUnit({ presentationUs: 2 }), 400);
    expect(old.take(soundBounds.ageMs + 1)?.presentationUs).toBe(2);
    for (const queue of [many, much, old]) isWhole(queue);
  });

  test('a camera that floods is held to what sound can be', () => {
    const queue = new SoundQueue(64);
    let taken = 0;
    for (let ms = 0; ms < 10_000; ms += 1) {
      queue.offer(aUnit(), ms);
      queue.grant(1);
      if (queue.take(ms) !== null) taken += 1;
    }
    expect(taken).toBeLessThanOrEqual(soundBounds.unitsPerSecond * 10 + soundBounds.burstUnits);
    isWhole(queue);
  });

  test('credit does not add up beyond what may wait', () => {
    const queue = new SoundQueue(1);
    for (let n = 0; n < 10; n += 1) queue.grant(256);
    expect(queue.counts().credit).toBe(soundBounds.units);
  });
});

test('an hour is an hour', () => {
  const sound = new StreamSound(clock, silentLog);
  expect(sound.mayAsk()).toBe(true);
  expect(sound.takeBlame()).toBe(true);
  sound.connectionEnded();
  expect(sound.takeBlame()).toBe(false);
  clock.advance(hours(1) - 1);
  expect(sound.mayAsk()).toBe(false);
  clock.advance(1);
  expect(sound.mayAsk()).toBe(true);
});
