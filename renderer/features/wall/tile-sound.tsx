import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from '../../text/index.ts';
import { SpeakerIcon } from '../../ui/icons.tsx';
import type { SoundView } from '../../video/sound/tile-sounds.ts';
import { assertNever } from '../console/assert-never.ts';
import { useMedia } from '../console/media-provider.tsx';
import styles from './tile-sound.module.css';

/** On the tile that is listened to: a loudspeaker while it is heard, words where it cannot be. */
export function TileSound(props: { videoTile: number; mainMayHave: boolean }) {
  const { t } = useTranslation();
  const { sounds } = useMedia();
  const { videoTile } = props;
  const subscribe = useCallback((listener: () => void) => sounds.onTile(videoTile, listener), [sounds, videoTile]);
  const view = useSyncExternalStore(subscribe, () => sounds.view(videoTile));
  if (view.sound === 'off') return null;
  const words = soundWords(view, props.mainMayHave, t);
  return (
    <span className={styles.sound} role="status" aria-label={words} data-sound={view.sound} title={words}>
      <SpeakerIcon on={view.sound === 'playing' || view.sound === 'waiting'} />
      {view.sound === 'playing' ? <Level /> : <span className={styles.words}>{words}</span>}
    </span>
  );
}

function soundWords(view: Exclude<SoundView, { sound: 'off' }>, mainMayHave: boolean, t: TFunction): string {
  switch (view.sound) {
    case 'none':
      return t(mainMayHave ? 'tileSound.noneOnSub' : 'tileSound.none');
    case 'unknown-codec':
    case 'undecodable':
      return t(`tileSound.${view.sound}`, { codec: codecOf(view.codec) });
    case 'waiting':
    case 'playing':
    case 'refused':
    case 'blocked':
    case 'unsupported':
      return t(`tileSound.${view.sound}`);
    default:
      return assertNever(view);
  }
}

const codecOf = (codec: string): string => (/^mp4a/i.test(codec) ? 'AAC' : codec);

/** How often it is looked at, milliseconds: as often as there is news. */
const levelPeriodMs = 250;

/** How loud it is, written straight into the page: no work for React. */
function Level() {
  const { sounds } = useMedia();
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const write = (): void => {
      const report = sounds.lastReport();
      if (bar.current === null || report === null) return;
      const share = loudnessOf(report.level);
      bar.current.dataset.level = report.level.toFixed(4);
      bar.current.dataset.bufferedMs = report.bufferedMs.toFixed(0);
      bar.current.style.transform = `scaleX(${share.toFixed(2)})`;
    };
    write();
    const timer = setInterval(write, levelPeriodMs);
    return () => clearInterval(timer);
  }, [sounds]);
  return (
    <span className={styles.level} aria-hidden="true">
      <i ref={bar} />
    </span>
  );
}

/** Quieter than this is drawn as nothing. */
const quietestDecibels = -50;

/** A root mean square as a share of the bar, as ears hear it. */
function loudnessOf(level: number): number {
  if (level <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(level)) / quietestDecibels));
}
