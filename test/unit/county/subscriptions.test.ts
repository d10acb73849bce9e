import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hours, minutes, seconds } from '../../../main/system/clock.ts';
import { aDevice, anOrder, city, county, Subscribing, viidId } from './subscription-parts.ts';
import type { SentMessage } from './subscription-parts.ts';

let station: Subscribing;
beforeEach(async () => {
  station = new Subscribing();
  await station.start();
});
afterEach(() => station.stop());

/** `devices 1: 1,2` – what, ExecuteOperation, about whom. */
const inShort = ({ said }: SentMessage): string => {
  const statuses: { ApeID: string; IsOnline: string }[] | undefined = said['DeviceStatusList']?.APEStatusObject;
  if (statuses !== undefined)
    return `status ${statuses.map(({ ApeID, IsOnline }) => `${ApeID}=${IsOnline}`).join(',')}`;
  return `devices ${String(said['ExecuteOperation'])}: ${String(said['InfoIDs'])}`;
};
const told = (messages: readonly SentMessage[]): string[] => messages.map(inShort);

describe('devices and their status', () => {
  test('all of them once, then only what changes: new, renamed, gone', async () => {
    await station.post();
    expect(told(await station.during(seconds(30)))).toEqual(['devices 1: 1,2', 'status 1=1,2=1']);
    station.devices = [aDevice('1', { name: '北门' }), aDevice('3', { online: false })];
    expect(told(await station.during(seconds(30)))).toEqual([
      ...['devices 3: 2', 'devices 2: 1', 'devices 1: 3', 'status 3=2'],
    ]);
    expect(await station.during(hours(1))).toEqual([]);
  });

  test('an APE says what the standard requires, and no address', async () => {
    await station.post({ title: '设备订阅' });
    const [list, status] = await station.during(seconds(2));
    expect(list).toMatchObject({ destination: 'viid', kind: 'status', route: '/VIID/SubscribeNotifications' });
    expect(list?.key).toMatch(/^[\x21-\x7e]{1,512}$/);
    expect(list?.said).toMatchObject({
      ...{ NotificationID: expect.stringMatching(/^37152500005004\d{19}$/), SubscribeID: 'sub-1', Title: '设备订阅' },
      ...{ TriggerTime: '20261123143201', InfoIDs: '1,2' },
    });
    expect(list?.said['DeviceList'].APEObject[0]).toEqual({
      ...{ ApeID: '1', Name: 'device 1', Model: '-', IPAddr: '0.0.0.0', Port: 0, Longitude: 0, Latitude: 0 },
      ...{ PlaceCode: '371525', Place: '东门', FunctionType: '99', IsOnline: '1' },
    });
    expect(status?.said['DeviceStatusList'].APEStatusObject[0]).toEqual({
      ...{ ApeID: '1', IsOnline: '1', CurrentTime: '20261123143201' },
    });
    expect(list?.said['NotificationID']).not.toBe(status?.said['NotificationID']);
  });

  test('a camera that comes and goes is told of when it stays so, and ever more rarely', async () => {
    await station.post({ topics: ['device-status'] });
    await station.during(seconds(10));
    const flap = async (everyMs: number, forMs: number): Promise<number> => {
      let messages = 0;
      for (let ms = 0; ms < forMs; ms += everyMs) {
        station.devices = station.devices.map((one) => ({ ...one, online: one.online !== true }));
        messages += (await station.during(everyMs)).length;
      }
      return messages;
    };
    expect(await flap(seconds(3), minutes(5))).toBe(0);
    expect(await flap(seconds(8), minutes(20))).toBeLessThan(20);
    station.devices = station.devices.map((one) => ({ ...one, online: false }));
    await station.during(minutes(6));
    expect(station.sent.at(-1) && inShort(station.sent.at(-1) as SentMessage)).toBe('status 1=2,2=2');
  });

  test('no sooner than ReportInterval after the last', async () => {
    await station.post({ topics: ['device-status'], reportIntervalSeconds: 600 });
    await station.during(seconds(10));
    station.devices = [aDevice('1', { online: false }), aDevice('2')];
    expect(await station.during(minutes(9))).toEqual([]);
    expect(told(await station.during(minutes(2)))).toEqual(['status 1=2']);
  });

  test('cameras that connect anew after a restart are no change', async () => {
    await station.post({ topics: ['device-status'] });
    await station.during(seconds(10));
    station.devices = [aDevice('1', { online: null }), aDevice('2', { online: null })];
    await station.restart();
    expect(await station.during(seconds(30))).toEqual([]);
    station.devices = [aDevice('1'), aDevice('2', { online: false })];
    expect(told(await station.during(seconds(30)))).toEqual(['status 2=2']);
  });

  test('after a restart nothing is told twice, and what changed meanwhile is told', async () => {
    await station.post({ topics: ['devices'] });
    await station.during(seconds(2));
    await station.restart();
    expect(await station.during(minutes(1))).toEqual([]);
    await station.stop();
    station.devices = [aDevice('1'), aDevice('2'), aDevice('3')];
    await station.start();
    await station.during(minutes(1));
    expect(told(station.sent.slice(1))).toEqual(['devices 1: 3']);
  });

  test('what does not get into the outbox is told as soon as it does', async () => {
    await station.post({ topics: ['devices'] });
    station.full = true;
    expect(await station.during(minutes(1))).toEqual([]);
    station.devices = [aDevice('1')];
    station.full = false;
    expect(told(await station.during(seconds(3)))).toEqual(['devices 1: 1']);
  });

  test('thousands of devices go in several messages', async () => {
    station.devices = Array.from({ length: 450 }, (_, n) => aDevice(String(n)));
    await station.post({ topics: ['devices'] });
    const sent = await station.during(seconds(2));
    expect(sent.map(({ said }) => Number(said['DeviceList'].APEObject.length))).toEqual([200, 200, 50]);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(3);
  });

  test('only those that ResourceURI names, unless it names the station', async () => {
    await station.post({ topics: ['devices'], resources: ['2', 'elsewhere'] });
    await station.post({ subscriptionId: 'all', topics: ['devices'], resources: [viidId] });
    expect(told(await station.during(seconds(2))).sort()).toEqual(['devices 1: 1,2', 'devices 1: 2']);
  });

  test('posted again, it is told everything again', async () => {
    await station.post({ topics: ['devices'] });
    await station.during(seconds(5));
    await station.post({ topics: ['devices'] });
    expect(told(await station.during(seconds(5)))).toEqual(['devices 1: 1,2']);
    expect(new Set(station.sent.map(({ key }) => key)).size).toBe(2);
  });
});

describe('when it holds', () => {
  test('it begins and ends by the clock', async () => {
    const nowMs = station.clock.nowMs();
    await station.post({ topics: ['devices'], beginsAtMs: nowMs + minutes(5), endsAtMs: nowMs + minutes(10) });
    expect(station.book.list()).toMatchObject([{ state: 'waiting', problem: null }]);
    expect(await station.during(minutes(4))).toEqual([]);
    expect(told(await station.during(minutes(2)))).toEqual(['devices 1: 1,2']);
    expect(station.book.list()).toMatchObject([{ state: 'active', notifications: 1, platformName: '县公安局' }]);
    await station.during(minutes(5));
    station.devices = [];
    expect(await station.during(minutes(5))).toEqual([]);
    expect(station.book.list()).toMatchObject([{ state: 'expired' }]);
  });

  test('one that names the unit itself is shown as of all devices, and read back as it was posted', async () => {
    await station.post({ topics: ['devices'], resources: [viidId] });
    expect(station.book.shown()).toMatchObject([{ resources: [] }]);
    expect(station.book.posted(county.id, null)).toMatchObject([{ resources: [viidId] }]);
  });

  test('cancelled by its number, also after a restart; what there is none of is not', async () => {
    await station.post({ topics: ['devices'] });
    const cancel = { ask: 'cancel', subscriptionId: 'sub-1' } as const;
    expect(await station.book.take(city, [cancel])).toEqual([{ outcome: 'unknown' }]);
    expect(await station.book.take(county, [cancel, cancel])).toEqual([
      { outcome: 'cancelled' },
      { outcome: 'cancelled' },
    ]);
    await station.restart();
    expect(await station.during(minutes(1))).toEqual([]);
    expect(station.book.list()).toMatchObject([{ state: 'cancelled' }]);
  });

  test.each([
    ['never-valid', { beginsAtMs: 2000, endsAtMs: 1000 }],
    ['no-topic', { topics: [], otherTopics: ['7'] }],
    ['foreign-address', { receiveAddress: 'http://127.9.9.9.example/x' }],
    ['unknown-resource', { resources: ['37150000001320000001'] }],
  ] as const)('%s: kept, said, and nothing is sent', async (problem, given) => {
    const receiveAddress = problem === 'foreign-address' ? 'http://county.invalid/x' : null;
    const order = { ...given, topics: [...('topics' in given ? given.topics : anOrder().topics)], receiveAddress };
    const posted = { ...order, otherTopics: [], resources: 'resources' in given ? [...given.resources] : [] };
    expect(await station.post(posted)).toEqual({ outcome: 'set', problem });
    expect(await station.during(minutes(1))).toEqual([]);
    expect(station.book.posted(county.id, null)).toMatchObject([{ problem }]);
  });

  test('without a destination nothing is sent; with one it begins', async () => {
    station.destinations = {};
    expect(await station.post({ topics: ['devices'] })).toEqual({ outcome: 'set', problem: 'no-destination' });
    expect(await station.during(minutes(1))).toEqual([]);
    station.destinations = { [county.id]: 'viid' };
    expect(told(await station.during(seconds(2)))).toEqual(['devices 1: 1,2']);
  });

  test('to the address it names, and each platform at its own destination', async () => {
    await station.post({ topics: ['devices'], receiveAddress: 'http://127.0.0.1:14606/here' });
    await station.post({ topics: ['devices'] }, city);
    const sent = await station.during(seconds(2));
    expect(sent.map(({ destination, route }) => [destination, route]).sort()).toEqual([
      ['viid', 'http://127.0.0.1:14606/here'],
      ['viid:city', '/VIID/SubscribeNotifications'],
    ]);
  });

  test('sixty-four of one platform; those that are over make room', async () => {
    for (let n = 0; n < 64; n++) await station.post({ subscriptionId: `s${n}`, topics: ['devices'] });
    expect(await station.post({ subscriptionId: 'one more' })).toEqual({ outcome: 'too-many' });
    expect(await station.post({ subscriptionId: 's3' })).toMatchObject({ outcome: 'set' });
    expect(await station.post({}, city)).toMatchObject({ outcome: 'set' });
    await station.book.take(county, [{ ask: 'cancel', subscriptionId: 's7' }]);
    expect(await station.post({ subscriptionId: 'one more' })).toMatchObject({ outcome: 'set' });
    await station.restart();
    expect(station.book.posted(county.id, ['s7'])).toEqual([]);
    expect(station.book.posted(county.id, null)).toHaveLength(64);
  });
});
