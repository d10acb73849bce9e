import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewView, WallView } from '#contract/view.ts';
import { viewHandlers } from '../../../main/gateway/view-handlers.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { ViewTable } from '../../../main/storage/view-table.ts';
import { silentLog } from '../../../main/system/log.ts';
import { appErrorOf } from '../../../renderer/api/app-error-of.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { Browser, startSite, until } from './site.ts';
import type { Site } from './site.ts';

const gates: NewView = { name: '各门', layout: 4, tiles: ['east', null, 'west'], patrolSeconds: 20 };
let directory: string;
let database: Database;
let site: Site;
let browser: Browser;
let noted: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-views-'));
  database = await openDatabase(directory, silentLog);
  noted = [];
  const note = (_caller: unknown, action: string, subject: string): void => void noted.push(`${action} ${subject}`);
  const clock = new FakeClock(1_000);
  site = await startSite({ views: viewHandlers({ store: new ViewTable(database), clock, note }) });
  browser = new Browser(site.origin);
  await browser.signIn('guard1');
});
afterEach(async () => {
  await browser.close();
  await site.stop();
  await database.close();
  await rm(directory, { recursive: true });
});

const views = () => browser.station.api.views;

test('a view is saved, changed under its number, told to every console, and removed', async () => {
  const told: WallView[][] = [];
  const feed = views().changes.subscribe(undefined, { onData: ({ data }) => void told.push(data) });
  await until(() => told.length === 1);
  const saved = await views().save.mutate({ id: null, ...gates });
  expect(saved).toEqual({ ...gates, id: 1, savedBy: 'guard1', savedAtMs: 1_000 });
  await views().save.mutate({ id: 1, ...gates, name: '校门', patrolSeconds: null });
  await until(() => told.at(-1)?.[0]?.name === '校门');
  expect(await views().list.query()).toHaveLength(1);
  await views().remove.mutate({ id: 1 });
  await until(() => told.at(-1)?.length === 0);
  feed.unsubscribe();
  expect(noted).toEqual(['view.save view:1', 'view.save view:1', 'view.remove view:1']);
});

test('no two views have one name, and no view holds a camera twice', async () => {
  await views().save.mutate({ id: null, ...gates });
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (error: unknown) => appErrorOf(error)?.code,
    );
  expect(await codeOf(views().save.mutate({ id: null, ...gates }))).toBe('conflict');
  expect(await codeOf(views().save.mutate({ id: 9, ...gates, name: '别的' }))).toBe('not-found');
  expect(await codeOf(views().save.mutate({ id: null, ...gates, name: '重复', tiles: ['east', 'east'] }))).toBe(
    'bad-input',
  );
  expect(await codeOf(views().save.mutate({ id: 1, ...gates, layout: 16 }))).toBe(null);
});
