import { beforeEach, expect, test } from 'vitest';
import type { SoundOutput, SoundOutputEvents } from '../../../renderer/video/sound/sound-output.ts';
import type { SoundReport } from '../../../renderer/video/sound/sound-report.ts';
import { TileSounds } from '../../../renderer/video/sound/tile-sounds.ts';
import type { WorkerCommand } from '../../../renderer/video/worker/messages.ts';

class FakeOutput implements SoundOutput {
  readonly sampleRate: number;
  readonly events: SoundOutputEvents;
  isConnected = false;
  isClosed = false;
  volume = 0;
  constructor(sampleRate: number, events: SoundOutputEvents) {
    this.sampleRate = sampleRate;
    this.events = events;
  }
  connect(): MessagePort {
    this.isConnected = true;
    return {} as MessagePort;
  }
  silence(): void {
    this.isConnected = false;
  }
  setVolume(volume: number): void {
    this.volume = volume;
  }
  close(): void {
    this.isClosed = true;
    this.isConnected = false;
  }
  report(state: SoundReport['state']): void {
    this.events.onReport({ state, level: 0.3, bufferedMs: 150, targetMs: 150, gaps: 0, skippedMs: 0 });
  }
}

let outputs: FakeOutput[];
let posted: WorkerCommand[];
let sounds: TileSounds;
let told: number;
beforeEach(() => {
  outputs = [];
  posted = [];
  told = 0;
  sounds = new TileSounds({
    openOutput(sampleRate, events) {
      const output = new FakeOutput(sampleRate, events);
      outputs.push(output);
      return output;
    },
    post: (command) => posted.push(command),
  });
  sounds.onTile(2, () => (told += 1));
});
const output = (): FakeOutput => outputs.at(-1)!;
const hear = (sampleRate = 8000, tile = 2): void => sounds.hear(tile, { sound: 'heard', sampleRate });
const play = (): void => {
  sounds.listen(2);
  hear();
  output().events.onRunning(true);
  output().report('playing');
};

test('nothing is open before somebody listens', () => {
  sounds.silence();
  expect(outputs).toEqual([]);
  expect(posted).toEqual([]);
  expect(sounds.view(2)).toEqual({ sound: 'off' });
});

test('a tile that is listened to waits, plays, and is told of each', () => {
  sounds.listen(2);
  expect(sounds.view(2)).toEqual({ sound: 'waiting' });
  expect(posted).toEqual([{ type: 'listen', tile: 2 }]);
  hear(16_000);
  expect(output().sampleRate).toBe(16_000);
  output().events.onRunning(true);
  expect(posted.at(-1)).toMatchObject({ type: 'sound-out', tile: 2 });
  output().report('playing');
  expect(sounds.view(2)).toEqual({ sound: 'playing' });
  expect(sounds.view(3)).toEqual({ sound: 'off' });
  expect(told).toBe(2);
});

test('another tile is another sound, through the same way to the loudspeaker if it fits', () => {
  play();
  sounds.listen(3);
  expect(output().isConnected).toBe(false);
  expect(sounds.view(2)).toEqual({ sound: 'off' });
  hear(8000, 2);
  expect(output().isConnected).toBe(false);
  hear(8000, 3);
  expect(output().isConnected).toBe(true);
  expect(outputs).toHaveLength(1);
  sounds.listen(4);
  hear(16_000, 4);
  expect(outputs.map(({ isClosed }) => isClosed)).toEqual([true, false]);
});

test('silence closes the way to the loudspeaker and tells the worker', () => {
  play();
  sounds.silence();
  expect(output().isClosed).toBe(true);
  expect(posted.at(-1)).toEqual({ type: 'unlisten' });
  expect(sounds.view(2)).toEqual({ sound: 'off' });
});

test('a browser that holds sound back is given nothing to keep, until it plays', () => {
  sounds.listen(2);
  hear();
  expect(sounds.view(2)).toEqual({ sound: 'waiting' });
  output().events.onRunning(false);
  expect(sounds.view(2)).toEqual({ sound: 'blocked' });
  expect(posted.some(({ type }) => type === 'sound-out')).toBe(false);
  output().events.onRunning(true);
  expect(posted.at(-1)).toMatchObject({ type: 'sound-out' });
  output().events.onRunning(false);
  expect(posted.at(-1)).toEqual({ type: 'sound-out', tile: 2, port: null });
});

test('a short gap is no news, a long one is', () => {
  play();
  output().report('filling');
  expect(sounds.view(2)).toEqual({ sound: 'playing' });
  for (let n = 0; n < 4; n += 1) output().report('filling');
  expect(sounds.view(2)).toEqual({ sound: 'waiting' });
  output().report('playing');
  expect(sounds.view(2)).toEqual({ sound: 'playing' });
});

test('why nothing is heard is told', () => {
  play();
  sounds.hear(2, { sound: 'unknown-codec', codec: 'G.726' });
  expect(sounds.view(2)).toEqual({ sound: 'unknown-codec', codec: 'G.726' });
  expect(output().isConnected).toBe(false);
  output().report('filling');
  expect(sounds.view(2)).toEqual({ sound: 'unknown-codec', codec: 'G.726' });
  hear();
  expect(output().isConnected).toBe(true);
});

test('a console without a loudspeaker says so', () => {
  const mute = new TileSounds({ openOutput: undefined, post: () => undefined });
  mute.listen(0);
  mute.hear(0, { sound: 'heard', sampleRate: 8000 });
  expect(mute.view(0)).toEqual({ sound: 'unsupported' });
  sounds.listen(2);
  hear();
  output().events.onFailed();
  expect(sounds.view(2)).toEqual({ sound: 'unsupported' });
});

test('a new worker is told what the one before knew', () => {
  play();
  sounds.begin();
  expect(posted.at(-1)).toEqual({ type: 'listen', tile: 2 });
  expect(output().isConnected).toBe(false);
  hear();
  expect(output().isConnected).toBe(true);
});

test('how loud it is applies to what is open and to what comes', () => {
  sounds.setVolume(0.4);
  play();
  expect(output().volume).toBe(0.4);
  sounds.setVolume(0.2);
  expect(output().volume).toBe(0.2);
});
