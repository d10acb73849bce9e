import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { DeviceReply } from '../../../main/recognition/viid/subscribe/device-http.ts';
import { judge } from '../../../main/recognition/viid/subscribe/device-http.ts';
import { SubscriptionLane } from '../../../main/recognition/viid/subscribe/subscription-lane.ts';
import {
  newSubscribeId,
  subscriptionLifeMs,
  renewAfterMs,
} from '../../../main/recognition/viid/subscribe/subscription.ts';
import { Subscriptions } from '../../../main/recognition/viid/subscribe/subscriptions.ts';
import { minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { memoryViidRecords } from '../../builders/viid-records.ts';

const failed: DeviceReply = { outcome: 'failed', reason: 'refused' };
const turns = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await setImmediate();
};

function aLane(replies: DeviceReply[]) {
  const clock = new FakeClock();
  const settled: DeviceReply[] = [];
  let attempts = 0;
  const lane = new SubscriptionLane({
    clock,
    random: () => 1,
    attempt: async () => replies[attempts++] ?? failed,
    onSettled: (reply) => settled.push(reply),
  });
  return { clock, lane, settled, attempts: () => attempts };
}

test('waits double from a second to five minutes, and end with success', async () => {
  const { clock, lane, attempts } = aLane([...Array.from({ length: 12 }, () => failed), { outcome: 'acknowledged' }]);
  lane.tryNow();
  const waits: number[] = [];
  for (let n = 0; n < 12; n++) {
    await turns();
    const { state } = lane;
    if (state.state !== 'failed') throw new Error(state.state);
    const waitMs = state.retryAtMs - clock.nowMs();
    waits.push(waitMs);
    clock.advance(waitMs);
  }
  expect(waits.map((ms) => ms / 1000)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  await turns();
  expect(lane.state).toEqual({ state: 'done' });
  clock.advance(minutes(60));
  await turns();
  expect(attempts()).toBe(13);
});

test('asked again while it is trying, it tries once more after that', async () => {
  const { lane, attempts } = aLane([{ outcome: 'acknowledged' }, { outcome: 'acknowledged' }]);
  lane.tryNow();
  lane.tryNow();
  lane.tryNow();
  await turns();
  expect(attempts()).toBe(2);
});

test('stopped, it neither tries nor tells again', async () => {
  const { clock, lane, settled, attempts } = aLane([]);
  lane.tryNow();
  await turns();
  await lane.stop();
  clock.advance(minutes(60));
  lane.tryNow();
  await turns();
  expect([attempts(), settled.length]).toEqual([1, 1]);
});

test('it is renewed long before it ends, and its number follows the standard', async () => {
  expect(renewAfterMs).toBeLessThan(subscriptionLifeMs - minutes(60));
  expect(newSubscribeId('37152500005030000001', 0)).toMatch(/^37152500005003\d{19}$/);
  expect(newSubscribeId('', 0)).toHaveLength(33);
});

test('a device that needs no asking has no subscription', async () => {
  const clock = new FakeClock();
  const devices = { find: () => null, all: () => [] };
  const store = memoryViidRecords().subscriptions;
  const subscriptions = new Subscriptions({ serverId: '1', devices, store, clock, log: silentLog });
  const device = { deviceId: '5', cameraId: null, user: 'u', password: 'p' };
  subscriptions.registered(device, '127.0.0.1:1');
  expect(subscriptions.factsOf(device)).toBeNull();
  clock.advance(seconds(10));
  await subscriptions.stop();
});

test.each([
  [200, '', 'acknowledged'],
  [201, '{"ResponseStatusListObject":{"ResponseStatusObject":[{"StatusCode":"0"}]}}', 'acknowledged'],
  [200, '{"ResponseStatusListObject":{"ResponseStatusObject":[{"StatusCode":0},{"StatusCode":4}]}}', 'refused'],
  [200, '{"ResponseStatusObject":{"StatusCode":9}}', 'failed'],
  [200, '[[[[', 'acknowledged'],
  [400, '{"StatusCode":7}', 'refused'],
  [401, '', 'failed'],
  [429, '', 'failed'],
  [503, '', 'failed'],
  [302, '', 'failed'],
])('a device that answers %s %s has %s', (status, body, outcome) => {
  expect(judge({ status, body: Buffer.from(body) }).outcome).toBe(outcome);
});
