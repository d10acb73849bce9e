import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditEntry } from '../../../main/access/audit-log.ts';
import { countyHandlers } from '../../../main/gateway/county-handlers.ts';
import { hours } from '../../../main/system/clock.ts';
import { appErrorOf } from '../../../renderer/api/app-error-of.ts';
import { CountyPeer } from '../../peers/county/county-peer.ts';
import { CountySite } from '../county/site.ts';
import { Browser, startSite, until } from './site.ts';
import type { Site } from './site.ts';

let county: CountyPeer;
let unit: CountySite;
let site: Site;
let noted: Omit<AuditEntry, 'actor'>[];
const browsers: Browser[] = [];
beforeEach(async () => {
  county = new CountyPeer({ secret: 'shared' });
  await county.up();
  unit = await CountySite.make();
  const link = await unit.start({ summaries: { url: county.summariesUrl, secret: 'shared', every: hours(1) } });
  noted = [];
  site = await startSite({
    county: countyHandlers({
      county: {
        outboxPage: (before, limit) => link.outboxPage(before, limit),
        tryNow: () => link.tryNow(),
        retrySetAside: (id) => link.retrySetAside(id),
        test: (destination) => link.test(destination),
        subscriptions: () => Promise.resolve([]),
      },
      note: (_caller, action, subject, facts = {}) => void noted.push({ action, subject, facts }),
    }),
  });
  await until(() => link.status().unacknowledged === 0 && county.applied.length === 1);
});
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close();
  await site.stop();
  await unit.remove();
  await county.down();
});

async function consoleOf(account: 'guard1' | 'admin1') {
  const browser = new Browser(site.origin);
  browsers.push(browser);
  await browser.signIn(account);
  return browser.station.api.county;
}

test('the test button sends a marked test, waits for the words of the county, and is in the audit chain', async () => {
  const admin = await consoleOf('admin1');
  const told = await admin.test.mutate({ destination: 'summaries' });
  expect(told).toMatchObject({ destination: 'summaries', outcome: 'acknowledged', reason: null });
  expect(told.words).toContain('acknowledged');
  expect(county.applied.at(-1)).toMatchObject({ kind: 'test', body: { schema: 'guardroom/test' } });
  const [item] = await admin.outbox.query({ limit: 1 });
  expect(item).toMatchObject({ kind: 'test', key: county.applied.at(-1)?.key });
  expect(noted).toEqual([{ action: 'county.test', subject: 'county:summaries', facts: { outcome: 'acknowledged' } }]);
});

test('a county that is not there is said at once, and the test does not linger', async () => {
  await county.down();
  const admin = await consoleOf('admin1');
  const told = await admin.test.mutate({ destination: 'summaries' });
  expect(told).toMatchObject({ outcome: 'failed', reason: 'refused' });
  expect((await admin.outbox.query({ limit: 10 })).filter(({ kind }) => kind === 'test')).toEqual([]);
  // Counted anew a moment later.
  await expect.poll(() => unit.link.status()).toMatchObject({ link: 'down', unacknowledged: 0 });
});

test('a guard does not test, nor does anybody test what there is not, nor twice at once', async () => {
  const [guard, admin] = [await consoleOf('guard1'), await consoleOf('admin1')];
  const refusal = (called: Promise<unknown>) =>
    called.then(
      () => null,
      (error: unknown) => appErrorOf(error)?.code,
    );
  expect(await refusal(guard.test.mutate({ destination: 'summaries' }))).toBe('not-allowed');
  expect(await refusal(admin.test.mutate({ destination: 'viid:elsewhere' }))).toBe('not-found');
  county.behave = () => ({ do: 'hang' });
  const first = admin.test.mutate({ destination: 'summaries' });
  await until(() => county.requests.length === 2);
  expect(await refusal(admin.test.mutate({ destination: 'summaries' }))).toBe('conflict');
  await county.down();
  expect(await first).toMatchObject({ outcome: 'failed', reason: 'unreachable' });
});
