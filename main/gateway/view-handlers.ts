import type { NewView, WallView } from '#contract/view.ts';
import type { AuditEntry } from '../access/audit-log.ts';
import { AppError } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import { Latest } from '../system/feed.ts';
import { accountOf } from './handlers.ts';
import type { Caller, Handlers } from './handlers.ts';

export interface ViewHandlersOptions {
  store: {
    all(): Promise<WallView[]>;
    /** Null: there is no such view, or another one has the name. */
    save(id: number | null, view: NewView, by: string, atMs: number): Promise<WallView | null>;
    remove(id: number): Promise<boolean>;
  };
  clock: Pick<Clock, 'nowMs'>;
  note: (caller: Caller, action: string, subject: string, facts?: AuditEntry['facts']) => void;
}

/** What a guard finds his way in. */
const mostViews = 100;

/** The saved views of the wall; every console follows them. */
export function viewHandlers({ store, clock, note }: ViewHandlersOptions): Handlers['views'] {
  const views = new Latest<WallView[]>();
  const show = async (): Promise<void> => views.set(await store.all());
  return {
    list: () => store.all(),
    async *changes(_input, _caller, { signal }) {
      if (views.value === null) await show();
      yield* views.subscribe({ signal });
    },
    async save({ id, ...view }, caller) {
      const known = await store.all();
      if (id !== null && !known.some((each) => each.id === id)) {
        throw new AppError('not-found', `there is no view ${id}`);
      }
      if (id === null && known.length >= mostViews) {
        throw new AppError('conflict', 'there are too many views', { facts: { problem: 'too-many' } });
      }
      const saved = await store.save(id, view, accountOf(caller), clock.nowMs());
      if (saved === null) throw new AppError('conflict', 'another view has this name', { facts: { problem: 'name' } });
      note(caller, 'view.save', `view:${saved.id}`, { name: saved.name });
      await show();
      return saved;
    },
    async remove({ id }, caller) {
      if (!(await store.remove(id))) throw new AppError('not-found', `there is no view ${id}`);
      note(caller, 'view.remove', `view:${id}`);
      await show();
      return { ok: true };
    },
  };
}
