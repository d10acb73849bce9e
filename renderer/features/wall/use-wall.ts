import { useMemo, useState, useSyncExternalStore } from 'react';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CameraWithState } from '#contract/api.ts';
import type { CameraPoint } from '#contract/camera.ts';
import type { NewView, WallView } from '#contract/view.ts';
import { appErrorOf } from '../../api/app-error-of.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { assertNever } from '../console/assert-never.ts';
import { errorWords } from '../console/error-words.ts';
import { useCameras } from '../console/remote.ts';
import { assigned, slotsOf, swapped } from './arrangement.ts';
import type { Slots } from './arrangement.ts';
import { fittingSize, layoutOf } from './layouts.ts';
import type { Layout, LayoutSize } from './layouts.ts';
import { groupsOf } from './groups.ts';
import type { Group } from './groups.ts';
import { nextStep } from './patrol.ts';
import { useViews } from './use-views.ts';
import { WallMemoryStore, wallNameOf } from './wall-memory.ts';
import type { WallMemory } from './wall-memory.ts';

export interface Wall {
  /** Null: the console's own. */
  name: string | null;
  memory: WallMemoryStore;
  kept: WallMemory;
  cameras: readonly CameraWithState[];
  byId: ReadonlyMap<string, CameraWithState>;
  loaded: boolean;
  views: readonly WallView[];
  /** Null: all cameras. */
  view: WallView | null;
  groups: readonly Group[];
  /** Null: a view, or all cameras. */
  group: CameraPoint | null;
  layout: Layout;
  slots: Slots;
  /** Counted from 0. */
  page: number;
  pages: number;
  /** The tiles of this page, without guests. */
  here: Slots;
  enlarged: CameraWithState | null;
  /** Rearranged, and not as the view was saved. */
  changed: boolean;
  /** Of the page, group or view that is shown, on patrol. */
  dwellSeconds: number;
  /** Whether there is more than one thing to go round. */
  canPatrol: boolean;
  chooseView(id: number | null): void;
  chooseGroup(point: CameraPoint): void;
  chooseLayout(size: LayoutSize): void;
  goToPage(page: number): void;
  swap(one: number, other: number): void;
  assign(tile: number, cameraId: string | null): void;
  revert(): void;
  /** Under a new name, or null: over the view that is shown. */
  save(name: string | null, done?: () => void): void;
  changeView(view: WallView, change: Partial<NewView>): void;
  removeView(id: number): void;
  patrolStep(): void;
}

/** What this window's wall shows, and what can be done to it. */
export function useWall(): Wall {
  const [memory] = useState(
    () => new WallMemoryStore(wallNameOf(window.location.search), [window.sessionStorage, window.localStorage]),
  );
  const [name] = useState(() => wallNameOf(window.location.search));
  const kept = useSyncExternalStore(memory.subscribe, memory.current);
  const { cameras, loaded } = useCameras();
  const { views, loaded: viewsLoaded } = useViews();
  const { t } = useTranslation();
  const { message } = App.useApp();
  const saveView = useApiMutation('views.save', { refreshes: ['views.list'] });
  const removeView = useApiMutation('views.remove', { refreshes: ['views.list'] });

  const view = views.find(({ id }) => id === kept.viewId) ?? null;
  const groups = useMemo(() => groupsOf(cameras), [cameras]);
  const group = view === null ? (groups.find(({ point }) => point === kept.group)?.point ?? null) : null;
  const cameraIds = useMemo(
    () => cameras.filter(({ camera }) => group === null || camera.point === group).map(({ camera }) => camera.id),
    [cameras, group],
  );
  const size = kept.layout ?? view?.layout ?? fittingSize(cameraIds.length);
  const byId = useMemo(() => new Map(cameras.map((each) => [each.camera.id, each])), [cameras]);
  const slots = slotsOf({
    arranged: kept.arranged,
    viewTiles: view?.tiles ?? null,
    // A view may show any of them.
    cameraIds: view === null ? cameraIds : cameras.map(({ camera }) => camera.id),
    pageSize: size,
  });
  const pages = slots.length / size;
  const page = Math.min(kept.page, pages - 1);
  const at = (tile: number): number => page * size + tile;
  const onPatrol = views.filter(({ patrolSeconds }) => patrolSeconds !== null);
  const { through } = kept.patrol;
  const changed =
    view === null ? kept.arranged !== null : kept.arranged !== null || (kept.layout ?? view.layout) !== view.layout;
  const fail = (error: unknown): void => {
    const taken = appErrorOf(error)?.code === 'conflict';
    void message.warning(taken ? t('wall.viewNameTaken') : errorWords(error, t));
  };
  const show = (id: number | null): void =>
    memory.set({ viewId: id, group: null, layout: null, arranged: null, page: 0, enlargedId: null });
  const showGroup = (point: CameraPoint): void =>
    memory.set({ viewId: null, group: point, layout: null, arranged: null, page: 0, enlargedId: null });

  return {
    ...{ name, memory, kept, cameras, byId, views, view, groups, group, slots, page, pages, changed },
    loaded: loaded && (viewsLoaded || kept.viewId === null),
    layout: layoutOf(size),
    here: slots.slice(page * size, (page + 1) * size),
    enlarged: kept.enlargedId === null ? null : (byId.get(kept.enlargedId) ?? null),
    dwellSeconds: through === 'views' ? (view?.patrolSeconds ?? 20) : kept.patrol.pageSeconds,
    canPatrol: through === 'views' ? onPatrol.length > 1 : through === 'groups' ? groups.length > 1 : pages > 1,
    chooseView: show,
    chooseGroup: showGroup,
    chooseLayout: (layout) => memory.set({ layout, page: 0, enlargedId: null }),
    goToPage: (next) => memory.set({ page: next, enlargedId: null }),
    swap: (one, other) => memory.set({ arranged: [...swapped(slots, at(one), at(other))] }),
    assign: (tile, cameraId) => memory.set({ arranged: [...assigned(slots, at(tile), cameraId)] }),
    revert: () => memory.set({ arranged: null, layout: null }),
    save(newName, done) {
      const over = newName === null ? view : null;
      if (newName === null && over === null) return;
      // Of all cameras, what is on the screen is meant; a view keeps its further pages.
      const tiles = view === null ? slots.slice(page * size, (page + 1) * size) : slots;
      const name = newName ?? over?.name ?? '';
      saveView.mutate(
        { id: over?.id ?? null, name, layout: size, tiles: [...tiles], patrolSeconds: over?.patrolSeconds ?? 20 },
        {
          onSuccess(saved) {
            memory.set({ viewId: saved.id, layout: null, arranged: null, page: view === null ? 0 : page });
            void message.success(t('wall.viewSaved', { name: saved.name }));
            done?.();
          },
          onError: fail,
        },
      );
    },
    changeView: ({ id, name: viewName, layout, tiles, patrolSeconds }, change) =>
      saveView.mutate({ id, name: viewName, layout, tiles, patrolSeconds, ...change }, { onError: fail }),
    removeView(id) {
      removeView.mutate({ id }, { onError: fail });
      if (kept.viewId === id) show(null);
    },
    patrolStep() {
      switch (through) {
        case 'pages':
          memory.set({ page: (page + 1) % pages });
          break;
        case 'groups': {
          const step = nextStep({ page, pages, current: group, round: groups.map(({ point }) => point) });
          if ('next' in step) showGroup(step.next);
          else memory.set(step);
          break;
        }
        case 'views': {
          const step = nextStep({ page, pages, current: view?.id ?? null, round: onPatrol.map(({ id }) => id) });
          if ('next' in step) show(step.next);
          else memory.set(step);
          break;
        }
        default:
          assertNever(through);
      }
    },
  };
}
