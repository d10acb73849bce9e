/** What a day of 16 cameras costs on the way to the county, beside forwarding every capture. */
import { gzipSync } from 'node:zlib';
import type { Unit } from '../../../preload/contract/access.ts';
import type { AlarmChange, Delivery, Destination, WordedMessage } from '../../../main/county/destination.ts';
import { JsonDestination } from '../../../main/county/json-destination.ts';
import { isoWith } from '../../../main/county/local-time.ts';
import type { OutboxMessage } from '../../../main/county/outbox-store.ts';
import { buildSummary } from '../../../main/county/summaries.ts';
import type { SummaryPeriod } from '../../../main/county/summaries.ts';
import { ViidDestination } from '../../../main/county/viid-destination.ts';
import { days, hours, minutes, realClock } from '../../../main/system/clock.ts';
import { anAlarm } from '../../builders/alarm.ts';
import { CountyPeer } from '../../peers/county/county-peer.ts';
import type { BenchContext } from '../harness/bench.ts';
import { times } from '../harness/report.ts';
import type { Outcome } from '../harness/report.ts';
import { ratio } from '../harness/statistics.ts';
import { countBytesTo } from './byte-counter.ts';
import { viidMessage } from './site.ts';

const cameras = 16;
const sightings = 20_000;
const alarms = 40;
const statusChanges = 32;
const pictureBytes = 40_000;
/** Posts that stand for all of their kind: they are alike. */
const sampled = 50;
const keepaliveEveryMs = minutes(1);
const registerEveryMs = hours(1);
const compressAboveBytes = 1_400;

const unit: Unit = { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001', keyTarget: false };
const account = { user: 'unit', password: 'a password of bench and county' };
const china = (): number => hours(8);
const dayMs = Date.UTC(2026, 10, 24, 16);
const toIso = isoWith(china);

export async function benchDay(context: BenchContext): Promise<Outcome> {
  const { signal } = context.cleanup;
  const peer = new CountyPeer({ secret: 'shared', account });
  await peer.up();
  const stopPeer = context.cleanup.add(() => peer.down());
  const way = await countBytesTo(Number(new URL(peer.origin).port));
  const json = new JsonDestination({
    ...{ url: `${way.url}/guardroom/summaries`, secret: 'shared', unit, clock: realClock, toIso },
  });
  const viid = new ViidDestination({
    ...{ name: 'viid', title: null, platformId: null, url: way.url, id: unit.viidId ?? '', ...account },
    ...{ clock: realClock, offsetAt: china },
  });

  let savedByGzip = 0;
  const send = async (destination: Destination, worded: WordedMessage): Promise<void> => {
    const { length } = worded.body;
    if (destination === json && length > compressAboveBytes) savedByGzip += length - gzipSync(worded.body).length;
    const message: OutboxMessage = {
      ...worded,
      ...{ destination: destination.name, createdAtMs: dayMs, id: 1, attempts: 0, rejections: 0 },
    };
    insist(await destination.deliver([message], signal));
  };
  for (const summary of daySummaries()) await send(json, summary);
  for (let n = 0; n < alarms; n++) {
    const alarm = anAlarm({ id: n + 1, raisedAtMs: dayMs + n * minutes(30) });
    for (const change of ['raised', 'resolved'] as const satisfies readonly AlarmChange[]) {
      const key = `alarm:${unit.viidId}:${n + 1}-${alarm.raisedAtMs}:${change}`;
      for (const destination of [json, viid]) {
        const worded = destination.alarmMessage(key, alarm, change);
        if (worded !== null) await send(destination, worded);
      }
    }
  }
  for (let n = 0; n < statusChanges; n++) await send(viid, viidMessage(n));
  const exchangesOfLife = days(1) / keepaliveEveryMs;
  for (let n = 0; n < exchangesOfLife; n++) {
    if (n % (registerEveryMs / keepaliveEveryMs) === 0) insist(await viid.deliver([testOf(viid)], signal));
    else insist(await viid.keepUp.run(signal));
  }
  const ours = way.total();

  const forwarded = { plain: await forward(0), pictures: await forward(pictureBytes) };
  await json.close();
  await viid.close();
  await way.close();
  await stopPeer();

  async function forward(bytesOfPicture: number): Promise<number> {
    const before = way.total();
    for (let n = 0; n < sampled; n++) await viid.deliver([capture(n, bytesOfPicture)], signal);
    return ((way.total() - before) / sampled) * sightings;
  }
  const without = ours + savedByGzip;
  const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000).toLocaleString('en')} kB`;
  return {
    rows: [
      {
        what: `A day: ${cameras} cameras, ${sightings.toLocaleString('en')} sightings, ${alarms} alarms; beside every capture with a picture`,
        ours: kilobytes(ours),
        theirs: kilobytes(forwarded.pictures),
        ratio: times(ratio(ours, forwarded.pictures), 5),
      },
      { what: '  without gzip', ours: kilobytes(without), theirs: '', ratio: times(ratio(without, ours)) },
      {
        what: '  beside every capture without its picture',
        ours: kilobytes(ours),
        theirs: kilobytes(forwarded.plain),
        ratio: times(ratio(ours, forwarded.plain), 3),
      },
    ],
    figures: {
      dayBytes: ours,
      dayBytesWithoutGzip: without,
      dayForwardedBytes: forwarded.pictures,
      dayForwardedPlainBytes: forwarded.plain,
      dayShareOfForwarded: ratio(ours, forwarded.pictures),
    },
    notes: [
      `Day: 24 hourly, 3 shift and 1 daily summary, ${alarms} alarms raised and resolved by both ways, ${statusChanges} changes of status, ` +
        'a sign of life a minute, a registration an hour. Bytes of both directions, HTTP headers and Digest included, TCP/IP and TLS not. ' +
        `Every capture: one GA/T 1400 POST each on a kept connection, with one picture of ${pictureBytes / 1000} kB; ${sampled} sent, times ${sightings / sampled}.`,
    ],
  };
}

function insist(delivery: Delivery): void {
  if (delivery.outcome !== 'acknowledged') throw new Error(`the county: ${JSON.stringify(delivery)}`);
}

function testOf(destination: Destination): OutboxMessage {
  return {
    ...destination.testMessage('test'),
    ...{ destination: destination.name, createdAtMs: dayMs, id: 1, attempts: 0, rejections: 0 },
  };
}

function daySummaries(): WordedMessage[] {
  const periods: SummaryPeriod[] = [
    ...Array.from({ length: 24 }, (_, hour) => ({
      ...{ kind: 'interval' as const, name: null },
      ...{ fromMs: dayMs + hours(hour), toMs: dayMs + hours(hour + 1) },
    })),
    ...['早班', '中班', '晚班'].map((name, n) => ({
      ...{ kind: 'shift' as const, name, fromMs: dayMs + hours(8 * n), toMs: dayMs + hours(8 * n + 8) },
    })),
    { kind: 'day', name: null, fromMs: dayMs, toMs: dayMs + days(1) },
  ];
  return periods.map((period) => {
    const share = (period.toMs - period.fromMs) / days(1);
    const of = (count: number): number => Math.round(count * share);
    const report = buildSummary({
      ...{ unit, period, toIso, generatedAtMs: period.toMs + 2_000, outboxUnacknowledged: 0 },
      sightings: {
        face: of(9_000),
        person: of(3_000),
        vehicle: of(6_500),
        cycle: of(1_000),
        behaviour: 20,
        crowd: 480,
      },
      alarms: {
        ...{ raised: of(alarms), byRule: of(12), unacknowledged: 0 },
        byCategory: { barred: of(20), 'police-notice': 2, 'wanted-vehicle': 3, 'missing-person': 0, other: 3 },
        byOutcome: { 'true-hit': of(24), 'false-match': of(8), drill: 2, duplicate: 1 },
        responseTimesMs: Array.from({ length: of(alarms) }, (_, n) => 4_000 + 731 * n),
      },
      list: { inForce: 132, added: 4, changed: 2, approved: 3, withdrawn: 1, expired: 0 },
      cameras: { total: cameras, onlineRate: 0.9971, intact: cameras - 1 },
      crowd: ['东门', '西门', '食堂', '操场'].map((camera, n) => ({
        camera,
        people: 214 - 40 * n,
        atMs: period.fromMs,
      })),
      retention: (['footage', 'sightings', 'alarms', 'audit'] as const).map((kind) => ({
        ...{ kind, askedDays: 30, forecastDays: 41.5, outlook: 'fine' as const },
      })),
    });
    return { key: report.key, kind: 'summary', route: null, body: Buffer.from(JSON.stringify(report)) };
  });
}

/** A capture as a platform that forwards everything sends it. */
function capture(n: number, bytesOfPicture: number): OutboxMessage {
  const id = `371525000011900000010220261125080000${String(n).padStart(5, '0')}`;
  const picture = {
    ...{ ImageID: id, EventSort: 16, DeviceID: '37152500001190000001', Type: '01', FileFormat: 'Jpeg' },
    ...{
      ShotTime: '20261125080000',
      Width: 1920,
      Height: 1080,
      Data: Buffer.alloc(bytesOfPicture, n).toString('base64'),
    },
  };
  const notification = {
    ...{ NotificationID: `37152500005004202611250800${String(n).padStart(7, '0')}`, SubscribeID: '3', Title: '过车' },
    ...{ TriggerTime: '20261125080000', InfoIDs: id },
    MotorVehicleObjectList: {
      MotorVehicleObject: [
        {
          ...{ MotorVehicleID: `${id}02${String(n).padStart(5, '0')}`, InfoKind: 1, SourceID: id },
          ...{ DeviceID: '37152500001190000001', LeftTopX: 512, LeftTopY: 300, RightBtmX: 1100, RightBtmY: 800 },
          ...{ HasPlate: '1', PlateClass: '02', PlateColor: '5', PlateNo: '鲁P12345', PlateReliability: '97' },
          ...{ VehicleColor: '3', VehicleClass: 'K33', LaneNo: 1, PassTime: '20261125080000' },
          SubImageList: { SubImageInfoObject: bytesOfPicture === 0 ? [] : [picture] },
        },
      ],
    },
  };
  const list = { SubscribeNotificationListObject: { SubscribeNotificationObject: [notification] } };
  return { ...viidMessage(n), id: 1, attempts: 0, rejections: 0, body: Buffer.from(JSON.stringify(list)) };
}
