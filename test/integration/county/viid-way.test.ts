import { afterEach, beforeEach, expect, test } from 'vitest';
import { ViidDestination } from '../../../main/county/viid-destination.ts';
import { realClock } from '../../../main/system/clock.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { anEntry } from '../../builders/entry.ts';
import { CountyPeer } from '../../peers/county/county-peer.ts';
import { china } from '../../unit/county/parts.ts';
import { CountySite, until } from './site.ts';

const id = '37152500005030000001';
const account = { user: 'unit', password: 'county-password' };

let county: CountyPeer;
let site: CountySite;
beforeEach(async () => {
  county = new CountyPeer({ account });
  site = await CountySite.make();
  await county.up();
});
afterEach(async () => {
  await site.remove();
  await county.down();
});
const config = (more: object = {}) => ({ viid: { url: county.origin, id, ...account, ...more } });
const recently = (alarmId: number) => anAlarm({ id: alarmId, raisedAtMs: Date.now() });

test('the station registers with Digest as soon as it starts', async () => {
  const link = await site.start(config());
  await until(() => link.status().link === 'up');
  expect([...county.registered]).toEqual([id]);
  expect(link.status().lastAcknowledgedAtMs).not.toBeNull();
});

test('an alarm goes up as a notification, what became of it has no message', async () => {
  const link = await site.start(config());
  expect(link.tells(recently(1), 'escalated')).toBe(false);
  expect(await link.enqueueAlarm(recently(1), 'escalated')).toEqual({ outcome: 'enqueued', messages: 0 });
  await link.enqueueAlarm(recently(1), 'raised');
  expect(await link.enqueueAlarm(recently(1), 'resolved')).toEqual({ outcome: 'enqueued', messages: 0 });
  await until(() => link.status().unacknowledged === 0 && county.applied.length === 1);
  expect(county.applied).toMatchObject([{ way: 'viid', kind: 'notification' }]);
});

test('an order for a car that the unit lists itself is answered under its own number, though the alarm is open already', async () => {
  const link = await site.start(config({ platform: 'A' }));
  const [own, raisedAtMs] = [anEntry({ id: 1 }), Date.now()];
  const ordered = anEntry({ id: 2, origin: 'county', disposition: { platform: 'A', dispositionId: 'ORDER-7' } });
  const seenSince = anAlarm({ raisedAtMs, entry: own, also: [ordered] });
  await link.enqueueAlarm(anAlarm({ raisedAtMs, entry: own }), 'raised');
  expect(await link.enqueueAlarm(seenSince, 'raised')).toEqual({ outcome: 'enqueued', messages: 1 });
  expect(await link.enqueueAlarm(seenSince, 'raised')).toEqual({ outcome: 'enqueued', messages: 0 });
  await until(() => county.applied.length === 2);
  const told = county.applied.map(({ body }) => (body as { DispositionID: string }).DispositionID);
  expect(told).toEqual([expect.stringMatching(/^\d{20,}$/), 'ORDER-7']);
});

test('a county that restarted and forgot the station is told again, and nothing is lost', async () => {
  const link = await site.start(config());
  await until(() => link.status().link === 'up');
  county.registered.clear();
  await link.enqueueAlarm(recently(1), 'raised');
  await until(() => county.applied.length === 1);
  expect([...county.registered]).toEqual([id]);

  await county.down();
  await link.enqueueAlarm(recently(2), 'raised');
  await until(() => link.status().link === 'down');
  await county.up();
  await until(() => {
    link.tryNow();
    return county.applied.length === 2;
  });
  await until(() => link.status().unacknowledged === 0);
});

test('a wrong password is said, and not tried again and again', async () => {
  const link = await site.start(config({ password: 'wrong' }));
  const destination = () => link.status().destinations[0];
  // The failure is known a moment before the next try is fixed: what failed is written down in between.
  await until(() => destination()?.lastFailure?.reason === 'unauthorised' && destination()?.nextTryAtMs !== null);
  const { nextTryAtMs, lastFailure } = link.status().destinations[0]!;
  expect(nextTryAtMs! - lastFailure!.atMs).toBeGreaterThanOrEqual(15_000);
  expect(county.requests).toHaveLength(2);
});

test('keepalives are sent on a quiet link, and a registration that ran out is renewed', async () => {
  const destination = new ViidDestination({
    ...{ name: 'viid', title: null, platformId: null },
    ...config().viid,
    clock: realClock,
    offsetAt: china,
    registerEveryMs: 60_000,
  });
  const { signal } = new AbortController();
  expect(await destination.keepUp.run(signal)).toMatchObject({ outcome: 'acknowledged' });
  expect(await destination.keepUp.run(signal)).toMatchObject({ outcome: 'acknowledged' });
  county.registered.clear();
  expect(await destination.keepUp.run(signal)).toMatchObject({ outcome: 'acknowledged' });
  const [register, keepalive] = ['/VIID/System/Register', '/VIID/System/Keepalive'];
  expect(county.requests).toEqual([register, register, keepalive, keepalive, register, register, keepalive]);
  await destination.close();
});

test('both ways at once: each gets its own, and the link is down when one is', async () => {
  const link = await site.start({
    ...config(),
    summaries: { url: 'http://127.0.0.1:9/guardroom/summaries', secret: 's', every: 3_600_000 },
  });
  await link.enqueueAlarm(recently(1), 'raised');
  await until(() => county.applied.length === 1);
  await until(() => link.status().destinations.some(({ lastFailure }) => lastFailure?.reason === 'refused'));
  expect(link.status().link).toBe('down');
  expect(link.status().destinations.map(({ name, link: state }) => [name, state])).toEqual([
    ['viid', 'up'],
    ['summaries', 'down'],
  ]);
});
