import { memo, useRef, useState, useSyncExternalStore } from 'react';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '#contract/alarm.ts';
import type { Camera, StreamName } from '#contract/camera.ts';
import { useMedia } from '../console/media-provider.tsx';
import type { TileView } from '../../video/tile-view.ts';
import { useTile } from '../../video/use-tile.ts';
import { StateDot } from '../../ui/state-dot.tsx';
import { alarmTitle } from '../alarms/alarm-words.ts';
import { chooseStream } from './choose-stream.ts';
import { FrameAge } from './frame-age.tsx';
import type { Cell } from './layouts.ts';
import { SubjectOutline } from './subject-outline.tsx';
import styles from './tile.module.css';
import { TileSound } from './tile-sound.tsx';
import { TileTrouble, tileStateWords } from './tile-trouble.tsx';
import { useTileGestures } from './use-tile-gestures.ts';
import type { CarryMark, WallActsRef } from './wall-acts.ts';
import { transformOf, whole } from './zoom.ts';

export interface TileProps {
  index: number;
  /** Under which the video knows it, the same wherever on the wall it is. */
  videoTile: number;
  camera: Camera;
  /** Pixels; null while no sub stream has said. */
  subWidth: number | null;
  /** Device pixels. */
  deviceWidth: number;
  enlarged: boolean;
  /** Beside an enlarged picture, in its corner. */
  inset: boolean;
  cell: Cell;
  alarm: Alarm | null;
  /** It is not of this view: an alarm or activity brought it here. */
  guestFor: 'alarm' | 'activity' | null;
  /** Whose place it has taken. */
  hostName: string | null;
  /** The one tile of the wall that Tab reaches; arrows move on from it. */
  current: boolean;
  carry: CarryMark;
  fit: 'fill' | 'whole';
  acts: WallActsRef;
}

export function cellStyle(cell: Cell): CSSProperties {
  return {
    gridColumn: `${String(cell.column)} / span ${String(cell.columns)}`,
    gridRow: `${String(cell.row)} / span ${String(cell.rows)}`,
  };
}

/** One camera on the wall: the picture edge to edge, and the truth about it. */
export const Tile = memo(function Tile(props: TileProps) {
  const { t } = useTranslation();
  const { camera, cell, alarm, index, acts } = props;
  const media = useMedia();
  const { memory } = acts.current;
  const zoom = useSyncExternalStore(memory.subscribe, () => memory.zoomOf(camera.id));
  const [stream, setStream] = useState<StreamName>('sub');
  const [mainFails, setMainFails] = useState(false);
  const wanted =
    mainFails && camera.subAddress !== null
      ? 'sub'
      : chooseStream({
          hasSub: camera.subAddress !== null,
          deviceWidth: props.deviceWidth * zoom.scale,
          subWidth: props.subWidth,
          current: stream,
        });
  if (wanted !== stream) setStream(wanted);
  const { videoRef, view } = useTile(media, props.videoTile, camera.id, wanted);
  // A large picture that cannot be had is no reason to show none.
  if (wanted === 'main' && camera.subAddress !== null && !mainFails && isRefused(view)) setMainFails(true);
  const own = useRef<HTMLDivElement>(null);
  const gestures = useTileGestures({
    ...{ acts, index, cameraId: camera.id },
    mayCarry: props.guestFor === null && !props.enlarged && !props.inset,
  });
  const kept = view.state !== 'live' && view.lastFrameAtMs !== null;
  return (
    <div
      ref={own}
      className={styles.tile}
      role="button"
      data-tile={index}
      data-slot={index}
      data-camera={camera.name}
      data-camera-id={camera.id}
      data-state={view.state}
      data-kept={kept ? '' : undefined}
      data-stream={wanted}
      data-fit={props.fit}
      data-alarming={alarm === null ? undefined : alarm.priority}
      data-priority={alarm?.priority}
      data-guest={props.guestFor ?? undefined}
      data-inset={props.inset ? '' : undefined}
      data-carry={props.carry}
      data-zoom={zoom.scale === 1 ? undefined : zoom.scale.toFixed(2)}
      tabIndex={props.current ? 0 : -1}
      aria-label={t('wall.tile', { name: camera.name, state: tileStateWords(view, t) })}
      style={props.inset ? undefined : cellStyle(cell)}
      onFocus={() => acts.current.focused(index)}
      onDoubleClick={() => acts.current.enlarge(camera.id)}
      onClick={() => own.current?.focus()}
      {...gestures}
    >
      <div className={styles.clip}>
        <div className={styles.picture} style={{ transform: transformOf(zoom) }}>
          <video ref={videoRef} muted autoPlay playsInline disablePictureInPicture />
          {view.state === 'live' && alarm !== null ? <SubjectOutline alarm={alarm} /> : null}
        </div>
      </div>
      {view.state === 'live' ? null : <TileTrouble view={view} />}
      <div className={styles.foot}>
        <StateDot tone={view.state === 'live' ? 'ok' : view.state === 'stale' ? 'warning' : 'idle'} />
        <span className={styles.name}>{camera.name}</span>
        <span className={styles.point}>{t(`point.${camera.point}`)}</span>
        {props.enlarged && mainFails ? <span className={styles.point}>{t('tile.subOnly')}</span> : null}
        <FrameAge videoTile={props.videoTile} state={view.state} tile={() => own.current} />
      </div>
      <div className={styles.head}>
        {alarm === null ? null : <span className={styles.label}>{alarmTitle(alarm, t)}</span>}
        {props.guestFor === null ? null : (
          <span className={styles.guest}>
            {t(props.guestFor === 'alarm' ? 'tile.guestAlarm' : 'tile.guestActivity')}
            {props.hostName === null ? null : <small>{t('tile.guestHost', { name: props.hostName })}</small>}
          </span>
        )}
        <TileSound videoTile={props.videoTile} mainMayHave={wanted === 'sub' && camera.subAddress !== null} />
        {zoom.scale === 1 ? null : (
          <button
            type="button"
            className={styles.zoom}
            tabIndex={-1}
            title={t('tile.zoomReset')}
            onClick={() => memory.zoom(camera.id, whole)}
          >
            {zoom.scale.toFixed(1)}×
          </button>
        )}
      </div>
    </div>
  );
});

/** The main stream will not come, whatever is waited for. */
function isRefused(view: TileView): boolean {
  if (view.state === 'unplayable') return true;
  if (view.state !== 'offline' || view.detail?.from !== 'station' || view.detail.state.state !== 'offline')
    return false;
  return ['no-such-stream', 'no-video', 'too-many-viewers'].includes(view.detail.state.reason);
}
