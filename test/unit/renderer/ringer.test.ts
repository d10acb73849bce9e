import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Ringer } from '../../../renderer/features/console/ringer.ts';

/** What of Web Audio the ringer uses. */
class FakeContext extends EventTarget {
  static allowed = true;
  static newest: FakeContext;
  state: 'suspended' | 'running' | 'closed' = FakeContext.allowed ? 'running' : 'suspended';
  readonly sampleRate = 8000;
  readonly destination = {};
  sounding = 0;
  constructor() {
    super();
    FakeContext.newest = this;
  }
  createGain() {
    return { gain: { value: 1 }, connect: () => undefined };
  }
  createBuffer() {
    return { copyToChannel: () => undefined };
  }
  createBufferSource() {
    return {
      connect: () => undefined,
      start: () => {
        this.sounding += 1;
      },
      stop: () => {
        this.sounding -= 1;
      },
    };
  }
  async resume() {
    if (FakeContext.allowed) this.state = 'running';
  }
  async suspend() {
    this.state = 'suspended';
  }
  async close() {
    this.state = 'closed';
  }
}

let ringer: Ringer;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('AudioContext', FakeContext);
  vi.stubGlobal('window', new EventTarget());
  FakeContext.allowed = true;
  ringer = new Ringer();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const context = (): FakeContext => FakeContext.newest;

test('a sound card that plays nothing is put to rest, and still counts as ready', async () => {
  ringer.start();
  await vi.advanceTimersByTimeAsync(11_000);
  expect(context().state).toBe('suspended');
  expect(ringer.state()).toBe('ready');
});

test('an alarm wakes the sound card at once, and it stays awake for as long as it rings', async () => {
  ringer.start();
  await vi.advanceTimersByTimeAsync(11_000);
  ringer.ring(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(context()).toMatchObject({ state: 'running', sounding: 1 });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(context()).toMatchObject({ state: 'running', sounding: 1 });
  ringer.ring(null);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(context()).toMatchObject({ state: 'suspended', sounding: 0 });
});

test('a browser that holds sound back is told of, also after a while, and rings after the first key', async () => {
  FakeContext.allowed = false;
  ringer.start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ringer.state()).toBe('blocked');
  ringer.ring(1);
  expect(ringer.state()).toBe('blocked');
  FakeContext.allowed = true;
  window.dispatchEvent(new Event('keydown'));
  await vi.advanceTimersByTimeAsync(0);
  expect(ringer.state()).toBe('ready');
  expect(context().sounding).toBe(1);
});

test('a key pressed while the sound card rests does not wake it', async () => {
  ringer.start();
  await vi.advanceTimersByTimeAsync(11_000);
  window.dispatchEvent(new Event('keydown'));
  await vi.advanceTimersByTimeAsync(0);
  expect(context().state).toBe('suspended');
});

test('the volume test is heard to its end', async () => {
  ringer.start();
  await vi.advanceTimersByTimeAsync(11_000);
  ringer.test(2);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(context()).toMatchObject({ state: 'running', sounding: 1 });
});

test('after the stop nothing is left that would wake or rest', async () => {
  const stop = ringer.start();
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(context().state).toBe('closed');
});
