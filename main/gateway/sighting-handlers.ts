import type { Alarm } from '#contract/alarm.ts';
import { longestCountMs } from '#contract/search.ts';
import type { NewSavedSearch, SavedSearch } from '#contract/search.ts';
import type { Sighting } from '#contract/sighting.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import type { AuditEntry } from '../access/audit-log.ts';
import type { SightingSearch } from '../journal/sighting-search.ts';
import { AppError } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Feed } from '../system/feed.ts';
import { accountOf } from './handlers.ts';
import type { Caller, Handlers } from './handlers.ts';

export interface SightingHandlersOptions {
  search: SightingSearch;
  findSighting(id: number): Promise<Sighting | null>;
  findAlarm(id: number): Promise<Alarm | null>;
  /** Withdrawn ones too. */
  findEntry(id: number): Promise<WatchlistEntry | null>;
  arrivals: Feed<Sighting>;
}

/** Finding in the journal. */
export function sightingHandlers(options: SightingHandlersOptions): {
  sightings: Handlers['sightings'];
  surroundings: Handlers['alarms']['surroundings'];
} {
  const { search, arrivals } = options;
  const find = async (id: number): Promise<Sighting> => {
    const sighting = await options.findSighting(id);
    if (sighting === null) throw new AppError('not-found', `there is no sighting ${id}`);
    return sighting;
  };
  return {
    sightings: {
      latest: ({ before, limit, ...filter }) => search.latest(filter, { before, limit }),
      find: ({ id }) => find(id),
      async hours(filter) {
        if (filter.toMs - filter.fromMs > longestCountMs) {
          throw new AppError('bad-input', 'at most 31 days are counted', { facts: { paths: 'toMs' } });
        }
        return search.hours(filter);
      },
      neighbours: async ({ id, limit }) => search.neighbours(await find(id), limit),
      async trail({ of, before, limit, ...period }) {
        const page = { before, limit };
        if ('plate' in of) return search.plateTrail(of.plate, of.alike ?? false, period, page);
        const entry = await options.findEntry(of.entryId);
        if (entry === null) throw new AppError('not-found', `there is no entry ${of.entryId}`);
        switch (entry.kind) {
          case 'vehicle':
            return search.plateTrail(entry.plate, false, period, page);
          case 'person':
            return search.entryTrail(entry.id, period, page);
        }
      },
      arrivals: (_input, _caller, place) => arrivals.subscribe(place),
    },
    async surroundings({ id, minutes, cameraIds }) {
      const alarm = await options.findAlarm(id);
      if (alarm === null) throw new AppError('not-found', `there is no alarm ${id}`);
      const named = cameraIds === undefined || cameraIds.length === 0 ? [alarm.cameraId] : cameraIds;
      return search.surroundings(alarm, minutes, named);
    },
  };
}

export interface SearchHandlersOptions {
  store: {
    all(): Promise<SavedSearch[]>;
    /** Null: there is no such search, or another one has the name. */
    save(id: number | null, search: NewSavedSearch, by: string, atMs: number): Promise<SavedSearch | null>;
    remove(id: number): Promise<boolean>;
  };
  clock: Pick<Clock, 'nowMs'>;
  note: (caller: Caller, action: string, subject: string, facts?: AuditEntry['facts']) => void;
}

const mostSearches = 100;

/** The unit's saved searches. */
export function searchHandlers({ store, clock, note }: SearchHandlersOptions): Handlers['searches'] {
  return {
    list: () => store.all(),
    async save({ id, ...search }, caller) {
      const known = await store.all();
      if (id !== null && !known.some((each) => each.id === id)) {
        throw new AppError('not-found', `there is no saved search ${id}`);
      }
      if (id === null && known.length >= mostSearches) {
        throw new AppError('conflict', 'there are too many saved searches', { facts: { problem: 'too-many' } });
      }
      const saved = await store.save(id, search, accountOf(caller), clock.nowMs());
      if (saved === null)
        throw new AppError('conflict', 'another search has this name', { facts: { problem: 'name' } });
      note(caller, 'search.save', `search:${saved.id}`, { name: saved.name });
      return saved;
    },
    async remove({ id }, caller) {
      if (!(await store.remove(id))) throw new AppError('not-found', `there is no saved search ${id}`);
      note(caller, 'search.remove', `search:${id}`);
      return { ok: true };
    },
  };
}
