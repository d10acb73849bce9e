import { memo, useEffect, useEffectEvent, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '#contract/alarm.ts';
import type { Camera, StreamName } from '#contract/camera.ts';
import { useMedia } from '../console/media-provider.tsx';
import type { TileView } from '../../video/tile-view.ts';
import { useTile } from '../../video/use-tile.ts';
import { frameAge } from '../../text/format.ts';
import { StateDot } from '../../ui/state-dot.tsx';
import { alarmTitle } from '../alarms/alarm-words.ts';
import type { Cell } from './layouts.ts';
import { SubjectOutline } from './subject-outline.tsx';
import styles from './tile.module.css';
import { TileTrouble, tileStateWords } from './tile-trouble.tsx';

export interface TileProps {
  index: number;
  camera: Camera;
  stream: StreamName;
  cell: Cell;
  alarm: Alarm | null;
  /** The one tile of the wall that Tab reaches; arrows move on from it. */
  current: boolean;
  fit: 'fill' | 'whole';
  onFocus: (index: number) => void;
  onEnlarge: (cameraId: string) => void;
}

/** One camera on the wall: the picture edge to edge, and the truth about it. */
export const Tile = memo(function Tile(props: TileProps) {
  const { t } = useTranslation();
  const { camera, cell, alarm, index } = props;
  const media = useMedia();
  const { videoRef, view } = useTile(media, index, camera.id, props.stream);
  const own = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    // An alarm nobody has taken has Enter to itself; the space bar always enlarges.
    if (event.key === 'Enter' && document.querySelector('[data-alarm][data-state="open"]') !== null) return;
    event.preventDefault();
    event.stopPropagation();
    props.onEnlarge(camera.id);
  };
  return (
    <div
      ref={own}
      className={styles.tile}
      role="button"
      data-tile={index}
      data-camera={camera.name}
      data-camera-id={camera.id}
      data-state={view.state}
      data-frames={view.framesShown}
      data-stream={props.stream}
      data-fit={props.fit}
      data-alarming={alarm === null ? undefined : alarm.priority}
      data-priority={alarm?.priority}
      tabIndex={props.current ? 0 : -1}
      aria-label={t('wall.tile', { name: camera.name, state: tileStateWords(view, t) })}
      style={{
        gridColumn: `${String(cell.column)} / span ${String(cell.columns)}`,
        gridRow: `${String(cell.row)} / span ${String(cell.rows)}`,
      }}
      onFocus={() => props.onFocus(index)}
      onDoubleClick={() => props.onEnlarge(camera.id)}
      onClick={() => own.current?.focus()}
      onKeyDown={onKeyDown}
    >
      <video ref={videoRef} muted autoPlay playsInline disablePictureInPicture />
      {view.state === 'live' && alarm !== null ? <SubjectOutline alarm={alarm} /> : null}
      {view.state === 'live' ? null : <TileTrouble view={view} />}
      <div className={styles.foot}>
        <StateDot tone={view.state === 'live' ? 'ok' : view.state === 'stale' ? 'warning' : 'idle'} />
        <span className={styles.name}>{camera.name}</span>
        <span className={styles.point}>{t(`point.${camera.point}`)}</span>
        <FrameAge view={view} video={() => own.current?.querySelector('video') ?? null} />
      </div>
      {alarm === null ? null : <span className={styles.label}>{alarmTitle(alarm, t)}</span>}
    </div>
  );
});

/** How often the age is written, milliseconds: often enough to look alive, seldom enough to be read. */
const agePeriodMs = 250;

/**
 * The age of what is on the screen. A live picture's is measured at the <video> itself, by whether it has shown
 * frames since the last look, with the way here added. Written straight into the page: four times a second times 64
 * tiles is no work for React.
 */
function FrameAge({ view, video }: { view: TileView; video: () => HTMLVideoElement | null }) {
  const { t } = useTranslation();
  const place = useRef<HTMLSpanElement>(null);
  const seen = useRef({ frames: -1, atMs: 0 });
  const write = useEffectEvent((): void => {
    if (place.current === null) return;
    place.current.textContent = ageWords();
  });
  const ageWords = (): string => {
    const nowMs = Date.now();
    if (view.state !== 'live') return view.lastFrameAtMs === null ? '' : frameAge(nowMs - view.lastFrameAtMs);
    const frames = video()?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
    if (frames !== seen.current.frames) seen.current = { frames, atMs: nowMs };
    return frameAge(Math.max(shortestAgeMs, nowMs - seen.current.atMs + (view.latencyMs ?? 0)));
  };
  useEffect(() => {
    write();
    const timer = setInterval(() => write(), agePeriodMs);
    return () => clearInterval(timer);
  }, []);
  return <span ref={place} className={styles.age} title={t('wall.frameAge')} data-frame-age />;
}

/** What is not measured finer is not claimed finer. */
const shortestAgeMs = 100;
