/** The built station: rules that guards' chiefs write raise alarms, and guards hand them to one another. */
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Alarm } from '#contract/alarm.ts';
import { appErrorOf } from '../../../renderer/api/app-error-of.ts';
import { aNewRule } from '../../builders/rule.ts';
import { CameraSimulator } from '../../peers/camera/camera-simulator.ts';
import { readFootage } from '../../peers/camera/footage.ts';
import { curlPost } from '../../peers/curl/viid-curl.ts';
import { freePort, makeSite, root, startStationProcess } from '../../peers/station/station-process.ts';
import type { StationProcess } from '../../peers/station/station-process.ts';
import { Browser, until } from '../gateway/site.ts';

const chief = { account: 'chief1', password: 'a chief of guards' };
const guard = { account: 'guard1', password: 'a guard at the gate' };
const device = { id: '37152500001190000001', user: 'cam', password: 'a camera' };
const stranger = '37152500001190000099';

let simulator: CameraSimulator;
let site: Awaited<ReturnType<typeof makeSite>>;
let station: StationProcess;
let chiefs: Browser;
let guards: Browser;
beforeAll(async () => {
  const footage = await readFootage(join(root, 'resources', 'demo', 'hall-sub.h264'), 12);
  simulator = new CameraSimulator({ streams: [{ path: '/hall', footage }], user: 'cam', password: 'hall' });
  const rtspPort = await simulator.start();
  site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [
      { ...chief, name: '李芳', role: 'chief' },
      { ...guard, name: '王强', role: 'guard' },
    ],
    cameras: [
      { name: '大厅', main: `rtsp://cam:hall@127.0.0.1:${rtspPort}/hall`, point: 'key-part' },
      { name: '从未接通', main: `rtsp://127.0.0.1:${await freePort()}/none`, point: 'gate' },
    ],
    recognition: {
      viid: {
        listen: `127.0.0.1:${await freePort()}`,
        devices: [{ id: device.id, user: device.user, password: device.password }],
      },
    },
  });
  station = await startStationProcess(site);
  [chiefs, guards] = [new Browser(station.console), new Browser(station.console)];
  await chiefs.station.api.session.signIn.mutate(chief);
  await guards.station.api.session.signIn.mutate(guard);
  await register(device.id);
});
afterAll(async () => {
  await chiefs.close();
  await guards.close();
  await station.stop();
  await simulator.stop();
  await site.remove();
});

const digest = { user: device.user, password: device.password };
const register = (deviceId: string) =>
  curlPost(`${station.viid}/VIID/System/Register`, { RegisterObject: { DeviceID: deviceId } }, { deviceId, digest });

let faces = 0;
async function postFace(): Promise<void> {
  const now = new Date().toLocaleString('sv').replaceAll(/\D/g, '').slice(0, 14);
  const face = {
    ...{ FaceID: `${device.id}02${now}${String(++faces).padStart(5, '0')}0600001`, InfoKind: 1, SourceID: 's' },
    ...{ DeviceID: device.id, FaceAppearTime: now },
  };
  const body = { FaceListObject: { FaceObject: [face] } };
  const posted = await curlPost(`${station.viid}/VIID/Faces`, body, { deviceId: device.id, digest });
  expect(posted.status, posted.body).toBe(200);
}
/** The newest alarm of a rule, once it is there. */
async function alarmOf(rule: string, holds: (alarm: Alarm) => boolean = () => true): Promise<Alarm> {
  let found: Alarm | undefined;
  await until(async () => {
    const alarms = await guards.station.api.alarms.list.query();
    found = alarms.find(({ cause }) => cause.by === 'rule' && cause.rule.name === rule);
    return found !== undefined && holds(found);
  });
  return found!;
}
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => appErrorOf(error)?.code,
  );

test('a rule raises an alarm of what is seen, folds what follows, and is handled to its end', async () => {
  const { api } = guards.station;
  expect(await chiefs.station.api.rules.list.query()).toEqual([]);
  await postFace();
  const written = aNewRule({ name: '夜间有人', priority: 1, procedure: ['调看画面'] });
  expect(await refusal(api.rules.save.mutate({ id: null, ...written }))).toBe('not-allowed');
  const rule = await chiefs.station.api.rules.save.mutate({ id: null, ...written });
  await postFace();
  await postFace();
  const alarm = await alarmOf('夜间有人', ({ count }) => count === 2);
  expect(alarm).toMatchObject({
    ...{ state: 'open', kind: 'event', priority: 1, procedure: ['调看画面'] },
    ...{ subject: `rule:${rule.id}:device:${device.id}`, cause: { by: 'rule', finding: { subject: 'face' } } },
  });
  expect(alarm.sightings).toHaveLength(2);

  const { id } = alarm;
  expect((await api.alarms.colleagues.query()).sort((a, b) => a.account.localeCompare(b.account))).toEqual([
    { account: 'chief1', name: '李芳', role: 'chief' },
    { account: 'guard1', name: '王强', role: 'guard' },
  ]);
  expect(await refusal(api.alarms.handOver.mutate({ id, to: 'nobody' }))).toBe('not-found');
  expect(await api.alarms.handOver.mutate({ id, to: 'chief1' })).toMatchObject({
    ...{ state: 'acknowledged', acknowledged: { by: 'guard1' }, owner: { by: 'chief1', byName: '李芳' } },
  });
  expect(await refusal(chiefs.station.api.alarms.acknowledge.mutate({ id }))).toBe('already-acknowledged');
  await chiefs.station.api.alarms.addNote.mutate({ id, text: '保洁员' });
  expect(await refusal(api.alarms.resolve.mutate({ id, outcome: 'false-match', note: '' }))).toBe('bad-input');
  await api.alarms.resolve.mutate({ id, outcome: 'false-match', note: '保洁员' });
  await api.alarms.addNote.mutate({ id, text: '已登记' });
  expect(await api.alarms.history.query({ id })).toMatchObject([
    { event: 'raised', by: 'station' },
    { event: 'folded', facts: { sightings: 1 } },
    { event: 'handed-over', by: 'guard1', byName: '王强', facts: { to: 'chief1', toName: '李芳', from: null } },
    { event: 'noted', byName: '李芳', facts: { text: '保洁员' } },
    { event: 'resolved', byName: '王强', facts: { outcome: 'false-match', note: '保洁员' } },
    { event: 'noted', byName: '王强', facts: { text: '已登记' } },
  ]);
  expect(await refusal(api.alarms.history.query({ id: 999 }))).toBe('not-found');

  expect(await chiefs.station.api.rules.dryRun.query(written)).toMatchObject({
    ...{ complete: true, alarms: 1, hits: 3, newest: [{ hits: 3, finding: { kind: 'presence', subject: 'face' } }] },
  });
  // Resolved before: what comes now is heard again.
  await postFace();
  expect(await alarmOf('夜间有人', ({ state }) => state === 'open')).toMatchObject({ count: 1 });
  await chiefs.station.api.rules.remove.mutate({ id: rule.id });
});

test('a device that the station does not know is an alarm, for whoever asks for it', async () => {
  await register(stranger);
  const trigger = { kind: 'unknown-device' } as const;
  await chiefs.station.api.rules.save.mutate({ id: null, ...aNewRule({ name: '陌生设备', trigger }) });
  expect((await register(stranger)).status).toBe(404);
  expect(await alarmOf('陌生设备')).toMatchObject({
    ...{ state: 'open', cameraId: null, count: 1, sightings: [] },
    cause: { finding: { kind: 'unknown-device', deviceId: stranger } },
  });
  expect(await chiefs.station.api.rules.dryRun.query(aNewRule({ name: '试', trigger }))).toMatchObject({
    complete: false,
    reason: 'not-recorded',
  });
});

test('a camera that loses its pictures is an alarm; one that never had any is none', async () => {
  const live = async (): Promise<string[]> =>
    (await guards.station.api.cameras.list.query())
      .filter(({ main }) => main?.state === 'live')
      .map(({ camera }) => camera.name);
  await until(async () => (await live()).includes('大厅'));
  // Written down as well: that it lived is what a dry run goes by.
  const [hall] = await guards.station.api.cameras.list.query();
  await until(async () => {
    const span = { fromMs: Date.now() - 3_600_000, toMs: Date.now() + 1_000 };
    const { intervals } = await guards.station.api.health.history.query({ cameraId: hall!.camera.id, ...span });
    return intervals.some(({ condition }) => condition === 'live');
  });
  const trigger = { kind: 'camera-lost', seconds: 5 } as const;
  const written = aNewRule({ name: '视频丢失', trigger, priority: 1 });
  await chiefs.station.api.rules.save.mutate({ id: null, ...written });
  await simulator.stop();
  expect(await alarmOf('视频丢失')).toMatchObject({
    ...{ state: 'open', cameraName: '大厅', sightings: [], priority: 1 },
    cause: { finding: { kind: 'camera-lost', seconds: 5 } },
  });
  const alarms = await guards.station.api.alarms.list.query();
  expect(alarms.filter(({ cameraName }) => cameraName === '从未接通')).toEqual([]);
  // The interval that it looks back on is written down a moment after the alarm.
  const lookingBack = () => chiefs.station.api.rules.dryRun.query(written);
  await expect.poll(lookingBack, { timeout: 10_000 }).toMatchObject({
    ...{ complete: true, alarms: 1, newest: [{ sightingId: null, cameraName: '大厅' }] },
  });
});

test('sounds are off for an hour at most, and it is written down who turned them off', async () => {
  const { api } = guards.station;
  const mute = (forMinutes: number) =>
    api.alarms.mute.mutate({ untilMs: Date.now() + forMinutes * 60_000, reason: '消防演练' });
  expect(await refusal(mute(10))).toBeNull();
  expect(await refusal(mute(-1))).toBe('bad-input');
  expect(await refusal(mute(62))).toBe('bad-input');
  expect(await refusal(api.alarms.mute.mutate({ untilMs: Date.now() + 60_000, reason: ' ' }))).toBe('bad-input');
});

test("when alarms go further is the chief's to set, and kept", async () => {
  const { api } = guards.station;
  expect(await api.alarms.settings.query()).toEqual({ chiefAfterSeconds: 30, countyAfterSeconds: 120 });
  const wanted = { chiefAfterSeconds: 60, countyAfterSeconds: null };
  expect(await refusal(api.alarms.setSettings.mutate(wanted))).toBe('not-allowed');
  await chiefs.station.api.alarms.setSettings.mutate(wanted);
  expect(await api.alarms.settings.query()).toEqual(wanted);
  expect(
    await refusal(chiefs.station.api.alarms.setSettings.mutate({ chiefAfterSeconds: 60, countyAfterSeconds: 30 })),
  ).toBe('bad-input');
});

interface AuditRow {
  action: string;
  facts_json: string;
}
function auditRows(): Promise<AuditRow[]> {
  const database = new sqlite3.Database(join(site.dataDirectory, 'guardroom.sqlite3'), sqlite3.OPEN_READONLY);
  return new Promise((resolve, reject) => {
    const sql = `SELECT action, facts_json FROM audit_log
      WHERE action LIKE 'rule.%' OR action LIKE 'alarm.%' ORDER BY id`;
    database.all<AuditRow>(sql, (error, found) =>
      database.close(() => (error === null ? resolve(found) : reject(error))),
    );
  });
}

test('all of it is in the audit chain, each rule with all it said', async () => {
  // A guard is answered before the chain has his deed.
  await until(async () => (await auditRows()).at(-1)?.action === 'alarm.settings');
  const rows = await auditRows();
  expect(rows.map(({ action }) => action)).toEqual([
    ...['rule.add', 'alarm.hand-over', 'alarm.note', 'alarm.resolve', 'alarm.note', 'rule.remove'],
    ...['rule.add', 'rule.add', 'alarm.mute', 'alarm.settings'],
  ]);
  expect(JSON.parse(rows[0]!.facts_json)).toMatchObject({ name: '夜间有人', enabled: true, priority: 1 });
  expect(rows[0]!.facts_json).toContain('presence');
});
