import { snapshotPath } from '#contract/clip.ts';
import type { Snapshot } from '#contract/clip.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { go } from '../console/route.ts';
import { dayAndTime } from '../../text/format.ts';
import styles from './clips.module.css';

export function SnapshotGrid({ snapshots, chosenId }: { snapshots: readonly Snapshot[]; chosenId: number | null }) {
  const todayMs = useTodayMs();
  return (
    <ul className={styles.grid}>
      {snapshots.map((snapshot) => (
        <li key={snapshot.id}>
          <button
            type="button"
            data-snapshot={snapshot.id}
            aria-pressed={snapshot.id === chosenId}
            onClick={() => go('clips', `s${String(snapshot.id)}`)}
          >
            <img src={snapshotPath(snapshot.id)} alt={snapshot.cameraName} loading="lazy" decoding="async" />
            <span>
              <b>{snapshot.cameraName}</b>
              <span className="number">{dayAndTime(snapshot.takenAtMs, todayMs)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
