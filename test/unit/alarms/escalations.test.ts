import { beforeEach, expect, test } from 'vitest';
import type { AlarmSettings } from '#contract/alarm.ts';
import { Alarms } from '../../../main/alarms/alarms.ts';
import { Escalations } from '../../../main/alarms/escalations.ts';
import { hours, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { aHit } from '../../builders/alarm.ts';
import { anEntry } from '../../builders/entry.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryAlarmStore } from '../../builders/memory-alarm-store.ts';
import { aSighting } from '../../builders/sighting.ts';

let store: MemoryAlarmStore;
let clock: FakeClock;
let alarms: Alarms;
let escalations: Escalations;
let kept: AlarmSettings | null;

async function start(): Promise<void> {
  alarms = new Alarms({ store, clock, log: silentLog });
  await alarms.start();
  escalations = new Escalations({
    ...{ alarms, clock, log: silentLog },
    settings: { read: () => Promise.resolve(kept), write: (settings) => Promise.resolve(void (kept = settings)) },
    concernsCounty: () => true,
  });
  await escalations.start();
}
async function stop(): Promise<void> {
  escalations.stop();
  await alarms.stop();
}
beforeEach(async () => {
  store = new MemoryAlarmStore();
  clock = new FakeClock();
  kept = null;
  await start();
});

async function raise(): Promise<number> {
  const [alarm] = await alarms.judge(aSighting(), [{ hit: aHit(), entry: anEntry() }]);
  return alarm!.id;
}
/** Lets time pass, and what it set off be done. */
async function pass(ms: number): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= seconds(1)) {
    clock.advance(Math.min(leftMs, seconds(1)));
    await alarms.find(0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const levelOf = async (id: number): Promise<number> => (await alarms.find(id))?.escalation?.level ?? 0;

test('an alarm that nobody acknowledges goes to the chief, then to the county, once each', async () => {
  const id = await raise();
  await pass(seconds(29));
  expect(await levelOf(id)).toBe(0);
  await pass(seconds(1));
  expect(await levelOf(id)).toBe(1);
  await pass(seconds(89));
  expect(await levelOf(id)).toBe(1);
  await pass(seconds(200));
  expect(await levelOf(id)).toBe(2);
  expect((await alarms.history(id)).map(({ event }) => event)).toEqual(['raised', 'escalated', 'escalated']);
});

test('an acknowledged alarm goes no further, and what folds into it changes nothing', async () => {
  const id = await raise();
  await pass(seconds(20));
  await alarms.acknowledge(id, 'guard1');
  await raise();
  await pass(seconds(300));
  expect(await levelOf(id)).toBe(0);
});

test('hits that fold in do not put it off', async () => {
  const id = await raise();
  for (let n = 0; n < 10; n++) {
    await pass(seconds(3));
    expect(await raise()).toBe(id);
  }
  expect(await levelOf(id)).toBe(1);
});

test.each([hours(24), -hours(24)])(
  'a clock that jumps by %d ms neither fires a timer nor swallows it',
  async (byMs) => {
    const id = await raise();
    await pass(seconds(10));
    clock.jump(byMs);
    await pass(seconds(19));
    expect(await levelOf(id)).toBe(0);
    await pass(seconds(1));
    expect(await levelOf(id)).toBe(1);
  },
);

test('a restart goes on counting from what had passed', async () => {
  const id = await raise();
  await pass(seconds(20));
  await stop();
  await start();
  await pass(seconds(9));
  expect(await levelOf(id)).toBe(0);
  await pass(seconds(1));
  expect(await levelOf(id)).toBe(1);
});

test('what fell due while the station was down is done at its start', async () => {
  const id = await raise();
  await stop();
  await pass(seconds(300));
  await start();
  await pass(seconds(2));
  expect(await levelOf(id)).toBe(2);
});

test('a clock that was set back over a restart starts the time anew, and never loses it', async () => {
  const id = await raise();
  await stop();
  clock.jump(-hours(2));
  await start();
  await pass(seconds(29));
  expect(await levelOf(id)).toBe(0);
  await pass(seconds(1));
  expect(await levelOf(id)).toBe(1);
});

test('a disk that refuses is asked again', async () => {
  const id = await raise();
  store.failure = new Error('no space');
  await pass(seconds(60));
  expect(await levelOf(id)).toBe(0);
  store.failure = null;
  await pass(seconds(2));
  expect(await levelOf(id)).toBe(1);
});

test('settings hold for what waits already, are kept, and never put the county before the chief', async () => {
  const id = await raise();
  await pass(seconds(10));
  await escalations.setSettings({ chiefAfterSeconds: 10, countyAfterSeconds: null });
  await pass(seconds(1));
  expect(await levelOf(id)).toBe(1);
  await expect(escalations.setSettings({ chiefAfterSeconds: 60, countyAfterSeconds: 30 })).rejects.toMatchObject({
    code: 'bad-input',
    facts: { paths: 'countyAfterSeconds' },
  });
  await stop();
  await start();
  expect(escalations.settings).toEqual({ chiefAfterSeconds: 10, countyAfterSeconds: null });
  await pass(seconds(300));
  expect(await levelOf(id)).toBe(1);
});
