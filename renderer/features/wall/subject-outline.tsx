import type { Alarm } from '#contract/alarm.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { shownBox } from '../../ui/subject-box.ts';
import styles from './tile.module.css';

/** The subject was there then; after this long the box would point at nothing. */
const outlineMs = 8_000;

/** Where the camera saw the subject, on the moving picture, for as long as that is still true. */
export function SubjectOutline({ alarm }: { alarm: Alarm }) {
  const nowMs = useNowMs();
  const newest = alarm.sightings[0];
  if (newest === undefined || newest.box === null || nowMs - newest.receivedAtMs > outlineMs) return null;
  const box = shownBox(newest.box, null, 1, 'fill');
  if (box === null) return null;
  const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)}%`;
  return (
    <span
      className={styles.outline}
      style={{ left: percent(box.left), top: percent(box.top), width: percent(box.width), height: percent(box.height) }}
    />
  );
}
