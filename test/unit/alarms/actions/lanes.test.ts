import { expect, test } from 'vitest';
import { Lanes } from '../../../../main/alarms/actions/lanes.ts';
import { seconds } from '../../../../main/system/clock.ts';
import { FakeClock } from '../../../builders/fake-clock.ts';

function aJob<T>(value: T) {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { run: () => promise, end: () => resolve(value), begun: false };
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('one controller is told one thing at a time, in order; another does not wait for it', async () => {
  const lanes = new Lanes({ clock: new FakeClock() });
  const order: string[] = [];
  const first = aJob('first');
  const one = lanes.run('a', () => (order.push('a1'), first.run()));
  const two = lanes.run('a', async () => (order.push('a2'), 'second'));
  expect(await lanes.run('b', async () => (order.push('b1'), 'other'))).toBe('other');
  expect(order).toEqual(['a1', 'b1']);
  first.end();
  expect(await Promise.all([one, two])).toEqual(['first', 'second']);
  expect(order).toEqual(['a1', 'b1', 'a2']);
  expect(lanes.waiting).toBe(0);
});

test('more than may wait are refused and counted', async () => {
  const lanes = new Lanes({ clock: new FakeClock(), mostWaiting: 2 });
  const first = aJob(0);
  const all = [lanes.run('a', first.run), ...[1, 2, 3].map((n) => lanes.run('a', async () => n))];
  expect(await all[3]).toBe('full');
  expect(lanes.refused).toBe(1);
  first.end();
  expect(await Promise.all(all)).toEqual([0, 1, 2, 'full']);
});

test('what has waited too long is not begun any more', async () => {
  const clock = new FakeClock();
  const lanes = new Lanes({ clock, patienceMs: seconds(30) });
  const first = aJob(0);
  const one = lanes.run('a', first.run);
  const late = lanes.run('a', async () => 'late');
  clock.advance(seconds(20));
  const fresh = lanes.run('a', async () => 'fresh');
  clock.advance(seconds(15));
  first.end();
  expect(await Promise.all([one, late, fresh])).toEqual([0, 'waited-too-long', 'fresh']);
});

test('a job that fails does not keep the next one', async () => {
  const lanes = new Lanes({ clock: new FakeClock() });
  const failing = lanes.run('a', () => Promise.reject(new Error('broken')));
  const next = lanes.run('a', async () => 'next');
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('next');
});

test('whoever waits when the station stops is told; what runs goes on', async () => {
  const lanes = new Lanes({ clock: new FakeClock() });
  const first = aJob('first');
  const one = lanes.run('a', first.run);
  const two = lanes.run('a', async () => 'second');
  lanes.clear();
  expect(await two).toBe('stopped');
  const last = lanes.run('a', async () => 'last');
  await settled();
  first.end();
  expect(await Promise.all([one, last])).toEqual(['first', 'last']);
});
