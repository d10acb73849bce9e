import { expect, test } from 'vitest';
import type { PtzVelocity } from '#contract/onvif.ts';
import type { DeviceVelocity } from '../../../../main/cameras/onvif/onvif-device.ts';
import { OnvifFailure } from '../../../../main/cameras/onvif/onvif-failure.ts';
import { holdLapsesAfterMs, PtzMover } from '../../../../main/cameras/onvif/ptz-mover.ts';
import { silentLog } from '../../../../main/system/log.ts';
import { FakeClock } from '../../../builders/fake-clock.ts';

const right: PtzVelocity = { x: 0.5, y: 0, zoom: 0 };
const up: PtzVelocity = { x: 0, y: 1, zoom: 0 };
const inwards: PtzVelocity = { x: 0, y: 0, zoom: 1 };

class Motor {
  readonly done: string[] = [];
  /** How the next commands end; done when there is none. */
  readonly failures: (OnvifFailure | null)[] = [];
  /** Set: commands wait until it is called. */
  held: (() => void)[] | null = null;

  async move({ panTilt, zoom }: DeviceVelocity, timeoutMs: number | null): Promise<void> {
    const parts = [panTilt === null ? '-' : `${panTilt.x},${panTilt.y}`, zoom ?? '-', timeoutMs ?? 'no timeout'];
    await this.#take(`move ${parts.join(' ')}`);
  }
  async halt(): Promise<void> {
    await this.#take('halt');
  }
  async #take(command: string): Promise<void> {
    if (this.held !== null) await new Promise<void>((resolve) => this.held!.push(resolve));
    const failure = this.failures.shift() ?? null;
    this.done.push(failure === null ? command : `${command} failed`);
    if (failure !== null) throw failure;
  }
}

function aMover(): { motor: Motor; clock: FakeClock; mover: PtzMover } {
  const [motor, clock] = [new Motor(), new FakeClock()];
  return { motor, clock, mover: new PtzMover({ motor, clock, log: silentLog }) };
}
/** Lets promises that wait for nothing but each other come to an end. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

test('a key held and let go is one move and one stop', async () => {
  const { motor, mover } = aMover();
  await mover.hold(right);
  await mover.hold(right);
  await mover.release();
  expect(motor.done).toEqual(['move 0.5,0 - 3000', 'halt']);
  expect(mover.moving).toBe(false);
});

test('a hold that is not renewed stops by itself after a second', async () => {
  const { motor, clock, mover } = aMover();
  await mover.hold(right);
  clock.advance(holdLapsesAfterMs - 1);
  await settled();
  expect(motor.done).toHaveLength(1);
  clock.advance(1);
  await settled();
  expect(motor.done.at(-1)).toBe('halt');
});

test('a long hold is told to the camera again before the camera’s own timeout ends it', async () => {
  const { motor, clock, mover } = aMover();
  for (let n = 0; n < 20; n += 1) {
    await mover.hold(right);
    clock.advance(400);
    await settled();
  }
  expect(motor.done.every((command) => command.startsWith('move'))).toBe(true);
  expect(motor.done.length).toBeGreaterThanOrEqual(4);
  expect(motor.done.length).toBeLessThanOrEqual(6);
});

test('letting go while the move is still on its way ends in a stop', async () => {
  const { motor, mover } = aMover();
  motor.held = [];
  const held = mover.hold(right);
  const released = mover.release();
  const waiting = motor.held;
  motor.held = null;
  for (const go of waiting) go();
  await Promise.all([held, released]);
  expect(motor.done).toEqual(['move 0.5,0 - 3000', 'halt']);
});

test('of several wishes during one command only the last is carried out', async () => {
  const { motor, mover } = aMover();
  motor.held = [];
  const wishes = [mover.hold(right), mover.hold({ ...right, x: 1 }), mover.hold(inwards), mover.hold(up)];
  const waiting = motor.held;
  motor.held = null;
  for (const go of waiting) go();
  await Promise.all(wishes);
  expect(motor.done).toEqual(['move 0.5,0 - 3000', 'move 0,1 - 3000']);
});

test('an axis that has moved is named until the camera stands still, one that never did is not', async () => {
  const { motor, mover } = aMover();
  await mover.hold(inwards);
  await mover.hold({ ...right, zoom: 1 });
  await mover.hold(right);
  await mover.release();
  await mover.hold(right);
  expect(motor.done).toEqual(['move - 1 3000', 'move 0.5,0 1 3000', 'move 0.5,0 0 3000', 'halt', 'move 0.5,0 - 3000']);
});

test('a move whose answer was lost is followed by a stop all the same', async () => {
  const { motor, clock, mover } = aMover();
  motor.failures.push(new OnvifFailure('unreachable', 'ECONNRESET'));
  await expect(mover.hold(right)).rejects.toThrow('ECONNRESET');
  clock.advance(holdLapsesAfterMs);
  await settled();
  expect(motor.done).toEqual(['move 0.5,0 - 3000 failed', 'halt']);
});

test('a stop that fails is tried again', async () => {
  const { motor, clock, mover } = aMover();
  await mover.hold(right);
  motor.failures.push(new OnvifFailure('unreachable', 'ETIMEDOUT'), new OnvifFailure('unreachable', 'ETIMEDOUT'));
  const released = mover.release();
  await settled();
  clock.advance(300);
  await settled();
  clock.advance(300);
  await released;
  expect(motor.done).toEqual(['move 0.5,0 - 3000', 'halt failed', 'halt failed', 'halt']);
});

test('a stop that fails for good is reported, and the next key works', async () => {
  const { motor, clock, mover } = aMover();
  await mover.hold(right);
  motor.failures.push(...Array.from({ length: 3 }, () => new OnvifFailure('unreachable', 'ETIMEDOUT')));
  const released = expect(mover.release()).rejects.toThrow('ETIMEDOUT');
  for (let n = 0; n < 3; n += 1) {
    await settled();
    clock.advance(300);
  }
  await released;
  expect(mover.moving).toBe(true);
  await mover.hold(up);
  await mover.release();
  expect(motor.done.slice(-2)).toEqual(['move 0,1 - 3000', 'halt']);
});

test('a camera that takes no timeout is moved without one from then on', async () => {
  const { motor, mover } = aMover();
  motor.failures.push(new OnvifFailure('refused', 'Timeout is not supported'));
  await mover.hold(right);
  await mover.hold(up);
  expect(motor.done).toEqual(['move 0.5,0 - 3000 failed', 'move 0.5,0 - no timeout', 'move 0,1 - no timeout']);
});

test('a stick let back to the middle is a stop, and stopping what stands sends nothing', async () => {
  const { motor, mover } = aMover();
  await mover.release();
  await mover.hold({ x: 0, y: 0, zoom: 0 });
  expect(motor.done).toEqual([]);
  await mover.hold(right);
  await mover.hold({ x: 0, y: 0, zoom: 0 });
  expect(motor.done.at(-1)).toBe('halt');
});
