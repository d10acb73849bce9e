/**
 * Everything an upper platform may send, spoilt, on a real watchlist. Whatever comes: an answer of the protocol, no
 * crash, nothing half, and nothing that cannot be enforced ever matches.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchlistEntry } from '#contract/watchlist.ts';
import { holdsAt } from '../../../main/watchlist/matcher.ts';
import { forbidden, gate } from '../../unit/recognition/payloads.ts';
import { county, openOrderingStation } from './ordering-station.ts';
import type { OrderingStation } from './ordering-station.ts';
import { sendBytes } from './send-bytes.ts';
import { deviceOf } from './viid-station.ts';

let ordering: OrderingStation;
beforeEach(async () => {
  ordering = await openOrderingStation([gate]);
  await deviceOf(ordering.station, county).register();
});
afterEach(() => ordering.station.close());

const texts = [
  ...[
    "'; DROP TABLE dispositions;--",
    '<script>alert(1)</script>',
    '\0',
    'a\0b',
    '\ud800',
    '\u202e',
    'x'.repeat(70_000),
  ],
  ...['', 'null', '../../etc/passwd', '20171230 000000', '99999999999999', '(3=渝D2S035)', '(1=张三)', '1', '2', '0'],
];
const spoiler: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...texts, null, true, 0, -1, 1e308, [], {}),
  fc.jsonValue({ maxDepth: 5 }),
);
const memberNames = [
  ...['DispositionID', 'Title', 'DispositionCategory', 'TargetFeature', 'TargetImageURI', 'PriorityLevel'],
  ...['ApplicantName', 'ApplicantOrg', 'BeginTime', 'EndTime', 'CreateTime', 'OperateType', 'DispositionStatus'],
  ...['DispositionRange', 'TollgateList', 'DispositionArea', 'ReceiveAddr', 'ReceiveMobile', 'Reason', 'SubImageList'],
];
const object = fc
  .tuple(
    fc.nat(20).map((n) => ({ DispositionID: `d${n}`, TargetFeature: `(3=鲁P${String(n).padStart(5, '0')})` })),
    fc.dictionary(fc.constantFrom(...memberNames), spoiler, { maxKeys: 6 }),
  )
  .map(([base, members]) => ({ ...base, Reason: '布控', ...members, ...forbidden }));
const objects = fc.array(fc.oneof({ weight: 4, arbitrary: object }, { weight: 1, arbitrary: spoiler }), {
  maxLength: 4,
});
const body = fc.oneof(
  objects.map((DispositionObject) => ({ DispositionListObject: { DispositionObject } })),
  objects.map((DispositionObject) => ({ DispositionObject })),
  object.map((DispositionObject) => ({ DispositionObject })),
  objects,
  spoiler,
);
/** Whole, a byte of it lost, or the rest of it. */
const sent = fc.tuple(body, fc.option(fc.nat(300), { freq: 4 }), fc.boolean()).map(([value, at, cut]) => {
  const bytes = Buffer.from(JSON.stringify(value));
  if (at === null || at >= bytes.length) return bytes;
  if (cut) return bytes.subarray(0, at);
  bytes[at] = 0;
  return bytes;
});

const send = (method: string, path: string, bytes: Buffer): Promise<{ status: number; body: string }> =>
  sendBytes(`${ordering.station.origin}/VIID/Dispositions${path}`, { method, deviceId: county.deviceId, bytes });

interface Line {
  StatusCode: number;
}

test('whatever a platform sends is answered in the form of the protocol, and kept whole or not at all', async () => {
  const paths = fc.constantFrom('', '', '', '/d1', '/%00', '?x=1');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('POST', 'PUT'), paths, sent, async (method, path, bytes) => {
      const { status, body: said } = await send(method, path, bytes);
      const reply = JSON.parse(said) as {
        ResponseStatusListObject?: { ResponseStatusObject: Line[] };
        ResponseStatusObject?: Line;
      };
      const lines = reply.ResponseStatusListObject?.ResponseStatusObject ?? [reply.ResponseStatusObject!];
      expect([200, 400, 401, 404]).toContain(status);
      for (const { StatusCode } of lines) expect([0, 4, 7, 8]).toContain(StatusCode);
    }),
    { numRuns: 400 },
  );
  const { database } = ordering.station.opened;
  const posted: unknown[] = await database.read('dispositions');
  expect(posted.length, 'the fuzz must get something in').toBeGreaterThan(15);
  const everything = JSON.stringify([
    posted,
    await database.read('watchlist_entries'),
    await database.read('audit_log'),
  ]);
  expect(everything).not.toMatch(/forbidden|SkinColor|\\\\u0000|\\\\u202e|ReceiveMobile/);
  for (const entry of ordering.watchlist.list()) {
    expect(watchlistEntry.parse(entry)).toEqual(entry);
    expect(entry.author).not.toBe(entry.approvedBy);
    const problem = entry.disposition?.problem;
    if (problem !== undefined) expect(holdsAt(entry, Math.max(Date.now(), entry.validFromMs ?? 0))).toBe(false);
  }
  // One row of the audit chain for each change of the list.
  const changes: unknown[] = await database.read('watchlist_changes');
  expect(await ordering.audit.verify()).toMatchObject({ outcome: 'intact', rows: changes.length });
  // What is in memory is what is on disk.
  const inMemory = ordering.watchlist.list();
  await ordering.station.restart();
  expect(ordering.watchlist.list()).toEqual(inMemory);
});
