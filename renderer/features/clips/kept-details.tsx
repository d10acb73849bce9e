import { useTranslation } from 'react-i18next';
import { clipTakeOutPath, snapshotPath, snapshotTakeOutPath } from '#contract/clip.ts';
import type { Clip, Snapshot } from '#contract/clip.ts';
import { AddToCase } from '../cases/add-to-case.tsx';
import { useTodayMs } from '../console/console-parts.tsx';
import { useSignedIn } from '../console/remote.ts';
import { routeTo } from '../console/route.ts';
import { dayAndTime, durationInWords, sizeInWords } from '../../text/format.ts';
import { Facts } from '../../ui/facts.tsx';
import { ClipUnderWay } from './alarm-clip.tsx';
import { ClipPlayer } from './clip-player.tsx';
import { clipBeginsAtMs, clipLength, whoCut } from './clip-words.ts';
import styles from './clips.module.css';
import { TakeOut } from './take-out.tsx';

/** A clip: seen, and whether it is whole. */
export function ClipDetails({ clip }: { clip: Clip }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const me = useSignedIn();
  const ready = clip.state === 'ready' ? clip : null;
  return (
    <div className={styles.details}>
      <header>
        <strong>{clip.cameraName}</strong>
        <span className="number">{dayAndTime(clipBeginsAtMs(clip), todayMs)}</span>
      </header>
      {clip.state === 'ready' ? <ClipPlayer clip={clip} purpose="clip" autoPlay /> : <ClipUnderWay clip={clip} />}
      <Facts
        facts={[
          [t('clips.facts.length'), ready === null ? '' : <span className="number">{clipLength(ready)}</span>],
          [
            t('clips.facts.picture'),
            ready === null ? '' : `${String(ready.width)}×${String(ready.height)} · ${ready.codec}`,
          ],
          [t('clips.facts.size'), ready === null ? '' : sizeInWords(ready.bytes)],
          [t('clips.facts.reason'), t(`clips.reason.${clip.reason}`)],
          [t('clips.facts.by'), whoCut(clip.by, me, t)],
          [
            t('clips.facts.alarms'),
            clip.alarmIds.length === 0 ? (
              ''
            ) : (
              <span className={styles.alarms}>
                {clip.alarmIds.map((id) => (
                  <a key={id} href={routeTo('alarms', id)}>
                    {t('journal.facts.alarmLink', { id })}
                  </a>
                ))}
              </span>
            ),
          ],
          [
            t('clips.facts.missing'),
            ready === null || ready.missingMs === 0 ? (
              ''
            ) : (
              <span className={styles.warning}>
                {t('clips.missing', { duration: durationInWords(ready.missingMs, t) })}
              </span>
            ),
          ],
          [
            t('clips.facts.shortened'),
            ready === null || ready.shortened === null ? (
              ''
            ) : (
              <span className={styles.warning}>{t(`clips.shortened.${ready.shortened}`)}</span>
            ),
          ],
          [t('clips.facts.digest'), ready === null ? '' : <code>{ready.digest}</code>],
        ]}
      />
      {ready === null ? null : (
        <div className={styles.acts}>
          <TakeOut pathFor={(reason) => clipTakeOutPath(ready.id, reason)} />
          <AddToCase item={{ kind: 'clip', id: ready.id }} />
        </div>
      )}
    </div>
  );
}

export function SnapshotDetails({ snapshot }: { snapshot: Snapshot }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const me = useSignedIn();
  return (
    <div className={styles.details}>
      <header>
        <strong>{snapshot.cameraName}</strong>
        <span className="number">{dayAndTime(snapshot.takenAtMs, todayMs)}</span>
      </header>
      <img className={styles.picture} src={snapshotPath(snapshot.id)} alt={snapshot.cameraName} />
      <Facts
        facts={[
          [t('clips.facts.taken'), <span className="number">{dayAndTime(snapshot.takenAtMs, todayMs)}</span>],
          [t('clips.facts.stored'), <span className="number">{dayAndTime(snapshot.storedAtMs, todayMs)}</span>],
          [t('clips.facts.picture'), `${String(snapshot.width)}×${String(snapshot.height)}`],
          [t('clips.facts.size'), sizeInWords(snapshot.bytes)],
          [t('clips.facts.by'), whoCut(snapshot.by, me, t)],
          [t('clips.facts.digest'), <code>{snapshot.digest}</code>],
        ]}
      />
      <div>
        <TakeOut pathFor={(reason) => snapshotTakeOutPath(snapshot.id, reason)} />
      </div>
    </div>
  );
}
