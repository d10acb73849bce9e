/** Entries of every kind a list can hold, beside those the alarms are about. All invented. */
import type { WatchlistEntry } from '#contract/watchlist.ts';

const day = 86_400_000;

export function furtherEntries(nowMs: number, count: number): WatchlistEntry[] {
  const common = {
    ...({ category: 'barred', ownCategory: null, priority: 2, validFromMs: null, note: '' } as const),
    procedure: [],
    scope: { points: [], cameraIds: [] },
    ...({ approvedBy: null, approvedAtMs: null, origin: 'console', disposition: null } as const),
  };
  const named: WatchlistEntry[] = [
    {
      ...common,
      ...{ id: 101, kind: 'vehicle', plate: '鲁P?8?H*', plateColour: 'blue', author: 'guard1' },
      ...{ basis: '门岗记录 2026-11-20：肇事逃逸，号牌看不全', priority: 1, expiresAtMs: nowMs + 30 * day },
      scope: { points: ['gate'], cameraIds: ['camera-7', 'camera-10'] },
      procedure: ['核对车身颜色：白色面包车', '通知保卫科', '保存录像，报清泉派出所'],
      note: '目击者称车尾有广告贴纸',
    },
    {
      ...common,
      ...{
        id: 102,
        kind: 'person',
        idNumber: '37152519880712301X',
        name: '赵某',
        libraryId: 'P000317',
        photo: '1'.repeat(64),
      },
      ...{ basis: '单位禁入决定 2026-021', author: 'chief1', expiresAtMs: nowMs + 200 * day },
      scope: { points: ['gate', 'public'], cameraIds: [] },
    },
    {
      ...common,
      ...{ id: 103, kind: 'vehicle', plate: '鲁P0D8B1', plateColour: null, author: 'guard1', approvedBy: 'chief1' },
      ...{
        category: 'other',
        ownCategory: '欠费车辆',
        priority: 3,
        basis: '物业 2026-33',
        expiresAtMs: nowMs + 9 * day,
      },
      approvedAtMs: nowMs - 40 * day,
    },
    {
      ...common,
      ...{ id: 104, kind: 'person', idNumber: null, name: '孙小雨', libraryId: null, photo: '2'.repeat(64) },
      ...{
        category: 'missing-person',
        priority: 1,
        author: 'guard1',
        approvedBy: 'chief1',
        approvedAtMs: nowMs - 2 * day,
      },
      ...{ basis: '冠县公安局走失协查 2026-58，家属电话见备注', expiresAtMs: nowMs + 60 * day },
    },
    {
      ...common,
      ...{ id: 105, kind: 'vehicle', plate: '冀D7K2M9', plateColour: 'blue', author: 'county', approvedBy: 'chief1' },
      ...{ category: 'wanted-vehicle', priority: 1, origin: 'county', basis: '聊城市公安局布控 37150020261125000017' },
      ...{ expiresAtMs: nowMs + 25 * day, approvedAtMs: nowMs - day },
      disposition: { platform: '37150000005030000001', dispositionId: '371500202611250000170001' },
    },
  ];
  const many = Array.from({ length: Math.max(0, count - named.length) }, (_, index): WatchlistEntry => ({
    ...common,
    ...{ id: 200 + index, kind: 'vehicle', plate: `鲁P${String(30_121 + index * 7)}`, plateColour: null },
    ...{ author: 'guard1', basis: `单位禁入决定 2026-${String(30 + index)}`, expiresAtMs: nowMs + (40 + index) * day },
    ...(index === 0 ? { validFromMs: nowMs + 3 * day } : {}),
    ...(index % 3 === 2 ? {} : { approvedBy: 'chief1', approvedAtMs: nowMs - 5 * day }),
  }));
  return [...named, ...many];
}
