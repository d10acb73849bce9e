import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Segmented } from 'antd';
import type { CameraWithState } from '#contract/api.ts';
import { usePreferences } from '../console/console-parts.tsx';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { useAlarms, useCameras, useSignedIn } from '../console/remote.ts';
import { go } from '../console/route.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ArrowIcon, ScreenIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { alarmByCamera } from '../alarms/order-alarms.ts';
import { camerasOnPage, fittingSize, layoutOf, layoutSizes, neighbour, pageCount } from './layouts.ts';
import type { Direction, LayoutSize } from './layouts.ts';
import { Tile } from './tile.tsx';
import styles from './wall-screen.module.css';

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** In trouble: anything a guard would take for a picture and is none. */
const inTrouble = ({ main, sub }: CameraWithState): boolean => {
  const states = [sub?.state, main?.state].filter((state) => state !== undefined);
  return states.length > 0 && !states.some((state) => state === 'live' || state === 'connecting');
};

export function WallScreen({ onShowKeys }: { onShowKeys: () => void }) {
  const { t } = useTranslation();
  const { cameras, loaded } = useCameras();
  const alarms = alarmByCamera(useAlarms());
  const [preferences, setPreferences] = usePreferences();
  const [page, setPage] = useState(0);
  const [current, setCurrent] = useState(0);
  const [enlargedId, setEnlargedId] = useState<string | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  /** The tile to focus once the grid shows it. */
  const wantsFocus = useRef(false);

  const enlarged = cameras.find(({ camera }) => camera.id === enlargedId) ?? null;
  const gridSize: LayoutSize = preferences.layout ?? fittingSize(cameras.length);
  const size: LayoutSize = enlarged === null ? gridSize : 1;
  const layout = layoutOf(size);
  const pages = pageCount(cameras.length, size);
  const shownPage = Math.min(page, pages - 1);
  const shown = enlarged === null ? camerasOnPage(cameras, size, shownPage) : [enlarged];
  const focusable = Math.min(current, Math.max(0, shown.length - 1));

  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    grid.current?.querySelector<HTMLElement>(`[data-tile="${String(focusable)}"]`)?.focus();
  }, [focusable, enlargedId, shownPage]);

  const focusTile = useCallback((index: number): void => setCurrent(index), []);
  const enlarge = useCallback((cameraId: string): void => {
    wantsFocus.current = true;
    setEnlargedId((before) => (before === cameraId ? null : cameraId));
  }, []);
  const turn = (by: number): void => {
    if (pages < 2 || enlarged !== null) return;
    setPage((shownPage + by + pages) % pages);
    setCurrent(0);
    wantsFocus.current = true;
  };
  const choose = (next: LayoutSize): void => {
    setPreferences({ layout: next });
    setPage(0);
    setEnlargedId(null);
  };
  const trouble = cameras.flatMap((each, index) => (inTrouble(each) ? [index] : []));
  const goToTrouble = (): void => {
    const from = shownPage * size + current;
    const next = trouble.find((index) => index > from) ?? trouble[0];
    if (next === undefined) return;
    setEnlargedId(null);
    setPage(Math.floor(next / gridSize));
    setCurrent(next % gridSize);
    wantsFocus.current = true;
    if (next === from) grid.current?.querySelector<HTMLElement>(`[data-tile="${String(current)}"]`)?.focus();
  };

  useWindowKeys((event) => {
    if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return false;
    const direction = arrows[event.key];
    const onWall = (event.target as Element).closest('[data-wall]') !== null;
    if (direction !== undefined && (onWall || direction === 'left' || direction === 'right')) {
      if ((event.target as Element).closest('[data-wall], body > *') === null && !onWall) return false;
      const next = onWall ? neighbour(layout, focusable, direction, shown.length) : focusable;
      setCurrent(next);
      grid.current?.querySelector<HTMLElement>(`[data-tile="${String(next)}"]`)?.focus();
      return onWall;
    }
    switch (event.key) {
      case 'Escape':
        if (enlarged === null) return false;
        wantsFocus.current = true;
        setEnlargedId(null);
        return true;
      case 'PageDown':
        turn(1);
        return true;
      case 'PageUp':
        turn(-1);
        return true;
      case '-':
      case '=':
      case '+': {
        const step = event.key === '-' ? -1 : 1;
        const next = layoutSizes[layoutSizes.indexOf(gridSize) + step];
        if (next !== undefined) choose(next);
        return true;
      }
      default:
        return false;
    }
  });

  if (loaded && cameras.length === 0) return <NoCameras />;
  return (
    <div className={styles.wall}>
      <div className={styles.tools}>
        {enlarged === null ? (
          <div className={styles.layouts} role="group" aria-label={t('wall.layout')}>
            {layoutSizes.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={each === size}
                aria-label={t('wall.layoutOf', { n: each })}
                onClick={() => choose(each)}
              >
                {each}
              </button>
            ))}
          </div>
        ) : (
          <Button icon={<ArrowIcon to="left" />} onClick={() => setEnlargedId(null)}>
            {t('wall.back')} <KeyCap>Esc</KeyCap>
          </Button>
        )}
        {pages > 1 && enlarged === null ? (
          <div className={styles.pages}>
            <button type="button" aria-label={t('wall.previous')} title="PageUp" onClick={() => turn(-1)}>
              <ArrowIcon to="left" />
            </button>
            <span>{t('wall.page', { page: shownPage + 1, pages })}</span>
            <button type="button" aria-label={t('wall.next')} title="PageDown" onClick={() => turn(1)}>
              <ArrowIcon to="right" />
            </button>
          </div>
        ) : null}
        <span className={styles.space} />
        {trouble.length === 0 ? null : (
          <button type="button" className={styles.trouble} title={t('wall.troubleShow')} onClick={goToTrouble}>
            {t('wall.trouble', { n: trouble.length })}
          </button>
        )}
        {enlarged === null ? (
          <Segmented<'fill' | 'whole'>
            aria-label={t('wall.fit')}
            value={preferences.pictureFit}
            options={[
              { value: 'fill', label: t('wall.fitFill') },
              { value: 'whole', label: t('wall.fitWhole') },
            ]}
            onChange={(pictureFit) => setPreferences({ pictureFit })}
          />
        ) : null}
        <Button onClick={onShowKeys}>
          {t('settings.keys')} <KeyCap>?</KeyCap>
        </Button>
      </div>
      <div
        ref={grid}
        className={styles.grid}
        data-wall
        data-layout={size}
        data-page={shownPage + 1}
        style={{
          gridTemplateColumns: `repeat(${String(layout.columns)}, minmax(0, 1fr))`,
          gridTemplateRows: `repeat(${String(layout.rows)}, minmax(0, 1fr))`,
        }}
      >
        {layout.cells.map((cell, index) => {
          const item = shown[index];
          if (item === undefined) {
            return loaded ? (
              <div
                key={`empty-${String(index)}`}
                className={styles.vacant}
                style={{
                  gridColumn: `${String(cell.column)} / span ${String(cell.columns)}`,
                  gridRow: `${String(cell.row)} / span ${String(cell.rows)}`,
                }}
              />
            ) : null;
          }
          const big = size === 1 || cell.columns > 1;
          return (
            <Tile
              key={item.camera.id}
              index={index}
              camera={item.camera}
              stream={big || item.camera.subAddress === null ? 'main' : 'sub'}
              cell={cell}
              alarm={alarms.get(item.camera.id) ?? null}
              current={index === focusable}
              fit={enlarged === null ? preferences.pictureFit : 'whole'}
              onFocus={focusTile}
              onEnlarge={enlarge}
            />
          );
        })}
      </div>
    </div>
  );
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
