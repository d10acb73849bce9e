import { beforeEach, describe, expect, test } from 'vitest';
import type { Alarm } from '#contract/alarm.ts';
import { Alarms } from '../../../main/alarms/alarms.ts';
import { AppError } from '../../../main/system/app-error.ts';
import { seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { aHit } from '../../builders/alarm.ts';
import { anEntry } from '../../builders/entry.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryAlarmStore } from '../../builders/memory-alarm-store.ts';
import { aSighting } from '../../builders/sighting.ts';

let store: MemoryAlarmStore;
let clock: FakeClock;
let alarms: Alarms;
let heard: Alarm[];

async function started(): Promise<Alarms> {
  const service = new Alarms({ store, clock, log: silentLog });
  await service.start();
  return service;
}
beforeEach(async () => {
  store = new MemoryAlarmStore();
  clock = new FakeClock();
  alarms = await started();
  heard = [];
  alarms.watch((alarm) => heard.push(alarm));
});

function see(plate = '鲁P12345', sighting = aSighting({ plate })): Promise<Alarm[]> {
  const hit = aHit({ matched: plate });
  return alarms.judge(sighting, [{ hit, entry: anEntry({ plate }) }]);
}
async function raise(plate?: string): Promise<Alarm> {
  const [alarm] = await see(plate);
  return alarm!;
}

describe('nothing is heard before it is durable', () => {
  test('an alarm is announced after its commit', async () => {
    const release = store.hold();
    const raising = raise();
    await Promise.resolve();
    expect(heard).toEqual([]);
    expect(alarms.list()).toEqual([]);
    release();
    expect(await raising).toMatchObject({ id: 1, state: 'open' });
    expect(heard).toHaveLength(1);
  });

  test('a commit that fails leaves everything as it was, and the next works', async () => {
    const alarm = await raise();
    store.failure = new AppError('disk-full', 'no space');
    await expect(alarms.acknowledge(alarm.id, 'guard1')).rejects.toThrow('no space');
    await expect(see()).rejects.toThrow('no space');
    expect(alarms.list()).toEqual([alarm]);
    store.failure = null;
    expect(await alarms.acknowledge(alarm.id, 'guard2')).toMatchObject({ acknowledged: { by: 'guard2' } });
    expect(heard.map(({ state }) => state)).toEqual(['open', 'acknowledged']);
  });
});

test('pictures that come later are on the card that shows their sighting, and on no closed one', async () => {
  const bare = aSighting({ pictures: [] });
  const [raised] = await see('鲁P12345', bare);
  const { pictures } = aSighting();
  await alarms.showPictures({ ...bare, pictures });
  expect((await alarms.find(raised!.id))?.sightings[0]?.pictures).toEqual(pictures);
  expect(heard.at(-1)).toMatchObject({ id: raised!.id, state: 'open', count: 1, sightings: [{ pictures }] });
  const revision = heard.at(-1)?.revision;
  await alarms.showPictures({ ...bare, pictures });
  expect(heard.at(-1)?.revision).toBe(revision);
  await alarms.resolve(raised!.id, 'guard1', 'drill', '演练');
  await alarms.showPictures({ ...bare, pictures: [] });
  expect((await alarms.find(raised!.id))?.sightings[0]?.pictures).toEqual(pictures);
});

test('two guards acknowledge at once: one owns it, the other is told who', async () => {
  const { id } = await raise();
  const [first, second] = await Promise.allSettled([
    alarms.acknowledge(id, 'guard1'),
    alarms.acknowledge(id, 'guard2'),
  ]);
  expect(first).toMatchObject({ status: 'fulfilled', value: { acknowledged: { by: 'guard1' } } });
  expect(second).toMatchObject({ reason: { code: 'already-acknowledged', facts: { by: 'guard1' } } });
  expect(store.events.filter(({ event }) => event === 'acknowledged')).toHaveLength(1);
});

test('refusals have codes the console can word', async () => {
  const { id } = await raise();
  await expect(alarms.acknowledge(99, 'guard1')).rejects.toMatchObject({ code: 'not-found' });
  await expect(alarms.tickStep(id, 'guard1', 9, true)).rejects.toMatchObject({
    code: 'bad-input',
    facts: { field: 'step' },
  });
  await alarms.resolve(id, 'guard1', 'drill', '');
  await expect(alarms.resolve(id, 'guard2', 'true-hit', '')).rejects.toMatchObject({
    code: 'already-resolved',
    facts: { by: 'guard1' },
  });
});

test('an alarm closed long ago still says who closed it', async () => {
  const { id } = await raise();
  await alarms.resolve(id, 'guard1', 'true-hit', '');
  for (let n = 10; n < 70; n++) await alarms.resolve((await raise(`鲁P000${n}`)).id, 'guard1', 'drill', '');
  expect(alarms.list()).toHaveLength(50);
  await expect(alarms.acknowledge(id, 'guard2')).rejects.toMatchObject({
    code: 'already-resolved',
    facts: { by: 'guard1' },
  });
  expect(await alarms.find(id)).toMatchObject({ resolved: { by: 'guard1' } });
});

describe('a flood of one subject', () => {
  test('is one alarm with its counter, few announcements and a bounded history', async () => {
    await raise();
    for (let tenth = 0; tenth < 100; tenth++) {
      await Promise.all(Array.from({ length: 10 }, () => see()));
      clock.advance(100);
    }
    clock.advance(seconds(1));
    expect(alarms.list()).toHaveLength(1);
    expect(alarms.list()[0]).toMatchObject({ count: 1001 });
    expect(heard.at(-1)).toMatchObject({ count: 1001 });
    expect(heard.length).toBeLessThanOrEqual(1 + 4 * 10 + 1);
    expect(store.commits).toBe(101);
    expect(store.events).toHaveLength(101);
    expect(store.links).toHaveLength(1001);
  });

  test('does not make a guard wait to be heard, nor put his act before the counts', async () => {
    const { id } = await raise();
    await see();
    await see();
    await alarms.acknowledge(id, 'guard1');
    expect(heard.at(-1)).toMatchObject({ state: 'acknowledged', count: 3 });
  });

  test('is announced in the order of revisions, beside other alarms', async () => {
    const first = await raise();
    const other = await raise('鲁P54321');
    for (let n = 0; n < 20; n++) {
      await see();
      if (n % 5 === 0) await alarms.tickStep(other.id, 'guard1', 0, n % 10 === 0);
      clock.advance(60);
    }
    await alarms.resolve(first.id, 'guard1', 'true-hit', '');
    const revisions = heard.map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
    expect(new Set(revisions).size).toBe(revisions.length);
  });
});

describe('judging again', () => {
  test('changes nothing, not even after the alarm was resolved and the station restarted', async () => {
    const sighting = aSighting();
    const { id } = (await see('鲁P12345', sighting))[0]!;
    expect(await see('鲁P12345', sighting)).toMatchObject([{ id, count: 1 }]);
    await alarms.resolve(id, 'guard1', 'true-hit', '');
    await alarms.stop();
    alarms = await started();
    expect(await see('鲁P12345', sighting)).toMatchObject([{ id, state: 'resolved', count: 1 }]);
    expect(store.alarms.size).toBe(1);
  });

  test('twice in the same turn counts once', async () => {
    const sighting = aSighting();
    const [first, second] = await Promise.all([see('鲁P12345', sighting), see('鲁P12345', sighting)]);
    expect(first).toEqual(second);
    expect(first).toMatchObject([{ count: 1 }]);
  });
});

describe('a feed resumes', () => {
  test('with everything that changed after its cursor', async () => {
    const first = await raise();
    const second = await raise('鲁P54321');
    await alarms.acknowledge(first.id, 'guard1');
    expect(await alarms.changesAfter(second.revision)).toMatchObject([{ id: first.id, state: 'acknowledged' }]);
    expect(await alarms.changesAfter(0)).toMatchObject([{ id: second.id }, { id: first.id }]);
  });

  test('from the store when its gap reaches behind the list', async () => {
    const first = await raise();
    for (let n = 10; n < 70; n++) await alarms.resolve((await raise(`鲁P000${n}`)).id, 'guard1', 'drill', '');
    const changed = await alarms.changesAfter(first.revision);
    expect(changed).toHaveLength(60);
  });

  test('afresh when the cursor is not of this station', async () => {
    await raise();
    expect(await alarms.changesAfter(1_000)).toBeNull();
  });

  test('with revisions that go on rising after a restart', async () => {
    const { id, revision } = await raise();
    await alarms.resolve(id, 'guard1', 'true-hit', '');
    await alarms.stop();
    // Retention has removed the only alarm there was.
    store.alarms.clear();
    alarms = await started();
    const next = await raise();
    expect(next.revision).toBeGreaterThan(revision + 1);
    expect(next.id).toBeGreaterThan(id);
  });
});

test('a listener that throws does not keep the others from hearing', async () => {
  alarms.watch(() => {
    throw new Error('broken window');
  });
  const after: Alarm[] = [];
  alarms.watch((alarm) => after.push(alarm));
  await raise();
  expect(after).toHaveLength(1);
});

test('a stopped station takes nothing more, and finishes what it took', async () => {
  const release = store.hold();
  const raising = raise();
  const stopping = alarms.stop();
  await expect(see()).rejects.toMatchObject({ code: 'unavailable' });
  release();
  expect(await raising).toMatchObject({ id: 1 });
  await stopping;
});

test('when the disk stands still, requests are refused and counted rather than kept for ever', async () => {
  const release = store.hold();
  const asked = Array.from({ length: 6_000 }, (_, n) => see('鲁P12345', aSighting({ id: 1_000_000 + n })));
  const settled = Promise.allSettled(asked);
  await Promise.resolve();
  expect(alarms.figures().refused).toBeGreaterThan(0);
  release();
  const fulfilled = (await settled).filter(({ status }) => status === 'fulfilled');
  expect(fulfilled).toHaveLength(6_000 - alarms.figures().refused);
  expect(alarms.list()).toMatchObject([{ count: fulfilled.length }]);
});
