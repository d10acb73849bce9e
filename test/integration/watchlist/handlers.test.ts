import { afterEach, beforeEach, expect, test } from 'vitest';
import { listHandlers } from '../../../main/gateway/list-handlers.ts';
import type { Caller, Handlers } from '../../../main/gateway/handlers.ts';
import { Latest } from '../../../main/system/feed.ts';
import { DryRuns } from '../../../main/watchlist/dry-run.ts';
import { EntryTallies } from '../../../main/watchlist/entry-stats.ts';
import { aDraft, aPersonDraft } from '../../builders/draft.ts';
import { ListSite, procedures } from './list-site.ts';

let site: ListSite;
let list: Handlers['watchlist'];
let noted: string[];
const photo = 'ab'.repeat(32);

beforeEach(async () => {
  site = await ListSite.open();
  noted = [];
  const { watchlist, imports, clock } = site;
  list = listHandlers({
    ...{ watchlist, imports, clock },
    tallies: new EntryTallies({ read: () => site.table.tallies(), clock }),
    dryRuns: new DryRuns({ sightings: { before: async () => [] }, newMatcher: () => watchlist.newMatcher(), clock }),
    photos: { has: async (digest) => digest === photo },
    context: () => site.context(),
    copiesOf: async (entryId) => [{ deviceId: `device-${entryId}`, state: 'sending', atMs: 1, detail: '' }],
    nameOf: (account) => (account === 'guard1' ? '王强' : undefined),
    revision: new Latest<number>(),
    note: (_caller, action) => void noted.push(action),
  });
});
afterEach(() => site.stop());

const as = (account: string): Caller => ({
  session: { account, name: account, role: 'chief' },
  address: '127.0.0.1',
  local: true,
  openSession: () => Promise.resolve(),
  closeSession: () => Promise.resolve(),
});

test('a draft that cannot be listed is refused with everything that is wrong with it', async () => {
  await expect(list.add(aDraft({ plate: '鲁P1', basis: '' }), as('guard1'))).rejects.toMatchObject({
    code: 'bad-input',
    facts: { paths: 'basis, plate', problems: 'basis:missing, plate:not-a-plate' },
  });
  const unknownPhoto = aPersonDraft({ photo: 'cd'.repeat(32) });
  await expect(list.add(unknownPhoto, as('guard1'))).rejects.toMatchObject({ facts: { paths: 'photo' } });
  await list.add(aPersonDraft({ photo }), as('guard1'));
  await expect(list.dryRun({ drafts: [aDraft({ plate: '?' })] }, as('chief1'))).rejects.toMatchObject({
    facts: { problems: 'plate:too-vague' },
  });
});

test('an entry is shown with its steps, its history by name, its copies and how it stands', async () => {
  const draft = aDraft({ plate: '鲁p·12345' });
  expect(await list.add(draft, as('guard1'))).toMatchObject({ plate: '鲁P12345', procedure: procedures.zh.barred });
  await list.approve({ ids: [1] }, as('chief1'));
  expect(await list.find({ id: 1 }, as('guard1'))).toMatchObject({
    ...{ entry: { id: 1, procedure: procedures.zh.barred }, status: 'valid', stats: { entryId: 1, hits: 0 } },
    history: [
      { change: 'approve', by: 'chief1' },
      { change: 'add', by: 'guard1', byName: '王强' },
    ],
    copies: [{ deviceId: 'device-1' }],
  });
  const page = await list.page({ text: '12345', offset: 0, limit: 10 }, as('guard1'));
  expect(page).toMatchObject({
    total: 1,
    counts: { inForce: 1 },
    entries: [{ entry: { procedure: procedures.zh.barred } }],
  });
  await list.withdraw({ id: 1, reason: '已解除' }, as('chief1'));
  await expect(list.find({ id: 1 }, as('guard1'))).rejects.toMatchObject({ code: 'not-found' });
});

test('settings forget cameras that are gone, and are noted', async () => {
  const settings = await list.settings(undefined, as('guard1'));
  const set = { ...settings, similarityByCamera: { 'cam-1': 0.9, gone: 0.8 } };
  expect(await list.setSettings(set, as('chief1'))).toMatchObject({ similarityByCamera: { 'cam-1': 0.9 } });
  expect([noted, site.watchlist.settings.similarityByCamera]).toEqual([['watchlist.set-settings'], { 'cam-1': 0.9 }]);
});
