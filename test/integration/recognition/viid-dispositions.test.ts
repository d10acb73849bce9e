/** What an upper platform orders, with curl as the platform, on a real watchlist. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../main/system/app-error.ts';
import { aSighting } from '../../builders/sighting.ts';
import { gate, yard } from '../../unit/recognition/payloads.ts';
import { county, openOrderingStation } from './ordering-station.ts';
import type { OrderingStation } from './ordering-station.ts';
import { codesIn, deviceOf } from './viid-station.ts';

let ordering: OrderingStation;
beforeEach(async () => {
  ordering = await openOrderingStation([gate, yard]);
});
afterEach(() => ordering.station.close());

const digest = ['--digest', '-u', `${county.user}:${county.password}`];
const upper = () => deviceOf(ordering.station, county);
const id = '371525000000012026112314320000001';
const stolen = {
  ...{ DispositionID: id, Title: '被盗车辆布控', DispositionCategory: '3', TargetFeature: '(3=鲁P12345)' },
  ...{ PriorityLevel: '2', ApplicantName: '李警官', ApplicantOrg: '刑侦大队', Reason: '被盗车' },
  ...{ BeginTime: '20260101000000', EndTime: '20990101 000000', OperateType: '0', DispositionStatus: 0 },
  ...{ ReceiveMobile: '18900000000', TargetImageURI: 'http://127.0.0.1:9/steal' },
};
const listOf = (...objects: unknown[]) => ({ DispositionListObject: { DispositionObject: objects } });
const post = (...objects: unknown[]) => upper().post('Dispositions', listOf(...objects), digest);
const entries = () => ordering.watchlist.list();
const audited = async (): Promise<string[]> =>
  (await ordering.station.opened.database.read('audit_log').orderBy('id')).map(
    ({ actor, action, subject }: Record<string, string>) => `${actor} ${action} ${subject}`,
  );

describe('who may order', () => {
  test('a platform proves itself with each request, or registers once', async () => {
    expect((await upper().post('Dispositions', listOf(stolen))).httpStatus).toBe(401);
    expect(entries()).toEqual([]);
    expect((await post(stolen)).httpStatus).toBe(200);
    await upper().register();
    const plain = await upper().post('Dispositions', listOf({ ...stolen, DispositionID: 'second' }));
    expect(codesIn(plain)).toEqual([0]);
    expect(entries()).toHaveLength(2);
  });

  test('a wrong password, an unknown ID and a device of the directory are refused, and change nothing', async () => {
    const wrong = await upper().post('Dispositions', listOf(stolen), ['--digest', '-u', `${county.user}:wrong`]);
    expect(wrong.httpStatus).toBe(401);
    const stranger = deviceOf(ordering.station, { ...county, deviceId: '99' });
    expect((await stranger.post('Dispositions', listOf(stolen), digest)).httpStatus).toBe(404);
    const camera = deviceOf(ordering.station, gate);
    expect((await camera.post('Dispositions', listOf(stolen))).httpStatus).toBe(401);
    await camera.register();
    const refused = await camera.post('Dispositions', listOf(stolen));
    expect([refused.httpStatus, codesIn(refused)]).toEqual([403, [4]]);
    expect((await camera.get('Dispositions')).httpStatus).toBe(403);
    expect(entries()).toEqual([]);
  });

  test('a platform may order, and nothing else: no captures, no facts of devices', async () => {
    await upper().register();
    expect((await upper().post('Faces', { FaceListObject: { FaceObject: [{ FaceID: '1' }] } })).httpStatus).toBe(404);
    expect((await upper().post('APEs', { APEObject: [{ ApeID: gate.deviceId, Name: 'x' }] })).httpStatus).toBe(404);
    expect(
      (await upper().post('System/Keepalive', { KeepaliveObject: { DeviceID: county.deviceId } })).httpStatus,
    ).toBe(200);
    expect(await ordering.station.opened.journal.after(0, 9)).toEqual([]);
  });

  test('what one platform ordered is neither given to another nor taken back by it', async () => {
    await ordering.station.close();
    const city = { ...county, deviceId: '37150000005030000001', name: '市局' };
    ordering = await openOrderingStation([gate], [county, city]);
    await post(stolen);
    const other = deviceOf(ordering.station, city);
    expect((await other.get(`Dispositions/${id}`)).httpStatus).toBe(404);
    expect((await other.delete(`Dispositions/${id}`, digest)).httpStatus).toBe(404);
    expect(codesIn(await other.post('Dispositions', listOf(stolen), digest))).toEqual([0]);
    expect(entries().map(({ disposition }) => disposition?.platform)).toEqual([city.deviceId, county.deviceId]);
  });
});

describe('what becomes of an order', () => {
  test('it is an entry of the county that matches at once, in the audit chain, still there after a restart', async () => {
    const reply = await post(stolen);
    expect(reply.body.ResponseStatusListObject.ResponseStatusObject).toMatchObject([
      { Id: id, StatusCode: 0, RequestURL: '/VIID/Dispositions' },
    ]);
    await ordering.station.restart();
    expect(entries()).toMatchObject([
      {
        ...{ kind: 'vehicle', plate: '鲁P12345', category: 'wanted-vehicle', priority: 2, origin: 'county' },
        ...{ basis: '被盗车', note: '被盗车辆布控', author: `platform:${county.deviceId}` },
        approvedBy: '县公安局（刑侦大队 李警官）',
        disposition: { platform: county.deviceId, dispositionId: id },
        scope: { points: [], cameraIds: [] },
      },
    ]);
    expect(ordering.watchlist.match(aSighting())).toHaveLength(1);
    expect(await audited()).toEqual([`platform:${county.deviceId} disposition.set entry:1`]);
    expect(await ordering.audit.verify()).toMatchObject({ outcome: 'intact' });
  });

  test('the same again changes nothing; another end changes the entry; OperateType 1 ends it', async () => {
    await post(stolen);
    await post(stolen, stolen);
    expect(await audited()).toHaveLength(1);
    await post({ ...stolen, EndTime: '2098-02-03 15:34:15', PriorityLevel: 1 });
    expect(entries()).toMatchObject([{ id: 1, priority: 1, expiresAtMs: new Date(2098, 1, 3, 15, 34, 15).getTime() }]);
    const revoked = await upper().put(`Dispositions/${id}`, { DispositionObject: { OperateType: 1 } }, digest);
    expect(revoked.body.ResponseStatusObject).toMatchObject({ StatusCode: 0, Id: id });
    expect(entries()).toEqual([]);
    expect(codesIn(await upper().put(`Dispositions/${id}`, { OperateType: '1' }, digest))).toEqual([0]);
    expect((await audited()).map((row) => row.split(' ')[1])).toEqual([
      ...['disposition.set', 'disposition.change', 'disposition.end'],
    ]);
  });

  test('DispositionStatus 1 and 2 end it as well, and so does DELETE; ordered again it is a new entry', async () => {
    await post(stolen);
    await post({ DispositionID: id, DispositionStatus: '2' });
    expect(entries()).toEqual([]);
    await post(stolen);
    expect(entries()).toMatchObject([{ id: 2 }]);
    expect(codesIn(await upper().delete(`Dispositions?IDList=${id},none`, digest))).toEqual([0, 4]);
    expect(entries()).toEqual([]);
    expect(codesIn(await post({ ...stolen, DispositionStatus: 1 }))).toEqual([0]);
    expect(entries()).toEqual([]);
  });

  test('what was never ordered cannot be ended, and says so', async () => {
    const one = await upper().put('Dispositions/none', { DispositionObject: { OperateType: 1 } }, digest);
    expect([one.httpStatus, codesIn(one)]).toEqual([404, [4]]);
    expect(codesIn(await post({ DispositionID: 'none', OperateType: 1 }))).toEqual([4]);
    expect(await audited()).toEqual([]);
  });

  test('in one post the order of objects counts', async () => {
    const ended = { DispositionID: id, OperateType: 1 };
    expect(codesIn(await post(ended, stolen, ended, stolen))).toEqual([4, 0, 0, 0]);
    expect(entries()).toMatchObject([{ id: 2 }]);
  });

  test('bare lists, single objects and an object without an ID are taken; the last by what it asks for', async () => {
    const { DispositionID: _, ...unnamed } = stolen;
    for (const body of [{ DispositionObject: [unnamed] }, { DispositionObject: unnamed }, [unnamed], unnamed]) {
      expect(codesIn(await upper().post('Dispositions', body, digest))).toEqual([0]);
    }
    expect(entries()).toHaveLength(1);
    await post({ ...unnamed, OperateType: 1 });
    expect(entries()).toEqual([]);
  });

  test('one bad object does not spoil the others', async () => {
    expect(codesIn(await post(null, 'x', {}, { DispositionID: 'only a name' }, stolen, 7))).toEqual([8, 8, 8, 8, 0, 8]);
    expect(entries()).toHaveLength(1);
  });

  test('people by number and by name; those who are missed are no police matter', async () => {
    await post(
      { DispositionID: 'a', TargetFeature: '(1=11010519491231002X)(1=钱某)', Title: '协查' },
      { DispositionID: 'b', TargetFeature: '钱小某', Reason: '走失儿童' },
    );
    expect(entries()).toMatchObject([
      { kind: 'person', name: '钱小某', idNumber: null, category: 'missing-person' },
      { kind: 'person', name: '钱某', idNumber: '11010519491231002X', category: 'police-notice' },
    ]);
    expect(ordering.watchlist.match(aSighting({ idNumber: '11010519491231002X' }))).toHaveLength(1);
  });

  test('tollgates that are our devices narrow it to their cameras; places that are not ours are kept, and never match', async () => {
    const reply = await post(
      { ...stolen, DispositionID: 'a', DispositionRange: 1, TollgateList: `${yard.deviceId},nowhere` },
      { ...stolen, DispositionID: 'b', DispositionRange: '2', DispositionArea: '50010712345030000003' },
      { ...stolen, DispositionID: 'c', DispositionRange: '2', DispositionArea: '371525' },
      { ...stolen, DispositionID: 'd', TargetFeature: '(3=not a plate 1)' },
    );
    expect(codesIn(reply)).toEqual([0, 0, 0, 0]);
    expect(reply.body.ResponseStatusListObject.ResponseStatusObject[1].StatusString).toContain('无法执行');
    const byId = new Map(entries().map((entry) => [entry.disposition?.dispositionId, entry]));
    expect(byId.get('a')).toMatchObject({ scope: { cameraIds: ['yard'] }, approvedBy: expect.any(String) });
    expect(byId.get('b')).toMatchObject({ approvedBy: null, disposition: { problem: 'unknown-place' } });
    expect(byId.get('c')).toMatchObject({ scope: { points: [], cameraIds: [] }, approvedBy: expect.any(String) });
    expect(byId.get('d')).toMatchObject({ approvedBy: null, disposition: { problem: 'unreadable-target' } });
    const hit = ordering.watchlist.match(aSighting()).map(({ entry }) => entry.disposition?.dispositionId);
    expect(hit).not.toContain('b');
    expect(hit).not.toContain('d');
  });

  test('without an end that can be read it ends in thirty days, and is marked', async () => {
    const before = Date.now();
    const reply = await post({ ...stolen, EndTime: '20990230000000' });
    expect(reply.body.ResponseStatusListObject.ResponseStatusObject).toMatchObject([
      { StatusCode: 0, StatusString: expect.stringContaining('没有可识别的结束时间') },
    ]);
    const [entry] = entries();
    expect(entry?.disposition).toMatchObject({ assumedEnd: true });
    expect(Math.round(((entry?.expiresAtMs ?? 0) - before) / 86_400_000)).toBe(30);
    await post({ ...stolen, EndTime: null });
    expect(entries()).toEqual([entry]);
  });

  test('one as an upper platform of the field sends it: without an ID, of long ago, for a view library elsewhere', async () => {
    const sample = {
      ...{
        Title: '车辆布控下级接口测试1',
        DispositionCategory: '3',
        TargetFeature: '(3=渝D2S035)',
        PriorityLevel: '1',
      },
      ...{ BeginTime: '20171216000000', EndTime: '20171230 000000', OperateType: '0', DispositionRange: '2' },
      ...{ Reason: '被盗车', ApplicantName: 'admin', ApplicantOrg: '市局', ReceiveMobile: '18900000000' },
      DispositionArea: '50010712345030000003',
    };
    expect(codesIn(await upper().post('Dispositions', { DispositionObject: [sample] }, digest))).toEqual([0]);
    expect(entries()).toMatchObject([
      {
        ...{ plate: '渝D2S035', basis: '被盗车', expiresAtMs: new Date(2017, 11, 30).getTime() },
        disposition: { problem: 'unknown-place' },
      },
    ]);
    const rows: unknown[] = await ordering.station.opened.database.read('dispositions');
    expect(JSON.stringify(rows)).not.toContain('18900000000');
  });
});

describe('reading it again', () => {
  test('a platform that proves itself gets what it posted, as far as it was let in, and how it stands', async () => {
    const reply = await post(stolen, { ...stolen, DispositionID: 'over', EndTime: '20260102000000' });
    const statuses = reply.body.ResponseStatusListObject.ResponseStatusObject as Record<string, unknown>[];
    const texts = statuses.map((one) => one['StatusString']);
    expect(texts).toEqual(['正常', expect.stringContaining('结束时间已过')]);
    await post({ ...stolen, DispositionID: 'gone', ...{ OperateType: 0 } });
    await post({ DispositionID: 'gone', OperateType: 1 });
    const all = await upper().get('Dispositions');
    const objects: Record<string, unknown>[] = all.body.DispositionListObject.DispositionObject;
    expect(objects.map((each) => [each['DispositionID'], each['DispositionStatus']]).sort()).toEqual([
      [id, 0],
      ['gone', 1],
      ['over', 2],
    ]);
    const one = await upper().get(`Dispositions/${id}`);
    expect(one.body.DispositionObject).toMatchObject({
      ...{ DispositionID: id, TargetFeature: '(3=鲁P12345)', Reason: '被盗车', BeginTime: '20260101000000' },
      ...{ EndTime: '20990101000000', PriorityLevel: 2, OperateType: 0 },
    });
    expect(JSON.stringify(all.body)).not.toMatch(/18900000000|steal/);
    expect(
      (await upper().get(`Dispositions?IDList=${id},x`)).body.DispositionListObject.DispositionObject,
    ).toHaveLength(1);
    expect((await upper().get('Dispositions/none')).httpStatus).toBe(404);
    await upper().register();
    expect((await upper().get('Dispositions', [])).httpStatus).toBe(401);
  });
});

describe('faults', () => {
  test('what cannot be made durable is not acknowledged, and does not match', async () => {
    const { database } = ordering.station.opened;
    await database.write((trx) =>
      trx.raw(`CREATE TRIGGER full BEFORE INSERT ON dispositions
      BEGIN SELECT RAISE(ABORT, 'disk full'); END`),
    );
    const reply = await post(stolen);
    expect([reply.httpStatus, codesIn(reply)]).toEqual([500, [1]]);
    expect(entries()).toEqual([]);
    expect(await database.read('watchlist_entries')).toEqual([]);
    expect(await audited()).toEqual([]);
    await database.write((trx) => trx.raw('DROP TRIGGER full'));
    expect(codesIn(await post(stolen))).toEqual([0]);
  });

  test('a platform that is no longer configured: its entries end, and hold again when it is back', async () => {
    await post(stolen);
    const everywhere = (): { at: 'everywhere' } => ({ at: 'everywhere' });
    const platform = { id: county.deviceId, name: '县公安局' };
    await ordering.book.reconsider([platform], everywhere);
    expect(await audited()).toHaveLength(1);
    await ordering.book.reconsider([], everywhere);
    expect(entries()).toEqual([]);
    expect((await audited()).at(-1)).toBe('station disposition.end entry:1');
    await ordering.book.reconsider([platform], everywhere);
    expect(entries()).toMatchObject([{ id: 2, plate: '鲁P12345' }]);
  });

  test('a place that was unknown and is known now is enforced from then on', async () => {
    await post({ ...stolen, DispositionRange: 1, TollgateList: 'T1' });
    const platform = { id: county.deviceId, name: '县公安局' };
    await ordering.book.reconsider([platform], () => ({ at: 'camera', cameraId: 'new' }));
    expect(entries()).toMatchObject([{ id: 1, scope: { cameraIds: ['new'] }, approvedBy: expect.any(String) }]);
    expect(entries()[0]?.disposition).not.toHaveProperty('problem');
  });

  test.each([
    ['no JSON', '{"DispositionObject":', 400, [7]],
    ['nothing', '""', 400, [8]],
    ['another object', '{"FaceObject":[{"FaceID":"1"}]}', 400, [8]],
    ['too many at once', JSON.stringify(listOf(...Array.from({ length: 1001 }, () => ({})))), 413, [4]],
  ])('%s is refused', async (_, body, httpStatus, codes) => {
    const reply = await upper().post('Dispositions', body, digest);
    expect([reply.httpStatus, codesIn(reply)]).toEqual([httpStatus, codes]);
  });

  test('an ID that contradicts the address is refused', async () => {
    await post(stolen);
    const reply = await upper().put('Dispositions/other', { DispositionObject: { ...stolen, OperateType: 1 } }, digest);
    expect([reply.httpStatus, codesIn(reply)]).toEqual([400, [8]]);
    expect(entries()).toHaveLength(1);
  });

  test('a busy station says so', async () => {
    await ordering.station.close();
    ordering = await openOrderingStation([gate]);
    Object.assign(ordering.book, {
      take: () => Promise.reject(new AppError('disk-full', 'no room')),
    });
    const reply = await post(stolen);
    expect([reply.httpStatus, codesIn(reply)]).toEqual([503, [2]]);
  });
});
