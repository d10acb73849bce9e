import { beforeEach, expect, test } from 'vitest';
import { LostCameras } from '../../../main/alarms/lost-cameras.ts';
import type { SeenCamera } from '../../../main/alarms/lost-cameras.ts';
import { Rules } from '../../../main/alarms/rules.ts';
import { UnknownDevices } from '../../../main/alarms/unknown-devices.ts';
import type { Notice, RuleMatch } from '../../../main/alarms/decide-alarms.ts';
import { hours, minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryRuleStore } from '../../builders/memory-rule-store.ts';
import { aNewRule } from '../../builders/rule.ts';
import { aSighting } from '../../builders/sighting.ts';

let store: MemoryRuleStore;
let clock: FakeClock;
let rules: Rules;
/** What was made of it, as alarms would hear it. */
let noticed: { notice: Omit<Notice, 'id'>; match: RuleMatch }[];
let failing: boolean;
const alarms = {
  notice(notice: Omit<Notice, 'id'>, matches: readonly RuleMatch[]) {
    if (failing) return Promise.reject(new Error('no space'));
    noticed.push(...matches.map((match) => ({ notice, match })));
    return Promise.resolve([]);
  },
};

async function started(): Promise<Rules> {
  const service = new Rules({
    ...{ store, clock, log: silentLog },
    pointOf: (id) => (id === 'east-gate' ? 'gate' : 'public'),
    localTime: (atMs) => {
      const local = new Date(atMs + hours(8));
      return { day: local.getUTCDay() || 7, minute: local.getUTCHours() * 60 + local.getUTCMinutes() };
    },
  });
  await service.start();
  return service;
}
beforeEach(async () => {
  store = new MemoryRuleStore();
  clock = new FakeClock();
  noticed = [];
  failing = false;
  rules = await started();
});
const save = (given: Parameters<typeof aNewRule>[0]) => rules.save(null, aNewRule(given), 'chief1');
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('no rule, no match', () => {
  expect(rules.match(aSighting({ facts: { kind: 'person' } }))).toEqual([]);
});

test('a saved rule matches at once, and after a restart', async () => {
  await save({ scope: { points: ['gate'], cameraIds: [] } });
  const sighting = aSighting({ facts: { kind: 'person' } });
  expect(rules.match(sighting)).toMatchObject([{ subject: 'rule:1:east-gate' }]);
  expect((await started()).match(sighting)).toHaveLength(1);
  expect(rules.match({ ...sighting, cameraId: 'hall' })).toEqual([]);
});

test('a rule that was changed forgets what it had counted', async () => {
  const trigger = { kind: 'plate-repeats', times: 2, minutes: 10 } as const;
  const { id } = await save({ trigger });
  const see = () => rules.match(aSighting({ plate: '鲁P12345' })).length;
  expect([see(), see()]).toEqual([0, 1]);
  await rules.save(id, aNewRule({ trigger }), 'chief1');
  expect([see(), see()]).toEqual([0, 1]);
});

test('rules are listed most urgent first, then by name', async () => {
  await save({ name: '乙', priority: 2 });
  await save({ name: '甲', priority: 2 });
  await save({ name: '丙', priority: 1 });
  expect(rules.list().map(({ name }) => name)).toEqual(['丙', '甲', '乙']);
});

test('what cannot be saved says why', async () => {
  const { id } = await save({ name: '夜间' });
  await expect(save({ name: '夜间' })).rejects.toMatchObject({ code: 'conflict', facts: { problem: 'name' } });
  await expect(rules.save(99, aNewRule({ name: '新' }), 'chief1')).rejects.toMatchObject({ code: 'not-found' });
  await expect(rules.save(id, aNewRule({ name: '夜间', priority: 1 }), 'chief2')).resolves.toMatchObject({
    changedBy: 'chief2',
  });
  for (const levels of [
    [
      { people: 50, priority: 2 as const },
      { people: 50, priority: 1 as const },
    ],
    [
      { people: 50, priority: 1 as const },
      { people: 100, priority: 2 as const },
    ],
  ]) {
    await expect(save({ name: '人流', trigger: { kind: 'crowd', levels, seconds: 0 } })).rejects.toMatchObject({
      code: 'bad-input',
      facts: { paths: 'trigger.levels' },
    });
  }
});

test('there are two hundred rules at most', async () => {
  for (let n = 0; n < 200; n++) await save({ name: `规则 ${n}` });
  await expect(save({ name: '又一条' })).rejects.toMatchObject({ code: 'conflict', facts: { problem: 'too-many' } });
});

test('a removed rule matches nothing more', async () => {
  const { id } = await save({});
  await rules.remove(id);
  expect(rules.match(aSighting({ facts: { kind: 'person' } }))).toEqual([]);
  await expect(rules.remove(id)).rejects.toMatchObject({ code: 'not-found' });
});

/** Cameras as a test says they are. */
function watching(hadPictures: string[] = []) {
  const cameras = new Map<string, SeenCamera>();
  const watch = new LostCameras({ look: () => [...cameras.values()], rules, alarms, clock, log: silentLog });
  watch.start(hadPictures);
  return (id: string, hasPictures: boolean | null | 'removed', forMs: number, seenBefore = false): string[] => {
    if (hasPictures === 'removed') cameras.delete(id);
    else cameras.set(id, { id, name: `摄像机 ${id}`, hasPictures, hadPictures: seenBefore });
    const before = noticed.length;
    clock.advance(forMs);
    return noticed.slice(before).map(({ match }) => match.subject);
  };
}
const lost = { kind: 'camera-lost', seconds: 30 } as const;

test('a camera that loses its pictures for long enough is an alarm, once', async () => {
  await save({ trigger: lost, priority: 1 });
  const camera = watching();
  expect(camera('hall', true, minutes(1))).toEqual([]);
  expect(camera('hall', false, seconds(30))).toEqual([]);
  expect(camera('hall', false, seconds(1))).toEqual(['rule:1:hall']);
  expect(noticed[0]).toMatchObject({
    notice: { cameraId: 'hall', cameraName: '摄像机 hall' },
    match: { priority: 1, finding: { kind: 'camera-lost', seconds: 30 } },
  });
  expect(camera('hall', false, minutes(60))).toEqual([]);
});

test('a camera that lived and died between two looks is lost all the same; one that never had a picture is not', async () => {
  await save({ trigger: lost });
  const camera = watching();
  expect(camera('hall', false, seconds(32), true)).toEqual(['rule:1:hall']);
  expect(camera('yard', false, minutes(5))).toEqual([]);
});

test('one that comes back in time is none, and one that is lost again is one again', async () => {
  await save({ trigger: lost });
  const camera = watching();
  camera('hall', true, seconds(2));
  expect(camera('hall', false, seconds(25))).toEqual([]);
  expect(camera('hall', true, seconds(2))).toEqual([]);
  expect(camera('hall', false, seconds(32))).toEqual(['rule:1:hall']);
  expect(camera('hall', true, seconds(2))).toEqual([]);
  expect(camera('hall', false, seconds(32))).toEqual(['rule:1:hall']);
});

test('trying to connect again brings no pictures, and does not put the alarm off', async () => {
  await save({ trigger: lost });
  const camera = watching();
  camera('hall', true, seconds(2));
  camera('hall', false, seconds(20));
  expect(camera('hall', null, seconds(12))).toEqual(['rule:1:hall']);
});

test('a camera that never had pictures is no alarm; one that had them when the last run ended is', async () => {
  await save({ trigger: lost });
  const camera = watching(['hall']);
  expect(camera('hall', null, 0)).toEqual([]);
  expect(camera('never', false, seconds(10))).toEqual([]);
  expect(camera('hall', false, minutes(5))).toEqual(['rule:1:hall']);
});

test('a camera that is removed is missed by nobody', async () => {
  await save({ trigger: lost });
  const camera = watching();
  camera('hall', true, seconds(2));
  camera('hall', false, seconds(10));
  expect(camera('hall', 'removed', minutes(5))).toEqual([]);
});

test('a camera that was lost before the rule looks is an alarm when the rule begins to look', async () => {
  // 14:32 by the unit's clock.
  await save({ trigger: lost, schedule: [{ days: [1], fromMinute: 14 * 60 + 40, toMinute: 18 * 60 }] });
  const camera = watching();
  camera('hall', true, seconds(2));
  expect(camera('hall', false, minutes(7))).toEqual([]);
  expect(camera('hall', false, minutes(2))).toEqual(['rule:1:hall']);
});

test('only where the rule holds, and by each rule at its own time', async () => {
  await save({ name: '一', trigger: lost, scope: { points: ['gate'], cameraIds: [] } });
  await save({ name: '二', trigger: { ...lost, seconds: 60 } });
  const camera = watching();
  camera('hall', true, seconds(2));
  expect(camera('hall', false, seconds(32))).toEqual([]);
  expect(camera('hall', false, seconds(32))).toEqual(['rule:2:hall']);
});

test('a disk that refuses is asked again', async () => {
  await save({ trigger: lost });
  const camera = watching();
  camera('hall', true, seconds(2));
  failing = true;
  camera('hall', false, seconds(40));
  await settled();
  failing = false;
  expect(camera('hall', false, seconds(2))).toEqual(['rule:1:hall']);
});

test('an unknown device is an alarm of its own, counted at most every ten seconds', async () => {
  await save({ trigger: { kind: 'unknown-device' } });
  const devices = new UnknownDevices({ rules, alarms, clock, log: silentLog });
  for (let n = 0; n < 100; n++) devices.refused('37152500001190000099');
  devices.refused('37152500001190000098');
  expect(noticed.map(({ match }) => [match.subject, match.finding.deviceId])).toEqual([
    ['rule:1:37152500001190000099', '37152500001190000099'],
    ['rule:1:37152500001190000098', '37152500001190000098'],
  ]);
  clock.advance(seconds(10));
  devices.refused('37152500001190000099');
  expect(noticed).toHaveLength(3);
  expect(devices.uncounted).toBe(99);
});

test('whoever tries ever new names gets one alarm for all beyond the first twenty in an hour', async () => {
  await save({ trigger: { kind: 'unknown-device' } });
  const devices = new UnknownDevices({ rules, alarms, clock, log: silentLog });
  for (let n = 0; n < 1000; n++) devices.refused(`device-${n}`);
  const subjects = new Set(noticed.map(({ match }) => match.subject));
  expect(subjects.size).toBe(21);
  expect(noticed.at(-1)?.match).toMatchObject({ subject: 'rule:1:others', finding: { kind: 'unknown-device' } });
  expect(noticed.at(-1)?.match.finding.deviceId).toBeUndefined();
  clock.advance(hours(1));
  devices.refused('device-new');
  expect(noticed.at(-1)?.match.subject).toBe('rule:1:device-new');
});

test("a device cannot name itself as it likes on a guard's card", async () => {
  await save({ trigger: { kind: 'unknown-device' } });
  const devices = new UnknownDevices({ rules, alarms, clock, log: silentLog });
  devices.refused(`\u202e<b>${'x'.repeat(500)}</b>\n`);
  devices.refused('others');
  devices.refused('');
  expect(noticed.map(({ match }) => match.finding.deviceId)).toEqual([`b${'x'.repeat(63)}`, '?']);
});

test('without such a rule, or outside its hours, nobody is told of unknown devices', async () => {
  const devices = new UnknownDevices({ rules, alarms, clock, log: silentLog });
  devices.refused('37152500001190000099');
  await save({ trigger: { kind: 'unknown-device' }, schedule: [{ days: [7], fromMinute: 0, toMinute: 1440 }] });
  devices.refused('37152500001190000099');
  expect(noticed).toEqual([]);
});
