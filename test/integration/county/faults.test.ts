import { afterEach, beforeEach, expect, test } from 'vitest';
import { hours } from '../../../main/system/clock.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { CountyPeer } from '../../peers/county/county-peer.ts';
import type { Behaviour } from '../../peers/county/county-peer.ts';
import { CountySite, until } from './site.ts';

const id = '37152500005030000001';
const account = { user: 'unit', password: 'county-password' };

let county: CountyPeer;
let site: CountySite;
beforeEach(async () => {
  county = new CountyPeer({ account, secret: 'shared', registrationMs: 50 });
  site = await CountySite.make();
  await county.up();
});
afterEach(async () => {
  await site.remove();
  await county.down();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const recently = (alarmId: number) => anAlarm({ id: alarmId, raisedAtMs: Date.now() });
const viid = () => ({ viid: { url: county.origin, id, ...account } });
const json = (secret = 'shared') => ({ summaries: { url: county.summariesUrl, secret, every: hours(1) } });
const ways = { viid, json };
const alarmsApplied = () => county.applied.filter(({ kind }) => kind !== 'summary');

const phases: [string, Behaviour][] = [
  ['before it applied a message', { do: 'drop' }],
  ['after it applied a message, before its reply', { do: 'drop-after-applying' }],
  ['after its reply', { do: 'acknowledge' }],
];
test.each(phases.flatMap(([phase, fate]) => (['viid', 'json'] as const).map((way) => [way, phase, fate] as const)))(
  '%s: a county that restarts %s gets everything once, in order, with no person',
  async (way, _phase, fate) => {
    let restarts = 0;
    county.behave = ({ kind }) => {
      if (kind === 'summary' || restarts > 0) return { do: 'acknowledge' };
      restarts += 1;
      setTimeout(() => void county.down().then(async () => (await pause(300), county.up())), 5);
      return fate;
    };
    const link = await site.start(ways[way]());
    for (let n = 1; n <= 5; n++) await link.enqueueAlarm(recently(n), 'raised');
    await until(() => restarts === 1 && link.status().unacknowledged === 0 && alarmsApplied().length === 5);
    const keys = alarmsApplied().map(({ key }) => key);
    expect(keys).toEqual([...new Set(keys)]);
    expect(keys).toEqual(keys.toSorted());
  },
  30_000,
);

test('a county that is not there when the station starts is registered with once it is, with no person', async () => {
  await county.down();
  const link = await site.start(viid());
  await link.enqueueAlarm(recently(1), 'raised');
  await until(() => link.status().destinations[0]?.lastFailure?.reason === 'refused');
  await county.up();
  await until(() => link.status().link === 'up' && county.applied.length === 1);
  expect([...county.registered]).toEqual([id]);
}, 30_000);

test('a registration that is lost silently again and again costs no alarm', async () => {
  const link = await site.start(viid());
  for (let n = 1; n <= 6; n++) {
    await link.enqueueAlarm(recently(n), 'raised');
    await until(() => county.applied.length === n);
    await pause(80);
  }
  expect(county.requests.filter((path) => path.endsWith('/Register')).length).toBeGreaterThan(6);
  expect(county.receipts.repeats).toBe(0);
  expect(county.complaints).toEqual([]);
}, 30_000);

test('a wrong secret is said, and new alarms do not make more tries of it', async () => {
  const link = await site.start(json('another'));
  await until(() => link.status().destinations[0]?.lastFailure?.reason === 'unauthorised');
  for (let n = 1; n <= 5; n++) await link.enqueueAlarm(recently(n), 'raised');
  await pause(2_500);
  expect(county.complaints).toEqual(['the signature does not fit']);
  expect(link.status().destinations[0]?.nextTryAtMs).toBeGreaterThan(Date.now() + 5_000);
}, 30_000);

test.each([400, -400])(
  'clocks %i s apart: the county’s reason is said, and all goes out when they agree',
  async (ahead) => {
    county.clockAheadSeconds = ahead;
    const link = await site.start(json());
    await until(() => link.status().destinations[0]?.lastFailure?.reason === 'unauthorised');
    expect(link.status().destinations[0]?.lastFailure?.detail).toContain('the timestamp is more than 5 minutes off');
    expect(link.status().destinations[0]?.nextTryAtMs).not.toBeNull();
    county.clockAheadSeconds = 0;
    link.tryNow();
    await until(() => link.status().link === 'up' && link.status().unacknowledged === 0);
    expect(county.applied).toHaveLength(1);
  },
  30_000,
);
