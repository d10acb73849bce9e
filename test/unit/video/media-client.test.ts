import { beforeEach, expect, test } from 'vitest';
import { MediaClient } from '../../../renderer/video/media-client.ts';
import type { MediaWorker } from '../../../renderer/video/media-client.ts';
import type { TileReport, WorkerCommand, WorkerEvent } from '../../../renderer/video/worker/messages.ts';
import { FakeClock, liveState } from './fakes.ts';

class FakeWorker implements MediaWorker {
  onmessage: ((event: MessageEvent<WorkerEvent>) => void) | null = null;
  readonly commands: WorkerCommand[] = [];
  isTerminated = false;
  postMessage(command: WorkerCommand): void {
    this.commands.push(command);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  say(data: WorkerEvent): void {
    this.onmessage?.({ data } as MessageEvent<WorkerEvent>);
  }
  /** The number of the last watch asked for. */
  get watch(): number {
    return this.commands.findLast((command) => command.type === 'watch')?.watch ?? -1;
  }
}

let clock: FakeClock;
let workers: FakeWorker[];
let client: MediaClient;
beforeEach(() => {
  clock = new FakeClock();
  workers = [];
  client = new MediaClient({
    url: 'ws://127.0.0.1/media',
    createWorker() {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    clock,
    isBrowserAble: true,
  });
});
const worker = (): FakeWorker => workers.at(-1)!;
const report = (over: Partial<TileReport> = {}): void =>
  worker().say({
    type: 'reports',
    tiles: [
      {
        tile: 0,
        watch: worker().watch,
        framesShown: 10,
        framesLost: 0,
        decoderResets: 0,
        lastFrameAtMs: clock.nowMs(),
        width: 640,
        height: 360,
        codec: 'avc1.42e01e',
        trouble: null,
        stamps: [],
        ...over,
      },
    ],
  });
const goLive = (): void => {
  worker().say({ type: 'link', isUp: true });
  client.watch(0, 'gate', 'sub');
  worker().say({ type: 'station', tile: 0, watch: worker().watch, state: liveState });
  report();
};

test('a tile goes live with its first frame, and its view keeps its identity until something changes', () => {
  goLive();
  const view = client.view(0);
  expect(view).toMatchObject({ state: 'live', framesShown: 10, width: 640, lastFrameAtMs: clock.nowMs() });
  expect(client.view(0)).toBe(view);
});

test('the steady view of a tile is another only when it says something else', () => {
  goLive();
  const steady = client.steadyView(0);
  report({ framesShown: 40 });
  clock.advance(1000);
  report({ framesShown: 55 });
  clock.advance(1000);
  expect(client.view(0)).toMatchObject({ state: 'live', framesShown: 55 });
  expect(client.steadyView(0)).toBe(steady);
  report({ width: 1280 });
  clock.advance(1000);
  expect(client.steadyView(0)).toMatchObject({ state: 'live', width: 1280 });
  clock.advance(2000);
  const stale = client.steadyView(0);
  expect(stale).toMatchObject({ state: 'stale', lastFrameAtMs: client.view(0).lastFrameAtMs });
  clock.advance(3000);
  expect(client.steadyView(0)).toBe(stale);
});

test('a tile without frames is stale within two seconds by itself, and live again with the next', () => {
  goLive();
  const states: string[] = [];
  client.onTile(0, () => states.push(client.view(0).state));
  const lastFrameAtMs = clock.nowMs();
  clock.advance(2000);
  expect(client.view(0)).toMatchObject({ state: 'stale', lastFrameAtMs });
  report();
  expect(client.view(0).state).toBe('live');
  expect(states.filter((state, n) => state !== states[n - 1])).toEqual(['live', 'stale', 'live']);
});

test('a lost link makes tiles stale, and says why', () => {
  goLive();
  worker().say({ type: 'link', isUp: false });
  expect(client.view(0).state).toBe('live');
  clock.advance(2000);
  expect(client.view(0)).toMatchObject({ state: 'stale', detail: { from: 'console', reason: 'link-lost' } });
});

test('asking for the same camera again asks the worker once; another camera forgets the picture', () => {
  goLive();
  client.watch(0, 'gate', 'sub');
  expect(worker().commands.filter((command) => command.type === 'watch')).toHaveLength(1);
  client.watch(0, 'yard', 'sub');
  expect(client.view(0)).toMatchObject({ state: 'connecting', lastFrameAtMs: null });
});

test('the other stream of the same camera keeps the picture and its age', () => {
  goLive();
  const lastFrameAtMs = clock.nowMs();
  clock.advance(400);
  client.watch(0, 'gate', 'main');
  expect(client.view(0)).toMatchObject({ state: 'connecting', lastFrameAtMs });
});

test('what a worker says of an earlier watch is not heard', () => {
  goLive();
  const earlier = worker().watch;
  client.watch(0, 'yard', 'sub');
  report({ watch: earlier });
  worker().say({ type: 'refused', tile: 0, watch: earlier, reason: 'no-such-camera' });
  expect(client.view(0)).toMatchObject({ state: 'connecting', framesShown: 0 });
});

test('a worker that falls silent is replaced and told everything again', () => {
  goLive();
  clock.advance(11_000);
  expect(workers).toHaveLength(2);
  expect(workers[0]!.isTerminated).toBe(true);
  expect(worker().commands).toMatchObject([{ type: 'connect' }, { type: 'watch', tile: 0, cameraId: 'gate' }]);
});

test('a worker with nothing to watch may be silent', () => {
  clock.advance(60_000);
  expect(workers).toHaveLength(1);
});
