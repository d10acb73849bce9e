import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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
  readonly gain = { value: 1 };
  started = 0;
  createGain() {
    return { gain: this.gain, connect: () => undefined };
  }
  createBuffer() {
    return { copyToChannel: () => undefined };
  }
  createBufferSource() {
    return {
      connect: () => undefined,
      start: () => {
        this.sounding += 1;
        this.started += 1;
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
  ringer.ring({ priority: 1, louder: false });
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
  ringer.ring({ priority: 1, louder: false });
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

test('the same ring told again does not begin anew; a louder one does, at full volume', async () => {
  ringer.start();
  ringer.setVolume(0.3);
  for (let n = 0; n < 100; n += 1) ringer.ring({ priority: 2, louder: false });
  expect(context()).toMatchObject({ started: 1, sounding: 1, gain: { value: 0.3 } });
  ringer.ring({ priority: 2, louder: true });
  expect(context()).toMatchObject({ started: 2, sounding: 1, gain: { value: 1 } });
  ringer.setVolume(0.2);
  expect(context().gain.value).toBe(1);
  ringer.ring(null);
  ringer.setVolume(0.2);
  expect(context()).toMatchObject({ sounding: 0, gain: { value: 0.2 } });
});

describe('what is said', () => {
  class FakeUtterance extends EventTarget {
    voice: unknown = null;
    lang = '';
    volume = 1;
    readonly text: string;
    constructor(text: string) {
      super();
      this.text = text;
    }
  }
  let saying: FakeUtterance[];
  beforeEach(() => {
    saying = [];
    vi.stubGlobal('SpeechSynthesisUtterance', FakeUtterance);
    vi.stubGlobal('speechSynthesis', {
      getVoices: () => [{ lang: 'zh-CN', name: 'zh', localService: true }],
      speak: (utterance: FakeUtterance) => saying.push(utterance),
      cancel: () => void saying.splice(0),
    });
  });
  const texts = (): string[] => saying.map(({ text }) => text);

  test('comes one after the other; what is more urgent cuts in', () => {
    ringer.speak('三级', 'zh-CN', 3);
    ringer.speak('又一个三级', 'zh-CN', 3);
    expect(texts()).toEqual(['三级', '又一个三级']);
    ringer.speak('一级', 'zh-CN', 1);
    expect(texts()).toEqual(['一级']);
    ringer.speak('二级', 'zh-CN', 2);
    expect(texts()).toEqual(['一级', '二级']);
  });

  test('does not pile up, and goes on once something is said', () => {
    for (const words of ['一', '二', '三', '四']) ringer.speak(words, 'zh-CN', 2);
    expect(texts()).toEqual(['一', '二', '三']);
    saying[0]?.dispatchEvent(new Event('end'));
    ringer.speak('五', 'zh-CN', 2);
    expect(texts()).toEqual(['一', '二', '三', '五']);
  });

  test('is nothing where no voice speaks the language', () => {
    ringer.speak('Level 1', 'en', 1);
    expect(texts()).toEqual([]);
  });
});
