import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import type { NewSighting, SightingFacts } from '#contract/sighting.ts';
import { openRooms } from '../../../main/station/rooms.ts';
import { CountyReportTable } from '../../../main/storage/county-report-table.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import { days, hours, minutes, realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import type { Listed } from '../../../main/watchlist/provision.ts';
import { checkCharacterOf } from '../../../main/watchlist/id-number.ts';
import { shippedBounds as bounds } from '../../builders/lawful-bounds.ts';
import { CountyPeer } from '../../peers/county/county-peer.ts';
import { until } from '../county/site.ts';

const home = join(import.meta.dirname, '../../..');
const cameraNames = ['东门', '操场', '食堂'];
const unit = { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001', keyTarget: false } as const;
const sightings = 6_000;
const seed = 20_261_123;

/** The same at every run; `below` is not reached. */
function chances(from: number): (below: number) => number {
  let state = from;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pad = (n: number, length: number): string => String(n).padStart(length, '0');
const plateOf = (n: number): string => `鲁P${pad(n, 5)}`;
const nameOf = (n: number): string => `赵子${String.fromCodePoint(0x4e00 + (n % 5_000))}`;
const idNumberOf = (n: number): string => {
  const digits = `371525${1960 + Math.floor(n / 500)}0307${pad(n % 500, 3)}`;
  return digits + checkCharacterOf(digits);
};
const libraryIdOf = (n: number): string => `face-${pad(n, 6)}`;

/** Who must never be told of: some listed, most of them not. */
const population = 1_500;
const listed: Listed[] = Array.from({ length: 120 }, (_, n) => ({
  ...{ category: 'barred' as const, basis: `单位禁入决定 2026-${pad(n, 3)}`, note: `备注${pad(n, 4)}号` },
  ...{ expires: Date.now() + days(n % 5 === 0 ? -1 : 30), approvedBy: n % 7 === 0 ? undefined : 'chief1' },
  ...(n % 2 === 0
    ? { kind: 'vehicle' as const, plate: plateOf(n) }
    : { kind: 'person' as const, idNumber: idNumberOf(n), name: nameOf(n), libraryId: libraryIdOf(n) }),
}));

function generate(nowMs: number, cameraIds: readonly string[]): { batch: NewSighting[]; secrets: Set<string> } {
  const chance = chances(seed);
  const secrets = new Set<string>();
  const keep = (text: string): string => {
    secrets.add(text);
    return text;
  };
  const factsOf = (n: number): SightingFacts => {
    const kind = (['face', 'person', 'vehicle', 'cycle', 'behaviour', 'crowd'] as const)[chance(6)]!;
    switch (kind) {
      case 'face':
      case 'person':
        return {
          ...{ kind, idNumber: keep(idNumberOf(n)), name: keep(nameOf(n)), libraryId: keep(libraryIdOf(n)) },
          similarity: 0.95,
        };
      case 'vehicle':
      case 'cycle':
        return { kind, plate: keep(plateOf(n)), plateConfidence: 0.99 };
      case 'behaviour':
        return { kind, behaviour: 'loitering', detail: keep(`滞留人员${pad(n, 5)}`) };
      case 'crowd':
        return { kind, people: chance(400), area: keep(`人群区${pad(n, 5)}`) };
    }
  };
  const batch = Array.from({ length: sightings }, (_, n): NewSighting => {
    const receivedAtMs = nowMs - chance(days(2));
    return {
      ...{ source: 'viid', box: null, pictures: [], receivedAtMs, seenAtMs: receivedAtMs },
      deviceId: keep(`37152500001190${pad(chance(40), 6)}`),
      objectId: keep(`object-${pad(n, 6)}-${pad(chance(1e6), 6)}`),
      cameraId: [...cameraIds, null][chance(cameraIds.length + 1)]!,
      facts: factsOf(chance(population)),
    };
  });
  return { batch, secrets };
}

test('of thousands of sightings, alarms and entries no summary of any kind names a car, a person or a device', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-summaries-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const nowMs = Date.now();
  // As a station that was off for two days: every kind has periods to make up.
  const before = await openDatabase(directory, silentLog);
  const marks = new CountyReportTable(before);
  for (const kind of ['interval', 'shift', 'day'] as const) await marks.setWrittenUntil(kind, nowMs - days(2));
  await before.close();
  const stops: (() => Promise<void> | void)[] = [];
  onTestFinished(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  const county = new CountyPeer({ secret: 'shared' });
  await county.up();
  stops.push(() => county.down());
  const rooms = await openRooms({
    ...{ home, dataDirectory: directory, bounds, key: null, clipSpan: null, clock: realClock, log: silentLog },
    onStop: (_name, stop) => stops.push(stop),
  });
  await rooms.intake.start();
  stops.push(() => rooms.intake.stop());
  await rooms.cameras.applyProvision(cameraNames.map((name) => ({ name, main: 'rtsp://127.0.0.1:1/main' })));
  await rooms.watchlist.applyProvision(listed);
  const cameraIds = rooms.cameras.list().map(({ camera }) => camera.id);
  const { batch, secrets } = generate(nowMs, cameraIds);
  for (let from = 0; from < batch.length; from += 500) await rooms.intake.take(batch.slice(from, from + 500));
  await rooms.intake.judged();
  const alarms = rooms.alarms.list();
  for (const [n, { id }] of alarms.entries()) {
    if (n % 3 === 0) await rooms.alarms.acknowledge(id, `guard-${n}`);
    if (n % 6 === 0) await rooms.alarms.resolve(id, `guard-${n}`, 'true-hit', `交派出所处理${pad(n, 4)}`);
  }
  expect(alarms.length, 'there is something to be told').toBeGreaterThan(50);

  await rooms.settings.write('unit', unit);
  // As it was before it was off: shifts that are set only now would begin now.
  await rooms.settings.write('summaries', {
    ...{ everyMs: hours(1), daily: true },
    shifts: [
      { name: '早班', beginsAt: 480 },
      { name: '晚班', beginsAt: 1200 },
    ],
  });
  await rooms.connections.open(
    {
      events: {},
      county: { summaries: { url: county.summariesUrl, secret: 'shared', every: hours(1), allowPlain: false } },
    },
    unit,
  );
  stops.push(() => rooms.connections.close());
  // What is asked for ends with the last whole second: the alarms must lie before it.
  const actedMs = Date.now();
  await until(() => Math.floor(Date.now() / 1_000) * 1_000 > actedMs);
  const asked = await rooms.summaries.write(nowMs - days(2), nowMs + minutes(1), 'chief1');
  await until(async () => {
    const written = await rooms.summaries.list(null, null, 200);
    const kinds = Map.groupBy(written, ({ kind }) => kind);
    return (
      (kinds.get('interval')?.length ?? 0) >= 47 &&
      (kinds.get('shift')?.length ?? 0) >= 3 &&
      (kinds.get('day')?.length ?? 0) >= 1 &&
      rooms.connections.countyState().unacknowledged === 0
    );
  });

  for (const entry of listed) {
    secrets.add(entry.basis);
    if (entry.kind === 'vehicle') secrets.add(entry.plate);
    else for (const text of [entry.idNumber, entry.name, entry.libraryId]) secrets.add(text!);
  }
  for (const { id } of rooms.cameras.list().map(({ camera }) => camera)) secrets.add(id);
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
  const validate = ajv.compile(
    JSON.parse(readFileSync(join(home, 'resources/schemas/summary-2.json'), 'utf8')) as object,
  );
  const bodies = new Map(county.applied.map(({ key, body }) => [key, JSON.stringify(body)]));
  for (const { id } of await rooms.summaries.list(null, null, 200)) {
    const { report } = await rooms.summaries.find(id);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(bodies.get(report.key), 'what is read here is what went out').toBe(JSON.stringify(report));
  }
  expect(bodies.size).toBeGreaterThan(51);
  for (const body of bodies.values()) {
    expect([...secrets].filter((secret) => body.includes(secret))).toEqual([]);
    expect(body).not.toMatch(/鲁|赵|备注|guard-|派出所|人群区|滞留|face-\d|object-/);
  }
  // And they do say what there is to say.
  const { report } = await rooms.summaries.find(asked.id);
  expect(Object.values(report.sightings).reduce((sum, n) => sum + n, 0)).toBe(sightings);
  expect(report.alarms.raised).toBe(alarms.length);
  expect(report.list).toMatchObject({ added: listed.length, inForce: expect.any(Number) as number });
  expect(report.list.inForce).toBeLessThan(listed.length);
  expect(new Set(report.crowd.map(({ camera }) => camera))).toEqual(new Set(cameraNames));
  expect(report.cameras).toMatchObject({ total: 3 });
  expect(report.retention.map(({ kind }) => kind)).toEqual(['footage', 'sightings', 'alarms', 'audit']);
  expect(asked.sent).toMatchObject([{ destination: 'summaries' }]);
  expect(await rooms.summaries.settings()).toMatchObject({ provisioned: true, everyMs: hours(1) });
});
