import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from 'antd';
import type { CameraWithState } from '#contract/api.ts';
import { usePreferences } from '../console/console-parts.tsx';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { useAlarms, useSignedIn } from '../console/remote.ts';
import { go } from '../console/route.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenIcon } from '../../ui/icons.tsx';
import { alarmByCamera } from '../alarms/order-alarms.ts';
import { useClipActions } from '../clips/use-clip-actions.ts';
import { PtzPad } from '../ptz/ptz-pad.tsx';
import { ActivityWatch } from './activity-watch.tsx';
import { CameraPicker } from './camera-picker.tsx';
import type { Activity, Guest } from './guests.ts';
import { layoutOf, neighbour } from './layouts.ts';
import type { Cell } from './layouts.ts';
import { Tile } from './tile.tsx';
import { useDeviceWidth } from './use-device-width.ts';
import { useGuests } from './use-guests.ts';
import { usePatrol } from './use-patrol.ts';
import { useVideoTiles } from './use-video-tiles.ts';
import { useWallSound } from './use-wall-sound.ts';
import { useWall } from './use-wall.ts';
import { VacantTile } from './vacant-tile.tsx';
import { carryMark } from './wall-acts.ts';
import type { Carry, WallActs } from './wall-acts.ts';
import { decideWallKey } from './wall-keys.ts';
import styles from './wall-screen.module.css';
import { WallTools } from './wall-tools.tsx';
import type { OpenPanel } from './wall-tools.tsx';
import { panned, whole, zoomedAt } from './zoom.ts';

/** In trouble: anything a guard would take for a picture and is none. */
const inTrouble = ({ main, sub }: CameraWithState): boolean => {
  const states = [sub?.state, main?.state].filter((state) => state !== undefined);
  return states.length > 0 && !states.some((state) => state === 'live' || state === 'connecting');
};
const onlyTile = layoutOf(1);

export function WallScreen({ onShowKeys }: { onShowKeys: () => void }) {
  const { t } = useTranslation();
  const wall = useWall();
  const { memory, enlarged, layout } = wall;
  const allAlarms = useAlarms();
  const alarms = alarmByCamera(allAlarms);
  const [preferences] = usePreferences();
  const [current, setCurrent] = useState(0);
  const [carry, showCarry] = useState<Carry | null>(null);
  /** Ahead of what is rendered: a pointer moves and lets go within one frame. */
  const carried = useRef<Carry | null>(null);
  const setCarry = (next: Carry | null): void => {
    carried.current = next;
    showCarry(next);
  };
  const [picking, setPicking] = useState<number | null>(null);
  const [panel, setPanel] = useState<OpenPanel>(null);
  const [activity, setActivity] = useState<Activity | null>(null);
  const [touchedAtMs] = useState(() => new Map<string, number>());
  const grid = useRef<HTMLDivElement>(null);
  const ptz = useRef<HTMLDivElement>(null);
  /** The tile to focus once the grid shows it. */
  const wantsFocus = useRef(false);
  const gridWidth = useDeviceWidth(grid, wall.cameras.length > 0);
  const videoTileOf = useVideoTiles();
  const { cutClip, takeSnapshot } = useClipActions();

  const { wants, guests } = useGuests({
    ...{ alarms: allAlarms, activity, page: wall.here, layout },
    touchedAtMs: (cameraId) => touchedAtMs.get(cameraId) ?? 0,
  });
  const inset = enlarged === null ? undefined : wants.find(({ cameraId }) => cameraId !== enlarged.camera.id);
  const shownLayout = enlarged === null ? layout : onlyTile;
  const focusable = Math.min(current, shownLayout.size - 1);
  const cameraAt = (tile: number): string | null =>
    enlarged?.camera.id ?? guests.find((guest) => guest.tile === tile)?.cameraId ?? wall.here[tile] ?? null;

  const selected = cameraAt(focusable);
  const sound = useWallSound(selected === null || !wall.byId.has(selected) ? null : videoTileOf(selected));

  const { patrol, touched } = usePatrol({
    on: wall.kept.patrol.on && wall.canPatrol,
    place: `${String(wall.view?.id ?? wall.group ?? 'all')}/${String(wall.page)}`,
    dwellSeconds: wall.dwellSeconds,
    hold: wants.some(({ why }) => why === 'alarm') ? 'alarm' : enlarged === null ? null : 'enlarged',
    onStep: wall.patrolStep,
  });
  const touch = (): void => {
    touched();
    const cameraId = cameraAt(focusable);
    if (cameraId !== null) touchedAtMs.set(cameraId, Date.now());
  };

  const focusTile = (tile: number): void =>
    grid.current?.querySelector<HTMLElement>(`[data-slot="${String(tile)}"]`)?.focus();
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    grid.current?.querySelector<HTMLElement>(`[data-slot="${String(focusable)}"]`)?.focus();
  }, [focusable, wall.kept.enlargedId, wall.page, wall.here]);

  const enlarge = (cameraId: string | null): void => {
    wantsFocus.current = true;
    memory.set({ enlargedId: cameraId === wall.kept.enlargedId ? null : cameraId });
  };
  const turn = (by: number): void => {
    if (enlarged !== null) {
      const ids = wall.slots.filter((id) => id !== null);
      const next = ids[(ids.indexOf(enlarged.camera.id) + by + ids.length) % ids.length];
      if (next !== undefined && next !== enlarged.camera.id) enlarge(next);
      return;
    }
    if (wall.pages < 2) return;
    wall.goToPage((wall.page + by + wall.pages) % wall.pages);
    setCurrent(0);
    wantsFocus.current = true;
  };
  const drop = (): void => {
    const dropped = carried.current;
    if (dropped === null) return;
    setCarry(null);
    if (dropped.over === dropped.from) return;
    wall.swap(dropped.from, dropped.over);
    setCurrent(dropped.over);
    wantsFocus.current = true;
  };
  const troubles = wall.cameras.filter(inTrouble).map(({ camera }) => camera.id);
  const goToTrouble = (): void => {
    const from = wall.page * layout.size + current;
    const places = wall.slots.flatMap((id, at) => (id !== null && troubles.includes(id) ? [at] : []));
    const next = places.find((at) => at > from) ?? places[0];
    // None of them is in this view: all cameras are.
    if (next === undefined) wall.chooseView(null);
    else {
      wall.goToPage(Math.floor(next / layout.size));
      setCurrent(next % layout.size);
      focusTile(next % layout.size);
    }
    wantsFocus.current = true;
  };
  const toggleFullScreen = (): void => {
    if (document.fullscreenElement === null) void document.documentElement.requestFullscreen().catch(() => undefined);
    else void document.exitFullscreen();
  };

  const latestActs: WallActs = {
    focused: setCurrent,
    enlarge,
    pick: setPicking,
    lift: (from) => setCarry({ from, over: from }),
    carryOver(over) {
      const { current: before } = carried;
      if (before !== null && before.over !== over) setCarry({ ...before, over });
    },
    drop,
    memory,
  };
  const acts = useRef(latestActs);
  useLayoutEffect(() => {
    acts.current = latestActs;
  });

  const onKey = (event: KeyboardEvent): boolean => {
    const target = event.target as Element;
    const cameraId = cameraAt(focusable);
    const zoom = cameraId === null ? whole : memory.zoomOf(cameraId);
    const action = decideWallKey({
      key: event.key,
      shifted: event.shiftKey,
      modified: event.ctrlKey || event.altKey || event.metaKey,
      typing: isTyping(event.target),
      onWall: target.closest('[data-wall]') !== null,
      onControl: target.closest('button, a, [role="tab"], .ant-popover') !== null,
      carrying: carry !== null,
      enlarged: enlarged !== null,
      zoomed: zoom.scale > 1,
      alarmOpen: allAlarms.some(({ state }) => state === 'open') && wall.name === null,
      layout: layout.size,
    });
    if (action === null) return false;
    switch (action.act) {
      case 'move': {
        const next = neighbour(shownLayout, carry?.over ?? focusable, action.to, shownLayout.size);
        if (carry !== null) setCarry({ ...carry, over: next });
        else {
          setCurrent(next);
          focusTile(next);
        }
        break;
      }
      case 'step':
        turn(action.by);
        break;
      case 'enlarge':
        if (cameraId === null) setPicking(focusable);
        else enlarge(cameraId);
        break;
      case 'back':
        if (carry !== null) setCarry(null);
        else enlarge(null);
        break;
      case 'lift':
        if (!guests.some(({ tile }) => tile === focusable)) {
          focusTile(focusable);
          setCarry({ from: focusable, over: focusable });
        }
        break;
      case 'drop':
        drop();
        break;
      case 'pick':
        setPicking(focusable);
        break;
      case 'layout':
        wall.chooseLayout(action.size);
        break;
      case 'zoom':
        if (cameraId !== null) memory.zoom(cameraId, zoomedAt(zoom, action.by, 0.5, 0.5));
        break;
      case 'pan':
        if (cameraId !== null) memory.zoom(cameraId, panned(zoom, action.x, action.y));
        break;
      case 'unzoom':
        if (cameraId !== null) memory.zoom(cameraId, whole);
        break;
      case 'patrol':
        if (wall.canPatrol) memory.set({ patrol: { ...wall.kept.patrol, on: !wall.kept.patrol.on } });
        else setPanel(panel === 'patrol' ? null : 'patrol');
        return true;
      case 'panel':
        setPanel(panel === action.panel ? null : action.panel);
        return true;
      case 'next-view': {
        const round = [null, ...wall.views.map(({ id }) => id)];
        const at = round.indexOf(wall.view?.id ?? null);
        wall.chooseView(round[(at + action.by + round.length) % round.length] ?? null);
        break;
      }
      case 'full-screen':
        toggleFullScreen();
        return true;
      case 'clip':
        if (cameraId !== null) cutClip(cameraId);
        break;
      case 'snapshot': {
        const video = grid.current?.querySelector<HTMLVideoElement>(`[data-slot="${String(focusable)}"] video`);
        if (cameraId !== null && video) takeSnapshot(video, cameraId);
        break;
      }
      case 'listen':
        sound.toggle();
        break;
      case 'move-camera':
        ptz.current?.querySelector<HTMLElement>('[role="group"]')?.focus();
        break;
    }
    touch();
    return true;
  };
  useWindowKeys(onKey);

  if (wall.loaded && wall.cameras.length === 0) return <NoCameras />;
  const tile = (camera: CameraWithState, index: number, cell: Cell, guest: Guest | undefined, isInset = false) => {
    const { camera: facts, sub } = camera;
    const share = isInset ? 0.34 : cell.columns / shownLayout.columns;
    const host = guest === undefined ? null : (wall.here[guest.tile] ?? null);
    return (
      <Tile
        key={facts.id}
        index={index}
        videoTile={videoTileOf(facts.id)}
        camera={facts}
        subWidth={sub?.state === 'live' ? sub.width : null}
        deviceWidth={gridWidth * share}
        enlarged={enlarged !== null && !isInset}
        inset={isInset}
        cell={cell}
        alarm={alarms.get(facts.id) ?? null}
        guestFor={isInset ? (inset?.why ?? null) : (guest?.why ?? null)}
        hostName={host === null ? null : (wall.byId.get(host)?.camera.name ?? null)}
        current={index === focusable}
        carry={carryMark(carry, index)}
        fit={enlarged === null || isInset ? preferences.pictureFit : 'whole'}
        acts={acts}
      />
    );
  };
  return (
    <div className={styles.wall}>
      {preferences.activityTakesTile ? <ActivityWatch onActivity={setActivity} /> : null}
      <WallTools
        {...{ wall, patrol, panel, sound, onShowKeys }}
        troubles={troubles.length}
        onPanel={setPanel}
        onBack={() => enlarge(null)}
        onTurn={turn}
        onTrouble={goToTrouble}
        onFullScreen={toggleFullScreen}
      />
      <div
        ref={grid}
        className={styles.grid}
        data-wall
        data-layout={shownLayout.size}
        data-page={wall.page + 1}
        data-enlarged={enlarged === null ? undefined : ''}
        onPointerDown={touch}
        onWheel={touch}
        style={{
          gridTemplateColumns: `repeat(${String(shownLayout.columns)}, minmax(0, 1fr))`,
          gridTemplateRows: `repeat(${String(shownLayout.rows)}, minmax(0, 1fr))`,
        }}
      >
        {wall.loaded
          ? shownLayout.cells.map((cell, index) => {
              const guest = enlarged === null ? guests.find((each) => each.tile === index) : undefined;
              const camera = wall.byId.get(cameraAt(index) ?? '');
              if (camera !== undefined) return tile(camera, index, cell, guest);
              return (
                <VacantTile
                  key={`vacant-${String(index)}`}
                  {...{ index, cell, acts }}
                  current={index === focusable}
                  carry={carryMark(carry, index)}
                />
              );
            })
          : null}
        {insetTile()}
        {enlarged === null ? null : (
          <div ref={ptz} className={styles.ptz}>
            <PtzPad cameraId={enlarged.camera.id} />
          </div>
        )}
      </div>
      {picking === null ? null : (
        <CameraPicker
          cameras={wall.cameras}
          presentId={wall.here[picking] ?? null}
          tileOf={(cameraId) => {
            const at = wall.slots.indexOf(cameraId);
            return at === -1 ? null : at;
          }}
          onPick={(cameraId) => {
            wall.assign(picking, cameraId);
            wantsFocus.current = true;
            setPicking(null);
          }}
          onClose={() => {
            setPicking(null);
            focusTile(picking);
          }}
        />
      )}
      {carry === null ? null : (
        <div className={styles.hint} role="status">
          {t('wall.carrying')}
        </div>
      )}
    </div>
  );

  /** Over an enlarged picture, in the corner: the most urgent camera beside it. */
  function insetTile() {
    const camera = inset === undefined ? undefined : wall.byId.get(inset.cameraId);
    return camera === undefined ? null : tile(camera, 1, onlyTile.cells[0] as Cell, undefined, true);
  }
}

function NoCameras() {
  const { t } = useTranslation();
  const isAdmin = useSignedIn()?.role === 'admin';
  return (
    <EmptyState
      icon={<ScreenIcon screen="devices" />}
      title={t('wall.empty')}
      words={isAdmin ? t('wall.emptyAdmin') : t('wall.emptyGuard')}
    >
      {isAdmin ? (
        <Button type="primary" size="large" onClick={() => go('devices', 'add')}>
          {t('wall.goToDevices')}
        </Button>
      ) : null}
    </EmptyState>
  );
}
