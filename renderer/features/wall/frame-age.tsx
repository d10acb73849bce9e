import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { frameAge } from '../../text/format.ts';
import type { TileState, TileView } from '../../video/tile-view.ts';
import { useMedia } from '../console/media-provider.tsx';
import { SharedTick } from './shared-tick.ts';
import styles from './tile.module.css';

/** One for all tiles: what they write in the same turn, the page lays out once. Four times a second looks alive. */
const ageTick = new SharedTick(250);
/** A picture younger than this is fine: its age is then written every fourth time, often enough to be read. */
const fineBelowMs = 500;
/** What is not measured finer is not claimed finer. */
const shortestAgeMs = 100;

/**
 * The age of what is on the screen. A live picture's is measured at the <video> itself, by whether it has shown
 * frames since the last look, with the way here added. Written straight into the page, and only when it reads
 * otherwise than before: four times a second times 64 tiles is no work for React, and little for the page.
 */
export function FrameAge(props: { videoTile: number; state: TileState; tile: () => HTMLElement | null }) {
  const { t } = useTranslation();
  const media = useMedia();
  const { videoTile, state, tile } = props;
  const place = useRef<HTMLSpanElement>(null);
  const seen = useRef({ frames: -1, atMs: 0 });
  const ageMs = (view: TileView): number | null => {
    const nowMs = Date.now();
    if (view.state !== 'live') return view.lastFrameAtMs === null ? null : nowMs - view.lastFrameAtMs;
    const frames = tile()?.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
    if (frames !== seen.current.frames) seen.current = { frames, atMs: nowMs };
    return Math.max(shortestAgeMs, nowMs - seen.current.atMs + (view.latencyMs ?? 0));
  };
  const write = useEffectEvent((tick: number): void => {
    const view = media.view(videoTile);
    if (tick % 4 === 0) count(tile(), view);
    const age = ageMs(view);
    if (place.current === null || (age !== null && age < fineBelowMs && tick % 4 !== 0)) return;
    const words = age === null ? '' : frameAge(age);
    if (place.current.textContent !== words) place.current.textContent = words;
  });
  useEffect(() => {
    write(0);
    return ageTick.subscribe((tick) => write(tick));
  }, [state]);
  return <span ref={place} className={styles.age} title={t('wall.frameAge')} data-frame-age />;
}

/** What was shown and lost since the tile watches, for whoever looks at the page from outside. */
function count(tile: HTMLElement | null, { framesShown, framesLost }: TileView): void {
  if (tile === null) return;
  tile.dataset.frames = String(framesShown);
  tile.dataset.lost = String(framesLost);
}
