import { useTranslation } from 'react-i18next';
import type { Alarm } from '#contract/alarm.ts';
import { clockTime } from '../../text/format.ts';
import { EntryPhoto } from '../../ui/entry-photo.tsx';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import styles from './alarm-card.module.css';
import { alarmSubject } from './alarm-words.ts';

/** A face is compared with a face, at one size: capture and reference photo side by side. */
export function ComparedFaces({ alarm, photo }: { alarm: Alarm; photo: string | null }) {
  const { t } = useTranslation();
  const newest = alarm.sightings[0];
  return (
    <div className={styles.pictures} data-compared="true">
      <figure>
        {newest === undefined ? (
          <div className={styles.noPicture}>{t('alarm.noPicture')}</div>
        ) : (
          <EvidencePicture
            sighting={newest}
            picture={mainPicture(newest, ['face', 'person', 'scene'])}
            purpose="alarm"
            alt={t('alarm.captureAt', { time: clockTime(newest.seenAtMs) })}
            aspect={1.05}
          />
        )}
        <figcaption>
          {t('alarm.capture')} <span className="number">{clockTime(newest?.seenAtMs ?? alarm.lastSeenAtMs)}</span>
        </figcaption>
      </figure>
      <figure>
        <EntryPhoto digest={photo} alt={t('handling.photoOf', { name: alarmSubject(alarm, t) })} aspect={1.05} />
        <figcaption>{t('handling.photo')}</figcaption>
      </figure>
    </div>
  );
}
