import { expect, test } from 'vitest';
import { alarmIdOfKey, alarmKey, maskIdNumber, writeAlarmReport } from '../../../main/county/alarm-report.ts';
import { isReported, reportedAs, reportedTo } from '../../../main/county/reported-alarm.ts';
import { isoWith } from '../../../main/county/local-time.ts';
import { writeDispositionNotification } from '../../../main/county/viid-alarm.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { anEntry, aPersonEntry } from '../../builders/entry.ts';
import { aSighting } from '../../builders/sighting.ts';
import { aUnit, china } from './parts.ts';

const report = (alarm: ReturnType<typeof anAlarm>) =>
  writeAlarmReport({
    key: alarmKey(aUnit, alarm, 'raised'),
    unit: aUnit,
    alarm,
    change: 'raised',
    toIso: isoWith(china),
  });

test('only what somebody else than its author approved is for the county', () => {
  expect(isReported(anAlarm({ entry: anEntry({ author: 'guard1', approvedBy: 'chief1' }) }))).toBe(true);
  expect(isReported(anAlarm({ entry: anEntry({ approvedBy: null }) }))).toBe(false);
  expect(isReported(anAlarm({ entry: anEntry({ author: 'chief1', approvedBy: 'chief1' }) }))).toBe(false);
});

test('a platform hears of its own order first, else of what the unit listed, never of what another ordered', () => {
  const orderOf = (id: number, platform: string) =>
    anEntry({ id, origin: 'county', author: `platform:${platform}`, disposition: { platform, dispositionId: 'D' } });
  const entryTo = (platform: string | null, alarm: ReturnType<typeof anAlarm>) =>
    reportedTo(platform, alarm)?.cause.entry.id ?? null;
  const [own, ofA, ofB] = [anEntry({ id: 1 }), orderOf(2, 'A'), orderOf(3, 'B')];
  const all = anAlarm({ entry: own, also: [ofA, ofB] });
  expect(['A', 'B', 'C', null].map((platform) => entryTo(platform, all))).toEqual([2, 3, 1, 1]);
  const ordered = anAlarm({ entry: ofA, also: [ofB] });
  expect(['A', 'B', 'C', null].map((platform) => entryTo(platform, ordered))).toEqual([2, 3, null, null]);
  const unapproved = anAlarm({ entry: ofA, also: [anEntry({ id: 4, approvedBy: null })] });
  expect(['A', 'B'].map((platform) => entryTo(platform, unapproved))).toEqual([2, null]);
  expect(reportedAs(anAlarm({ entry: anEntry({ approvedBy: null }), also: [own] }))).toHaveLength(1);
});

test('under an entry that is not the first, an alarm is a message of its own', () => {
  const alarm = anAlarm({ entry: anEntry({ id: 1 }), also: [anEntry({ id: 2 })] });
  const keys = reportedAs(alarm).map((reported) => alarmKey(aUnit, reported, 'raised', alarm));
  expect(keys[1]).toBe(`${keys[0]}:entry-2`);
  expect(keys.map(alarmIdOfKey)).toEqual([alarm.id, alarm.id]);
});

test('an alarm on a car names the listed plate, the place and the times', () => {
  expect(report(anAlarm())).toMatchObject({
    key: `alarm:37152500005030000001:1-${Date.UTC(2026, 10, 23, 6, 32)}:raised`,
    change: 'raised',
    alarm: {
      category: 'barred',
      basis: '单位禁入决定 2026-014',
      subject: { kind: 'vehicle', plate: '鲁P12345' },
      camera: '东门',
      raisedAt: '2026-11-23T14:32:00+08:00',
      resolvedAt: null,
      outcome: null,
    },
  });
});

test('an alarm on a person names the listed person, and the number only by its ends', () => {
  const alarm = anAlarm({
    entry: aPersonEntry(),
    resolved: { by: 'guard1', atMs: Date.UTC(2026, 10, 23, 6, 40), outcome: 'true-hit', note: '已带离' },
  });
  const written = report(alarm);
  expect(written.alarm).toMatchObject({
    subject: { kind: 'person', name: '赵某', idNumberMasked: '371***********1235' },
    outcome: 'true-hit',
    resolvedAt: '2026-11-23T14:40:00+08:00',
  });
  expect(JSON.stringify(written)).not.toMatch(/371525199003071235|已带离|guard1/);
});

test('numbers are masked whatever their length', () => {
  expect(['', '1', '12', '123', 'E12345678', '371525199003071235'].map(maskIdNumber)).toEqual([
    '',
    '*',
    '**',
    '**3',
    '*******78',
    '371***********1235',
  ]);
});

const notificationOf = (body: object) =>
  (body as { DispositionNotificationListObject: { DispositionNotificationObject: Record<string, unknown>[] } })
    .DispositionNotificationListObject.DispositionNotificationObject[0]!;

test('a GA/T 1400 notification of a car has every required member and ids of the right length', () => {
  const sighting = aSighting({ deviceId: '37152500001190000001', objectId: '3'.repeat(48) });
  const notification = notificationOf(
    writeDispositionNotification(anAlarm({ sightings: [sighting] }), aUnit.viidId!, china),
  );
  expect(notification).toMatchObject({
    NotificationID: '371525000050' + '02' + '20261123143200' + '00001',
    Title: '东门 禁入 鲁P12345',
    TriggerTime: '20261123143200',
    CntObjectID: '3'.repeat(48),
    MotorVehicleObject: { MotorVehicleID: '3'.repeat(48), PlateNo: '鲁P12345', HasPlate: '1', InfoKind: 1 },
  });
  expect(String(notification['DispositionID'])).toMatch(/^\d{33}$/);
  const vehicle = notification['MotorVehicleObject'] as Record<string, unknown>;
  expect(String(vehicle['SourceID'])).toMatch(/^\d{41}$/);
  for (const required of ['PlateClass', 'PlateColor', 'VehicleColor', 'DeviceID'])
    expect(vehicle).toHaveProperty(required);
});

test('a GA/T 1400 notification of a person carries what is listed and nothing of how they look', () => {
  const sighting = aSighting({ facts: { kind: 'face', gender: 'female', coatColour: 'red', similarity: 0.9 } });
  const alarm = anAlarm({ entry: aPersonEntry(), sightings: [sighting] });
  const notification = notificationOf(writeDispositionNotification(alarm, aUnit.viidId!, china));
  expect(notification['PersonObject']).toMatchObject({ IDType: '111', IDNumber: '371525199003071235', Name: '赵某' });
  expect(JSON.stringify(notification)).not.toMatch(/Gender|Coat|Similar|Image/);
});
