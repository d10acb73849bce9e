import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SummaryReport } from '#contract/summary.ts';
import type { Unit } from '#contract/access.ts';
import { Outbox } from '../../../main/county/outbox.ts';
import type { Period, SummarySource } from '../../../main/county/summaries.ts';
import { SummaryBook, usualSummarySettings } from '../../../main/county/summary-book.ts';
import type { StoredSummarySettings } from '../../../main/county/summary-book.ts';
import type { SummaryOutbox } from '../../../main/county/summary-writer.ts';
import { AppError } from '../../../main/system/app-error.ts';
import { days, hours, minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryOutboxStore, MemorySummaryStore } from './memory-outbox-store.ts';
import { aUnit, china, FakeDestination, noAlarms, pass, settle } from './parts.ts';

class FakeSource implements SummarySource {
  broken = false;
  async sightings(_period: Period) {
    if (this.broken) throw new Error('the journal is away');
    return { face: 1, person: 0, vehicle: 0, cycle: 0, behaviour: 0, crowd: 0 };
  }
  async alarms() {
    return noAlarms;
  }
  async cameras() {
    return { total: 1, onlineRate: null, intact: null };
  }
  async list() {
    return { inForce: 0, added: 0, changed: 0, approved: 0, withdrawn: 0, expired: 0 };
  }
  async crowd() {
    return [];
  }
  async retention() {
    return [];
  }
}

const shifts = [
  { name: '早班', beginsAt: 8 * 60 },
  { name: '晚班', beginsAt: 20 * 60 },
];
const onlyHours = { ...usualSummarySettings, daily: false };
const everything = { ...usualSummarySettings, shifts };

let clock: FakeClock;
let store: MemoryOutboxStore;
let summaryStore: MemorySummaryStore;
let source: FakeSource;
let outbox: Outbox;
let settings: StoredSummarySettings;
let unit: Unit | null;
let book: SummaryBook;
beforeEach(async () => {
  clock = new FakeClock(Date.parse('2026-11-23T14:32:00+08:00'));
  store = new MemoryOutboxStore();
  summaryStore = new MemorySummaryStore(store);
  source = new FakeSource();
  settings = onlyHours;
  unit = aUnit;
  outbox = new Outbox({ store, destinations: [new FakeDestination(clock)], clock, log: silentLog, chance: () => 1 });
  await outbox.start();
  book = new SummaryBook({
    ...{ store: summaryStore, source, clock, log: silentLog, offsetAt: china },
    settings: { read: async () => settings, write: async (chosen) => void (settings = chosen) },
    unit: async () => unit,
  });
});
afterEach(async () => {
  await book.close();
  await outbox.stop();
});

async function start(everyMs: number | null = null): Promise<void> {
  await book.open({ outbox, everyMs });
  await settle();
}
const short = ({ period }: SummaryReport): string => `${period.from.slice(5, 16)} ${period.to.slice(5, 16)}`;
const reports = (): SummaryReport[] =>
  store.rows.map(({ body }) => JSON.parse(Buffer.from(body).toString()) as SummaryReport);
const reported = (): string[] => reports().map(short);
const reportedOf = (kind: string): string[] =>
  reports()
    .filter(({ period }) => period.kind === kind)
    .map((report) => `${report.period.name ?? ''} ${short(report)}`.trim());

test('the first start reports the hour that has just ended, then every hour when it ends', async () => {
  await start();
  expect(reported()).toEqual(['11-23T13:00 11-23T14:00']);
  await pass(clock, minutes(28), seconds(10));
  expect(reported()).toHaveLength(1);
  await pass(clock, minutes(1), seconds(1));
  expect(reported()).toEqual(['11-23T13:00 11-23T14:00', '11-23T14:00 11-23T15:00']);
});

test('of shifts and days the one that goes on at the first start is the first to be written', async () => {
  settings = everything;
  await start();
  expect([...reportedOf('shift'), ...reportedOf('day')]).toEqual([]);
  await pass(clock, hours(5.5), minutes(5));
  expect(reportedOf('shift')).toEqual(['早班 11-23T08:00 11-23T20:00']);
  await pass(clock, hours(12), minutes(5));
  expect(reportedOf('shift').slice(1)).toEqual(['晚班 11-23T20:00 11-24T08:00']);
  expect(reportedOf('day')).toEqual(['11-23T00:00 11-24T00:00']);
  expect(new Set(store.rows.map(({ key }) => key)).size).toBe(store.rows.length);
});

test('periods missed while the station was off are made up, one summary each, each kind from its own mark', async () => {
  settings = everything;
  summaryStore.marks.set('interval', Date.parse('2026-11-23T12:00:00+08:00'));
  summaryStore.marks.set('shift', Date.parse('2026-11-22T20:00:00+08:00'));
  summaryStore.marks.set('day', Date.parse('2026-11-21T00:00:00+08:00'));
  await start();
  expect(reportedOf('interval')).toEqual(['11-23T12:00 11-23T13:00', '11-23T13:00 11-23T14:00']);
  expect(reportedOf('shift')).toEqual(['晚班 11-22T20:00 11-23T08:00']);
  expect(reportedOf('day')).toEqual(['11-21T00:00 11-22T00:00', '11-22T00:00 11-23T00:00']);
  expect(await book.neededFromMs()).toBe(Date.parse('2026-11-23T00:00:00+08:00'));
});

test('no period is reported twice, however often the station starts', async () => {
  for (let n = 0; n < 5; n++) {
    await start();
    await book.close();
  }
  expect(reported()).toHaveLength(1);
});

test('at most 31 days are made up', async () => {
  summaryStore.marks.set('interval', clock.nowMs() - days(400));
  await start(hours(24));
  await pass(clock, seconds(1));
  expect(reported()).toHaveLength(31);
});

test('a period whose figures could not be had is reported later, and holds nothing else up', async () => {
  settings = everything;
  source.broken = true;
  await start();
  await pass(clock, minutes(2), seconds(10));
  expect(reported()).toEqual([]);
  source.broken = false;
  await pass(clock, minutes(1), seconds(10));
  expect(reported()).toEqual(['11-23T13:00 11-23T14:00']);
});

test('what the outbox does not take now is written later, once, and then says when that was', async () => {
  const refusing = { full: true };
  const full: SummaryOutbox = {
    destinations: outbox.destinations,
    status: () => outbox.status(),
    notice: (destination, kind) => outbox.notice(destination, kind),
    checkAll(messages) {
      if (refusing.full && messages.length > 0) throw new AppError('disk-full', 'alarms only');
    },
  };
  await book.open({ outbox: full, everyMs: null });
  await pass(clock, minutes(10), seconds(10));
  expect([reported(), summaryStore.written]).toEqual([[], []]);
  await expect(book.write(clock.nowMs() - hours(1), clock.nowMs(), 'chief1')).rejects.toMatchObject({
    code: 'disk-full',
  });
  refusing.full = false;
  await pass(clock, minutes(1), seconds(10));
  expect(reports().map((report) => [short(report), report.generatedAt.slice(11, 16)])).toEqual([
    ['11-23T13:00 11-23T14:00', '14:42'],
  ]);
});

test('another length of period begins where the last report ended', async () => {
  summaryStore.marks.set('interval', Date.parse('2026-11-23T14:00:00+08:00'));
  await start(minutes(15));
  expect(reported()).toEqual(['11-23T14:00 11-23T14:15', '11-23T14:15 11-23T14:30']);
});

test('a clock that is put back a little does not make a period come twice', async () => {
  await start();
  clock.jump(-minutes(50));
  await pass(clock, minutes(30), seconds(10));
  expect(reported()).toEqual(['11-23T13:00 11-23T14:00']);
});

test('a clock that is put forward makes every hour in between come, once, also when it is put right again', async () => {
  settings = everything;
  await start();
  clock.jump(hours(3));
  await pass(clock, minutes(1), seconds(10));
  expect(reported()).toHaveLength(4);
  clock.jump(-hours(3));
  await pass(clock, hours(3), minutes(1));
  expect(new Set(reported()).size).toBe(reported().length);
  expect(reported()).toHaveLength(4);
});

test('a clock that once stood years ahead does not silence the summaries', async () => {
  settings = everything;
  for (const kind of ['interval', 'shift', 'day'] as const) {
    summaryStore.marks.set(kind, Date.parse('2040-01-01T00:00:00+08:00'));
  }
  await start();
  await pass(clock, hours(10), minutes(5));
  expect(reportedOf('interval')[0]).toBe('11-23T14:00 11-23T15:00');
  expect(reportedOf('shift')).toEqual(['早班 11-23T08:00 11-23T20:00']);
  expect(reportedOf('day')).toEqual(['11-23T00:00 11-24T00:00']);
});

test('nothing is written before a unit is set up, and everything from then on', async () => {
  unit = null;
  await start();
  expect(reported()).toEqual([]);
  expect(await book.list(null, null, 10)).toEqual([]);
  expect(await book.neededFromMs()).toBeNull();
  await expect(book.preview(0, clock.nowMs())).rejects.toMatchObject({ code: 'bad-input' });
  await expect(book.preview(clock.nowMs() - hours(1), clock.nowMs())).rejects.toMatchObject({ code: 'unavailable' });
  unit = aUnit;
  await pass(clock, minutes(1), seconds(10));
  expect(reported()).toEqual(['11-23T13:00 11-23T14:00']);
});

test('shifts set while the station runs begin with the one that goes on; taken away and set again, likewise', async () => {
  await start();
  await book.setSettings(everything);
  await pass(clock, hours(6), minutes(5));
  expect(reportedOf('shift')).toEqual(['早班 11-23T08:00 11-23T20:00']);
  await book.setSettings(onlyHours);
  await pass(clock, days(3), minutes(30));
  await book.setSettings(everything);
  await pass(clock, hours(12), minutes(5));
  expect(reportedOf('shift')).toEqual(['早班 11-23T08:00 11-23T20:00', '晚班 11-26T20:00 11-27T08:00']);
});

test('settings out of order are refused, and another interval than the provision file sets', async () => {
  await start(minutes(10));
  expect(await book.settings()).toEqual({ ...onlyHours, everyMs: minutes(10), provisioned: true });
  await expect(book.setSettings({ ...everything, everyMs: hours(2) })).rejects.toMatchObject({
    code: 'provisioned-elsewhere',
  });
  const backwards = { ...everything, everyMs: minutes(10), shifts: [...shifts].reverse() };
  await expect(book.setSettings(backwards)).rejects.toMatchObject({ code: 'bad-input' });
  const alike = { ...backwards, shifts: shifts.map(({ beginsAt }) => ({ name: '班', beginsAt })) };
  await expect(book.setSettings(alike)).rejects.toMatchObject({ code: 'bad-input' });
  expect(await book.setSettings({ ...everything, everyMs: minutes(10) })).toMatchObject({ shifts, provisioned: true });
  expect(settings.everyMs, 'the own interval is kept for when the file sets none').toBe(hours(1));
});

test('a period may be asked for that has begun and is no longer than a month; one that goes on ends now', async () => {
  await start();
  const nowMs = clock.nowMs();
  const report = await book.preview(nowMs - hours(2) + 400, nowMs + hours(5));
  expect([report.period.kind, short(report)]).toEqual(['on-demand', '11-23T12:32 11-23T14:32']);
  for (const [fromMs, toMs] of [
    [nowMs + 1, nowMs + hours(1)],
    [nowMs - 1, nowMs - 1],
    [nowMs - days(32), nowMs],
  ] as const) {
    await expect(book.preview(fromMs, toMs)).rejects.toMatchObject({ code: 'bad-input' });
  }
  expect(store.rows).toHaveLength(1);
  const first = await book.write(nowMs - days(31), nowMs, 'chief1');
  const second = await book.write(nowMs - days(31), nowMs, 'chief1');
  expect([first, second]).toMatchObject([{ writtenBy: 'chief1' }, { writtenBy: 'chief1' }]);
  expect(new Set(store.rows.map(({ key }) => key)).size).toBe(3);
});
