import type { EntryCopy, EntryDetail, EntryDraft, EntryPage, WatchlistEntry } from '#contract/watchlist.ts';
import type { AuditEntry } from '../access/audit-log.ts';
import { AppError } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Latest } from '../system/feed.ts';
import { checkDraft } from '../watchlist/check-draft.ts';
import type { DraftContext } from '../watchlist/check-draft.ts';
import type { DryRuns } from '../watchlist/dry-run.ts';
import { statusOf } from '../watchlist/entry-status.ts';
import { statsOf } from '../watchlist/entry-stats.ts';
import type { EntryTallies } from '../watchlist/entry-stats.ts';
import type { Imports } from '../watchlist/imports.ts';
import { pageOf } from '../watchlist/list-page.ts';
import type { Photos } from '../watchlist/photos.ts';
import { refusedDraft } from '../watchlist/watchlist.ts';
import type { Watchlist } from '../watchlist/watchlist.ts';
import { accountOf } from './handlers.ts';
import type { Caller, Handlers } from './handlers.ts';

export interface ListHandlersOptions {
  watchlist: Watchlist;
  tallies: EntryTallies;
  imports: Imports;
  dryRuns: DryRuns;
  photos: Pick<Photos, 'has'>;
  /** What drafts are held against, as it is now. */
  context: () => DraftContext;
  /** What the cameras that keep lists of their own have of an entry. */
  copiesOf: (entryId: number) => Promise<EntryCopy[]>;
  nameOf: (account: string) => string | undefined;
  /** Changes whenever the list does. */
  revision: Latest<number>;
  clock: Pick<Clock, 'nowMs'>;
  note: (caller: Caller, action: string, subject: string, facts?: AuditEntry['facts']) => void;
}

/** The list. Changes of entries are told in the audit chain by the store, in the same commit. */
export function listHandlers(options: ListHandlersOptions): Handlers['watchlist'] {
  const { watchlist, tallies, imports, dryRuns, photos, clock } = options;
  const page: Handlers['watchlist']['page'] = async ({ offset, limit, ...filter }): Promise<EntryPage> => {
    const facts = {
      nowMs: clock.nowMs(),
      expiryNoticeDays: watchlist.settings.expiryNoticeDays,
      tallies: await tallies.all(),
    };
    const found = pageOf(watchlist.written(), { filter, offset, limit }, facts);
    return { ...found, entries: found.entries.map((listed) => ({ ...listed, entry: shown(listed.entry) })) };
  };
  const shown = (entry: WatchlistEntry): WatchlistEntry => watchlist.find(entry.id) ?? entry;
  /** In our spelling, or refused with what is wrong with it. */
  const checked = async (given: EntryDraft): Promise<EntryDraft> => {
    const { draft, problems } = checkDraft(given, options.context());
    if (problems.length > 0) throw refusedDraft(problems);
    if (draft.kind === 'person' && draft.photo !== null && !(await photos.has(draft.photo))) {
      throw refusedDraft([{ field: 'photo', problem: 'missing', found: draft.photo }]);
    }
    return draft;
  };

  return {
    page,
    async find({ id }): Promise<EntryDetail> {
      const entry = watchlist.find(id);
      if (entry === null) throw new AppError('not-found', `there is no entry ${id}`);
      const [history, copies, all] = await Promise.all([watchlist.history(id), options.copiesOf(id), tallies.all()]);
      return {
        entry,
        status: statusOf(entry, clock.nowMs(), watchlist.settings.expiryNoticeDays),
        stats: statsOf(id, all.get(id)),
        history: history.map((change) => {
          const byName = options.nameOf(change.by);
          return byName === undefined ? change : { ...change, byName };
        }),
        copies,
      };
    },
    async *changes(_input, _caller, { signal }) {
      for await (const { cursor, item: revision } of options.revision.subscribe({ signal })) {
        yield { cursor, item: { revision } };
      }
    },
    add: async (draft, caller) => watchlist.add(await checked(draft), accountOf(caller)),
    change: async ({ id, draft }, caller) =>
      watchlist.change(id, await checked(draft), accountOf(caller), caller.session?.role !== 'guard'),
    async approve({ ids }, caller) {
      await watchlist.approve(ids, accountOf(caller));
      return { ok: true };
    },
    async withdraw({ id, reason }, caller) {
      await watchlist.withdraw(id, accountOf(caller), reason);
      return { ok: true };
    },
    previewImport: (source, caller) => imports.preview(source, accountOf(caller)),
    importPreviewed: ({ previewId }, caller) => imports.take(previewId, accountOf(caller)),
    async dryRun(asked, caller) {
      if ('previewId' in asked) return dryRuns.run(imports.drafts(asked.previewId, accountOf(caller)));
      if ('drafts' in asked) return dryRuns.run(await Promise.all(asked.drafts.map(checked)));
      return dryRuns.run(
        asked.ids.map((id) => {
          const entry = watchlist.findWritten(id);
          if (entry === null) throw new AppError('not-found', `there is no entry ${id}`, { facts: { entryId: id } });
          return entry;
        }),
      );
    },
    settings: async () => watchlist.settings,
    async setSettings(settings, caller) {
      const { cameraIds } = options.context();
      // A camera that is gone needs no threshold any more.
      const similarityByCamera = Object.fromEntries(
        Object.entries(settings.similarityByCamera).filter(([cameraId]) => cameraIds.has(cameraId)),
      );
      const set = await watchlist.setSettings({ ...settings, similarityByCamera });
      options.note(caller, 'watchlist.set-settings', 'watchlist', {
        similarity: set.similarity,
        plateScore: set.plateScore,
        readWindowSeconds: set.readWindowSeconds,
        expiryNoticeDays: set.expiryNoticeDays,
        cameras: Object.keys(set.similarityByCamera).length,
        ownCategories: set.ownCategories.map(({ name }) => name).join(', '),
      });
      return set;
    },
  };
}
