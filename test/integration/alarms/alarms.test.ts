import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Alarm } from '#contract/alarm.ts';
import { Alarms } from '../../../main/alarms/alarms.ts';
import { ruleMatch } from '../../../main/alarms/decide-rules.ts';
import { AlarmTable } from '../../../main/storage/alarm-table.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import type { Database } from '../../../main/storage/database.ts';
import { minutes } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { aRun } from '../../builders/action-run.ts';
import { aHit } from '../../builders/alarm.ts';
import { anEntry, aPersonEntry } from '../../builders/entry.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aRule } from '../../builders/rule.ts';
import { aSighting } from '../../builders/sighting.ts';

let directory: string;
let database: Database;
let clock: FakeClock;
let alarms: Alarms;

async function start(): Promise<void> {
  database = await openDatabase(directory, silentLog);
  alarms = new Alarms({ store: new AlarmTable(database), clock, log: silentLog });
  await alarms.start();
}
async function stop(): Promise<void> {
  await alarms.stop();
  await database.close();
}
async function restart(): Promise<void> {
  await stop();
  await start();
}
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-alarms-'));
  clock = new FakeClock();
  await start();
});
afterEach(async () => {
  await stop();
  await rm(directory, { recursive: true });
});

/** A sighting as the journal would have stored it, before it is judged. */
async function journalled(plate = '鲁P12345') {
  const sighting = aSighting({ plate });
  await database.write(async (trx) => {
    await trx('sightings').insert({
      id: sighting.id,
      source: sighting.source,
      device_id: sighting.deviceId,
      object_id: sighting.objectId,
      camera_id: sighting.cameraId,
      camera_name: sighting.cameraName,
      kind: sighting.facts.kind,
      plate,
      seen_at_ms: sighting.seenAtMs,
      received_at_ms: sighting.receivedAtMs,
      facts_json: JSON.stringify(sighting.facts),
      pictures_json: '[]',
    });
  });
  return sighting;
}
const match = { hit: aHit(), entry: anEntry() };

async function raise(): Promise<Alarm> {
  const [alarm] = await alarms.judge(await journalled(), [match]);
  return alarm!;
}
const markOf = async (sightingId: number): Promise<unknown> =>
  (await database.read('sightings').where({ id: sightingId }).pluck('alarm_id'))[0];

test('a restart keeps what is open, to the last field, and what guards did to it', async () => {
  const open = await raise();
  const { id } = (await alarms.judge(await journalled(), [{ hit: match.hit, entry: aPersonEntry({ id: 12 }) }]))[0]!;
  await alarms.tickStep(id, 'guard1', 1, true);
  const acknowledged = await alarms.acknowledge(id, 'guard1');
  await restart();
  expect(alarms.unresolved()).toEqual([open, acknowledged]);
  const resolved = await alarms.resolve(id, 'guard2', 'true-hit', '已劝离');
  await restart();
  expect(alarms.list()).toEqual([resolved, open]);
});

test('the sightings of an alarm are linked to it, in the journal too', async () => {
  const { id, sightings } = await raise();
  const second = await journalled();
  await alarms.judge(second, [match]);
  expect(await markOf(sightings[0]!.id)).toBe(id);
  expect(await markOf(second.id)).toBe(id);
  expect(await database.read('alarm_sightings').orderBy('sighting_id').pluck('sighting_id')).toEqual([
    sightings[0]!.id,
    second.id,
  ]);
});

test('judging again after a crash finds the alarm the sighting is in', async () => {
  const sighting = await journalled();
  const [alarm] = await alarms.judge(sighting, [match]);
  await alarms.resolve(alarm!.id, 'guard1', 'false-match', '');
  await restart();
  expect(await alarms.judge(sighting, [match])).toMatchObject([{ id: alarm!.id, count: 1, state: 'resolved' }]);
  expect(await database.read('alarms').count({ n: '*' })).toEqual([{ n: 1 }]);
});

test('two guards acknowledge at once: one row says who, the other guard is told', async () => {
  const { id } = await raise();
  const answers = await Promise.allSettled(['guard1', 'guard2'].map((by) => alarms.acknowledge(id, by)));
  expect(answers[0]).toMatchObject({ value: { acknowledged: { by: 'guard1' } } });
  expect(answers[1]).toMatchObject({ reason: { code: 'already-acknowledged', facts: { by: 'guard1' } } });
  expect(await database.read('alarm_events').where({ event: 'acknowledged' }).pluck('done_by')).toEqual(['guard1']);
});

test('the history tells who did what, in order', async () => {
  const { id } = await raise();
  await alarms.judge(await journalled(), [match]);
  await alarms.acknowledge(id, 'guard1');
  await alarms.tickStep(id, 'guard1', 0, true);
  await alarms.resolve(id, 'guard2', 'true-hit', '已劝离');
  expect(await alarms.history(id)).toMatchObject([
    { event: 'raised', by: 'station' },
    { event: 'folded', by: 'station', sightings: 1 },
    { event: 'acknowledged', by: 'guard1' },
    { event: 'step', by: 'guard1', step: 0, done: true },
    { event: 'resolved', by: 'guard2', outcome: 'true-hit', note: '已劝离' },
  ]);
});

test('neither history nor a resolved alarm can be rewritten', async () => {
  const { id } = await raise();
  await alarms.resolve(id, 'guard1', 'true-hit', '');
  const rewrite = (table: string, change: object) => database.write(async (trx) => trx(table).update(change));
  await expect(rewrite('alarm_events', { done_by: 'nobody' })).rejects.toThrow('never changed');
  await expect(rewrite('alarms', { outcome: 'drill' })).rejects.toThrow('never changed');
});

test('a feed resumes over a restart with what it missed', async () => {
  const first = await raise();
  const second = await alarms.acknowledge(first.id, 'guard1');
  await restart();
  expect(await alarms.changesAfter(first.revision)).toEqual([second]);
  expect(await alarms.changesAfter(second.revision)).toEqual([]);
  const third = await alarms.resolve(first.id, 'guard1', 'true-hit', '');
  expect(third.revision).toBeGreaterThan(second.revision);
  expect(await alarms.changesAfter(first.revision)).toEqual([third]);
});

test('a flood of a thousand hits is one alarm, in few commits', async () => {
  const { id } = await raise();
  const flood = await Promise.all(Array.from({ length: 999 }, () => journalled()));
  const before = database.commits();
  await Promise.all(flood.map((sighting) => alarms.judge(sighting, [match])));
  expect(database.commits() - before).toBeLessThanOrEqual(3);
  expect(await alarms.find(id)).toMatchObject({ count: 1000 });
  expect(await database.read('sightings').where({ alarm_id: id }).count({ n: '*' })).toEqual([{ n: 1000 }]);
});

test('a period counts what happened in it, and counts the same when asked again later', async () => {
  const { id, raisedAtMs } = await raise();
  const hourEnds = raisedAtMs + minutes(1);
  const firstHour = await alarms.counts(raisedAtMs, hourEnds);
  expect(firstHour).toMatchObject({ raised: 1, byCategory: { barred: 1 }, responseTimesMs: [], unacknowledged: 1 });
  clock.advance(minutes(2));
  await alarms.acknowledge(id, 'guard1');
  await alarms.resolve(id, 'guard1', 'false-match', '');
  expect(await alarms.counts(raisedAtMs, hourEnds)).toEqual(firstHour);
  expect(await alarms.counts(hourEnds, hourEnds + minutes(60))).toMatchObject({
    raised: 0,
    byOutcome: { 'false-match': 1 },
    responseTimesMs: [minutes(2)],
    unacknowledged: 0,
  });
});

test('all that can happen to an alarm is in its history, word for word, over a restart', async () => {
  const { id } = await raise();
  await alarms.escalate(id, 1);
  await alarms.escalate(id, 2);
  await alarms.addNote(id, 'guard1', '司机称送货');
  await alarms.handOver(id, 'chief1', 'guard2');
  await alarms.recordRun(id, aRun({ id: 7, alarmId: id, by: 'guard2', state: 'done' }));
  const elsewhere = { ...(await journalled()), cameraId: 'north-gate', cameraName: '北门' };
  const [second] = await alarms.judge(elsewhere, [match]);
  await restart();
  expect(await alarms.history(id)).toMatchObject([
    { event: 'raised', by: 'station' },
    { event: 'escalated', by: 'station', level: 1 },
    { event: 'escalated', level: 2 },
    { event: 'noted', by: 'guard1', text: '司机称送货' },
    { event: 'handed-over', by: 'chief1', to: 'guard2', from: null },
    { event: 'action', by: 'guard2', runId: 7, action: '东门道闸保持关闭', state: 'done' },
    { event: 'raised-again', change: 'place', cameraName: '北门', as: second!.id },
  ]);
  expect(await alarms.history(second!.id)).toMatchObject([{ event: 'raised', after: id }]);
  expect(await alarms.find(id)).toMatchObject({
    ...{ state: 'acknowledged', acknowledged: { by: 'chief1' }, owner: { by: 'guard2' } },
    ...{ escalation: { level: 2 }, notes: [{ by: 'guard1', text: '司机称送货' }], actionRuns: [{ id: 7 }] },
  });
});

test('of a resolved alarm only the history grows', async () => {
  const { id } = await raise();
  const resolved = await alarms.resolve(id, 'guard1', 'true-hit', '');
  expect(await alarms.addNote(id, 'guard2', '车主来电')).toEqual(resolved);
  await alarms.recordRun(id, aRun({ alarmId: id, state: 'failed', failure: 'timeout' }));
  await restart();
  expect(await alarms.find(id)).toEqual(resolved);
  expect((await alarms.history(id)).slice(2)).toMatchObject([
    { event: 'noted', by: 'guard2', text: '车主来电' },
    { event: 'action', state: 'failed', failure: 'timeout' },
  ]);
  for (let n = 1; n < 50; n++) await alarms.addNote(id, 'guard2', `第 ${n} 条`);
  await expect(alarms.addNote(id, 'guard2', '又一条')).rejects.toMatchObject({ code: 'bad-input' });
});

test('a lost camera is an alarm without a sighting, and the next time it is lost folds into it', async () => {
  const lost = [ruleMatch(aRule({ id: 3 }), 'hall', { kind: 'camera-lost', seconds: 30 })];
  const notice = { cameraId: 'hall', cameraName: '大厅', receivedAtMs: clock.nowMs() };
  const [alarm] = await alarms.notice(notice, lost);
  await restart();
  expect(await alarms.notice(notice, lost)).toMatchObject([
    { id: alarm!.id, kind: 'event', count: 2, sightings: [], cause: { by: 'rule', finding: { seconds: 30 } } },
  ]);
  expect(await alarms.history(alarm!.id)).toMatchObject([
    { event: 'raised', sightingId: null },
    { event: 'folded', sightings: 1, lastSightingId: null },
  ]);
  expect(await database.read('alarm_sightings').count({ n: '*' })).toEqual([{ n: 0 }]);
  expect(await database.read('alarms').pluck('category')).toEqual(['rule']);
});

test('two reads that agree change the alarm at once, not with the next count', async () => {
  const { id } = await raise();
  const told: Alarm[] = [];
  alarms.watch((alarm) => told.push(alarm));
  const read = { sightingId: 1, cameraId: 'east-gate', receivedAtMs: 0, read: '鲁P12345', score: 1 };
  await alarms.judge(await journalled(), [{ ...match, hit: aHit({ reads: [read, read], confirmed: true }) }]);
  expect(told).toMatchObject([{ id, count: 2, cause: { hit: { confirmed: true, reads: [read, read] } } }]);
});
