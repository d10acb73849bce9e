import { afterEach, beforeEach, expect, test } from 'vitest';
import { Outbox } from '../../../main/county/outbox.ts';
import type { SummaryReport } from '#contract/summary.ts';
import { countAlarms } from '../../../main/county/summaries.ts';
import type { Period, SummarySource } from '../../../main/county/summaries.ts';
import { SummarySchedule } from '../../../main/county/summary-schedule.ts';
import { days, hours, minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryOutboxStore, MemorySummaryStore } from './memory-outbox-store.ts';
import { aUnit, china, FakeDestination, pass, settle } from './parts.ts';

class FakeSource implements SummarySource {
  broken = false;
  readonly asked: Period[] = [];
  async sightings(period: Period) {
    if (this.broken) throw new Error('the journal is away');
    this.asked.push(period);
    return { face: 1, person: 0, vehicle: 0, cycle: 0, behaviour: 0, crowd: 0 };
  }
  async alarms(period: Period) {
    return countAlarms([], period);
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

let clock: FakeClock;
let store: MemoryOutboxStore;
let summaryStore: MemorySummaryStore;
let source: FakeSource;
let outbox: Outbox;
let schedule: SummarySchedule;
beforeEach(async () => {
  clock = new FakeClock(Date.parse('2026-11-23T14:32:00+08:00'));
  store = new MemoryOutboxStore();
  summaryStore = new MemorySummaryStore(store);
  source = new FakeSource();
  outbox = new Outbox({ store, destinations: [new FakeDestination(clock)], clock, log: silentLog, chance: () => 1 });
  await outbox.start();
  schedule = openSchedule();
});
afterEach(async () => {
  await schedule.stop();
  await outbox.stop();
});

function openSchedule(everyMs = hours(1)): SummarySchedule {
  const parts = { unit: aUnit, source, store: summaryStore, outbox, clock, log: silentLog, offsetAt: china };
  return new SummarySchedule({ ...parts, everyMs });
}
const reported = (): string[] =>
  store.rows.map(({ body }) => {
    const { period } = JSON.parse(Buffer.from(body).toString()) as SummaryReport;
    return `${period.from.slice(5, 16)} ${period.to.slice(5, 16)}`;
  });

test('the first start reports the hour that has just ended, then every hour when it ends', async () => {
  schedule.start();
  await settle();
  expect(reported()).toEqual(['11-23T13:00 11-23T14:00']);
  await pass(clock, minutes(28), seconds(10));
  expect(reported()).toHaveLength(1);
  await pass(clock, minutes(1), seconds(1));
  expect(reported()).toEqual(['11-23T13:00 11-23T14:00', '11-23T14:00 11-23T15:00']);
});

test('periods missed while the station was off are made up, one summary each', async () => {
  summaryStore.markMs = Date.parse('2026-11-23T09:00:00+08:00');
  schedule.start();
  await settle();
  expect(reported()).toEqual([
    '11-23T09:00 11-23T10:00',
    '11-23T10:00 11-23T11:00',
    '11-23T11:00 11-23T12:00',
    '11-23T12:00 11-23T13:00',
    '11-23T13:00 11-23T14:00',
  ]);
});

test('no period is reported twice, however often the station starts', async () => {
  for (let start = 0; start < 5; start++) {
    schedule.start();
    await settle();
    await schedule.stop();
    schedule = openSchedule();
  }
  expect(reported()).toHaveLength(1);
});

test('at most 31 days are made up', async () => {
  summaryStore.markMs = clock.nowMs() - days(400);
  schedule = openSchedule(hours(24));
  schedule.start();
  await pass(clock, seconds(1));
  expect(reported()).toHaveLength(31);
});

test('a period whose figures could not be had is reported later', async () => {
  source.broken = true;
  schedule.start();
  await pass(clock, minutes(2), seconds(10));
  expect(reported()).toEqual([]);
  source.broken = false;
  await pass(clock, minutes(1), seconds(10));
  expect(reported()).toEqual(['11-23T13:00 11-23T14:00']);
});

test('another length of period begins where the last report ended', async () => {
  summaryStore.markMs = Date.parse('2026-11-23T14:00:00+08:00');
  schedule = openSchedule(minutes(15));
  schedule.start();
  await settle();
  expect(reported()).toEqual(['11-23T14:00 11-23T14:15', '11-23T14:15 11-23T14:30']);
});

test('a clock that is put back a little does not make a period come twice', async () => {
  schedule.start();
  await settle();
  clock.jump(-minutes(50));
  await pass(clock, minutes(30), seconds(10));
  expect(reported()).toEqual(['11-23T13:00 11-23T14:00']);
});

test('a clock that once stood years ahead does not silence the summaries', async () => {
  summaryStore.markMs = Date.parse('2040-01-01T00:00:00+08:00');
  schedule.start();
  await pass(clock, minutes(30), seconds(10));
  expect(reported()).toEqual(['11-23T14:00 11-23T15:00']);
});
