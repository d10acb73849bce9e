import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exportCsv, exportXlsx, templateXlsx } from '../../../main/watchlist/list-sheet.ts';
import { minutes } from '../../../main/system/clock.ts';
import { checkCharacterOf } from '../../../main/watchlist/id-number.ts';
import { aDraft, aPersonDraft } from '../../builders/draft.ts';
import { asSource, ListSite } from './list-site.ts';

let site: ListSite;
beforeEach(async () => {
  site = await ListSite.open();
});
afterEach(() => site.stop());

const header = '号牌\t类别\t依据\t失效日期\t备注';
const pasted = (...rows: string[]) => ({ format: 'text' as const, text: [header, ...rows].join('\r\n') });

/** One of everything that a sheet can say, and of what trips sheets up. */
async function fillList(): Promise<void> {
  const { watchlist } = site;
  await watchlist.setSettings({
    ...watchlist.settings,
    ownCategories: [{ name: '欠费车辆', priority: 3, procedure: ['请到财务室缴费'] }],
  });
  const drafts = [
    aDraft({ plateColour: 'blue', scope: { points: ['gate', 'crowd'], cameraIds: ['cam-1'] } }),
    aDraft({ plate: '鲁P123??', category: 'other', ownCategory: '欠费车辆', priority: 3 }),
    aDraft({ plate: '使014578', scope: { points: ['gate'], cameraIds: ['cam-2', 'cam-3'] } }),
    aDraft({ plate: '鲁P00001', scope: { points: [], cameraIds: ['cam-2'] }, procedure: ['关闭道闸；不放行'] }),
    aPersonDraft({
      ...{
        note: '=1+1,"引号" & <尖括号> &lt; _x0041_\n第二行',
        procedure: ['核对证件', '-拨打 110'],
        libraryId: '@lib-7',
      },
      validFromMs: new Date(2026, 11, 1).getTime(),
      expiresAtMs: new Date(2026, 11, 31, 18, 30, 0, 5).getTime(),
    }),
    aPersonDraft({ idNumber: null, name: "'钱某", category: 'missing-person', priority: 1 }),
  ];
  for (const draft of drafts) await watchlist.add(draft, 'guard1');
}

describe('what is taken out comes in again', () => {
  test.each([
    ['an XLSX sheet', () => asSource.xlsx(exportXlsx(site.watchlist.written(), site.sheetFacts()))],
    ['a CSV sheet', () => asSource.csv(exportCsv(site.watchlist.written(), site.sheetFacts()))],
  ])('unchanged, from %s', async (_format, take) => {
    await fillList();
    const preview = await site.imports.preview(await take(), 'chief1');
    expect(preview.rows.filter(({ outcome }) => outcome !== 'same')).toEqual([]);
    expect(preview.counts).toEqual({ new: 0, changed: 0, same: 6, wrong: 0 });
    expect(preview.unknownColumns).toEqual([]);
  });

  test('also what has expired since, and what the provision file keeps', async () => {
    await fillList();
    await site.watchlist.applyProvision([
      { kind: 'vehicle', plate: '鲁P99999', category: 'barred', basis: '决定', expires: Date.UTC(2027, 5, 1) },
    ]);
    site.clock.advance(minutes(60 * 24 * 60));
    const sheet = await asSource.csv(exportCsv(site.watchlist.written(), site.sheetFacts()));
    expect((await site.imports.preview(sheet, 'chief1')).counts).toEqual({ new: 0, changed: 0, same: 7, wrong: 0 });
  });

  test('into an empty list as it was, waiting for approval', async () => {
    await fillList();
    const before = site.watchlist.written();
    const sheet = await asSource.xlsx(exportXlsx(before, site.sheetFacts()));
    for (const { id } of before) await site.watchlist.withdraw(id, 'chief1', '重录');
    const { previewId } = await site.imports.preview(sheet, 'chief1');
    expect(await site.imports.take(previewId, 'chief1')).toEqual({ added: 6, changed: 0, left: 0 });
    const bare = (entries: typeof before) =>
      entries.map((entry) => ({ ...entry, id: 0, author: '' })).toSorted(bySubject);
    expect(bare(site.watchlist.written())).toEqual(bare(before));
    expect(new Set(site.watchlist.written().map(({ author }) => author))).toEqual(new Set(['chief1']));
  });

  const bySubject = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
});

test('a sheet shows what would be new, changed, the same and wrong; only what is right comes in', async () => {
  await site.watchlist.add(aDraft({ note: '旧' }), 'guard1');
  await site.watchlist.add(aDraft({ plate: '鲁P22222', expiresAtMs: new Date(2027, 0, 1).getTime() }), 'guard1');
  const preview = await site.imports.preview(
    pasted(
      '鲁P·12345\t单位禁入\t单位禁入决定 2026-014\t2026-12-30\t新',
      '鲁P22222\t禁入\t单位禁入决定 2026-014\t2026/12/31\t',
      '鲁P33333\t公安协查\t聊公协 2026-7\t2026年12月31日\t',
      '鲁P1234\t布控\t\t2026-02-30\t',
      '鲁P33333\t公安协查\t聊公协 2026-7\t2026年12月31日\t',
    ),
    'chief1',
  );
  expect(preview.counts).toEqual({ new: 1, changed: 1, same: 1, wrong: 2 });
  expect(preview.rows.map(({ row, outcome, changes, problems }) => ({ row, outcome, changes, problems }))).toEqual([
    {
      ...{ row: 5, outcome: 'wrong', changes: [] },
      problems: [
        { field: 'expiresAtMs', problem: 'not-a-date', found: '2026-02-30' },
        { field: 'basis', problem: 'missing', found: '' },
        { field: 'plate', problem: 'not-a-plate', found: '鲁P1234' },
      ],
    },
    { row: 6, outcome: 'wrong', changes: [], problems: [{ field: 'row', problem: 'duplicate', found: '4' }] },
    { row: 2, outcome: 'changed', changes: ['expiresAtMs', 'note'], problems: [] },
    { row: 4, outcome: 'new', changes: [], problems: [] },
    { row: 3, outcome: 'same', changes: [], problems: [] },
  ]);
  expect(await site.imports.take(preview.previewId, 'chief1')).toEqual({ added: 1, changed: 1, left: 2 });
  expect(site.watchlist.list().map((entry) => [entry.id, entry.note, entry.author, entry.approvedBy])).toEqual([
    [3, '', 'chief1', null],
    [2, '', 'guard1', null],
    [1, '新', 'chief1', null],
  ]);
  expect((await site.auditRows()).at(-1)).toMatchObject({
    ...{ actor: 'chief1', action: 'watchlist.import', subject: 'entries' },
    facts: { entries: 2, ids: '1, 3' },
  });
});

test('what the sheet has no column for stays as it was', async () => {
  const photo = 'ab'.repeat(32);
  await site.watchlist.add(aPersonDraft({ photo, note: '见照片', procedure: ['通知家属'] }), 'guard1');
  const text = '姓名,身份证号,类别,依据,到期日期\r\n赵某,371525199003071235,禁入,新决定,2027-06-30';
  const { previewId, rows } = await site.imports.preview({ format: 'text', text }, 'chief1');
  expect(rows).toMatchObject([{ outcome: 'changed', changes: ['basis', 'expiresAtMs'] }]);
  await site.imports.take(previewId, 'chief1');
  expect(site.watchlist.find(1)).toMatchObject({ photo, note: '见照片', procedure: ['通知家属'], basis: '新决定' });
});

test('a preview is its owner’s, for half an hour and for one import', async () => {
  const row = '鲁P33333\t公安协查\t聊公协 2026-7\t2026-12-31\t';
  const { previewId } = await site.imports.preview(pasted(row), 'chief1');
  const gone = { code: 'not-found' };
  await expect(site.imports.take(previewId, 'chief2')).rejects.toMatchObject(gone);
  expect(site.imports.drafts(previewId, 'chief1')).toHaveLength(1);
  const twice = await Promise.allSettled([
    site.imports.take(previewId, 'chief1'),
    site.imports.take(previewId, 'chief1'),
  ]);
  expect(twice.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  const later = await site.imports.preview(pasted(row), 'chief1');
  site.clock.advance(minutes(30));
  await expect(site.imports.take(later.previewId, 'chief1')).rejects.toMatchObject(gone);
});

test('the list is as it is when a sheet is taken, not as it was when it was read', async () => {
  const row = '鲁P33333\t公安协查\t聊公协 2026-7\t2026-12-31\t';
  const { previewId } = await site.imports.preview(pasted(row), 'chief1');
  await site.watchlist.applyProvision([
    { kind: 'vehicle', plate: '鲁P33333', category: 'police-notice', basis: '别处', expires: Date.UTC(2027, 0, 1) },
  ]);
  expect(await site.imports.take(previewId, 'chief1')).toEqual({ added: 0, changed: 0, left: 1 });
});

test('a template has every column, and nothing in it', async () => {
  const sheet = await asSource.xlsx(templateXlsx(['欠费车辆']));
  expect((await site.imports.preview(sheet, 'chief1')).counts).toEqual({ new: 0, changed: 0, same: 0, wrong: 0 });
});

describe('what is no list', () => {
  test.each([
    ['an empty text', { format: 'text', text: '' }, 'empty'],
    ['another sheet', { format: 'text', text: '日期,金额\n2026-01-01,100' }, 'no-columns'],
    ['a text read in the wrong encoding', { format: 'text', text: '\uFFFD\uFFFD,类别\n鲁P12345,禁入' }, 'unreadable'],
    ['no spreadsheet', { format: 'xlsx', base64: Buffer.from('号牌').toString('base64') }, 'no-spreadsheet'],
    ['an empty file', { format: 'xlsx', base64: '' }, 'no-spreadsheet'],
  ] as const)('%s is refused, and said so', async (_what, source, problem) => {
    await expect(site.imports.preview(source, 'chief1')).rejects.toMatchObject({
      code: 'bad-input',
      facts: { problem },
    });
  });

  test('a spreadsheet cut off, or altered, is refused whole', async () => {
    await fillList();
    const { base64 } = await asSource.xlsx(exportXlsx(site.watchlist.written(), site.sheetFacts()));
    const bytes = Buffer.from(base64, 'base64');
    const altered = Buffer.from(bytes).fill(0x41, bytes.length >> 2, bytes.length >> 1);
    for (const wrong of [bytes.subarray(0, bytes.length / 2), altered]) {
      const source = { format: 'xlsx' as const, base64: wrong.toString('base64') };
      await expect(site.imports.preview(source, 'chief1')).rejects.toMatchObject({ code: 'bad-input' });
    }
  });
});

describe('a hundred thousand rows', () => {
  const count = 100_000;
  const plateOf = (n: number): string => `鲁${'ABCDEFGHJK'[n % 10] ?? 'P'}${String(n).padStart(5, '0')}`;

  test('with errors: what is right comes in as one change, what is wrong is named, and others have their turn', async () => {
    function* lines(): Generator<string> {
      yield header;
      for (let n = 0; n < count; n++) {
        yield n % 10 === 9
          ? `鲁P${n}错\t禁入\t决定\t2026-12-31\t`
          : `${plateOf(n)}\t禁入\t单位禁入决定 2026-014\t2026-12-31\t第${n}行`;
      }
    }
    const source = { format: 'text' as const, text: [...lines()].join('\n') };
    let turns = 0;
    let ticking = true;
    const tick = (): void => {
      turns += 1;
      if (ticking) setImmediate(tick);
    };
    tick();
    const preview = await site.imports.preview(source, 'chief1');
    ticking = false;
    expect(turns).toBeGreaterThan(100);
    expect(preview.counts).toEqual({ new: 90_000, changed: 0, same: 0, wrong: 10_000 });
    expect(preview.rows).toHaveLength(500);
    expect(preview.rows[0]).toMatchObject({ row: 11, problems: [{ field: 'plate', problem: 'not-a-plate' }] });
    const commits = site.database.commits();
    expect(await site.imports.take(preview.previewId, 'chief1')).toEqual({ added: 90_000, changed: 0, left: 10_000 });
    expect(site.database.commits()).toBe(commits + 1);
    expect(await site.database.read('watchlist_changes').count({ n: '*' })).toEqual([{ n: 90_000 }]);

    const sheet = await asSource.xlsx(exportXlsx(site.watchlist.written(), site.sheetFacts()));
    const again = await site.imports.preview(sheet, 'chief1');
    expect(again.counts).toEqual({ new: 0, changed: 0, same: 90_000, wrong: 0 });
  }, 120_000);

  test('one row more is too many', async () => {
    const text = [header, ...Array.from({ length: count + 1 }, (_, n) => `${plateOf(n)}\t禁入\t决定\t2026-12-31\t`)];
    const source = { format: 'text' as const, text: text.join('\n') };
    await expect(site.imports.preview(source, 'chief1')).rejects.toMatchObject({ facts: { problem: 'too-many-rows' } });
  }, 60_000);
});

test('an ID number that a spreadsheet kept as a number is not guessed', async () => {
  const digits = '37152519900307123';
  const whole = digits + checkCharacterOf(digits);
  const excel = (await import('exceljs')).default;
  const workbook = new excel.Workbook();
  const page = workbook.addWorksheet('名单');
  page.addRow(['姓名', '证件号', '类别', '依据', '失效日期', '号牌']);
  page.addRow(['赵某', Number(whole), '禁入', '决定', new Date(Date.UTC(2026, 11, 31)), null]);
  page.addRow([
    { richText: [{ text: '钱' }, { text: '某' }] },
    whole,
    '禁入',
    '决定',
    new Date(Date.UTC(2026, 11, 31)),
  ]);
  page.addRow([]);
  page.addRow([null, null, '禁入', '决定', { formula: 'A1', result: '2026-12-31' }, '鲁P54321']);
  const source = {
    format: 'xlsx' as const,
    base64: Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64'),
  };
  const { rows } = await site.imports.preview(source, 'chief1');
  expect(rows).toMatchObject([
    { row: 2, outcome: 'wrong', problems: [{ field: 'idNumber', problem: 'unreadable' }] },
    { row: 3, outcome: 'new', draft: { name: '钱某', expiresAtMs: new Date(2027, 0, 1).getTime() } },
    { row: 5, outcome: 'new', draft: { plate: '鲁P54321', expiresAtMs: new Date(2027, 0, 1).getTime() } },
  ]);
});
