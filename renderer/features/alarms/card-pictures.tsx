import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '#contract/alarm.ts';
import { ClipUnderWay, useAlarmClip } from '../clips/alarm-clip.tsx';
import { ClipPlayer } from '../clips/clip-player.tsx';
import { clipLength } from '../clips/clip-words.ts';
import { clockTime } from '../../text/format.ts';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import styles from './alarm-card.module.css';
import { ComparedFaces } from './compared-faces.tsx';

/** What was captured, and beside it what it is to be compared with; or the clip. */
export function CardPictures({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const clip = useAlarmClip(alarm.id);
  const [playing, setPlaying] = useState(false);
  return (
    <div className={styles.seen}>
      {clip?.state === 'ready' && playing ? (
        <ClipPlayer clip={clip} purpose="alarm" autoPlay />
      ) : alarm.cause.by === 'rule' ? (
        <OfRule alarm={alarm} />
      ) : alarm.cause.entry.kind === 'person' ? (
        <ComparedFaces alarm={alarm} photo={alarm.cause.entry.photo} />
      ) : (
        <OfVehicle alarm={alarm} />
      )}
      {clip === null ? null : clip.state === 'ready' ? (
        <button
          type="button"
          className={styles.clip}
          data-playing={playing}
          data-clip-state="ready"
          onClick={() => setPlaying(!playing)}
        >
          {playing ? t('clips.backToPictures') : `▶ ${t('clips.play', { length: clipLength(clip) })}`}
        </button>
      ) : (
        <ClipUnderWay clip={clip} />
      )}
    </div>
  );
}

function Scene({ alarm, aspect }: { alarm: Alarm; aspect: number }) {
  const { t } = useTranslation();
  const newest = alarm.sightings[0];
  return (
    <figure>
      {newest === undefined ? (
        <div className={styles.noPicture}>{t('alarm.noPicture')}</div>
      ) : (
        <EvidencePicture
          sighting={newest}
          picture={mainPicture(newest)}
          purpose="alarm"
          alt={t('alarm.captureAt', { time: clockTime(newest.seenAtMs) })}
          aspect={aspect}
          alarming
        />
      )}
      <figcaption>
        {t('alarm.capture')} <span className="number">{clockTime(newest?.seenAtMs ?? alarm.lastSeenAtMs)}</span>{' '}
        {newest === undefined || newest.cameraName === alarm.cameraName ? null : newest.cameraName}
      </figcaption>
    </figure>
  );
}

/** The scene with the vehicle outlined, and its plate from near. */
function OfVehicle({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const newest = alarm.sightings[0];
  const closeUp = newest?.pictures.find(({ role }) => role !== 'scene' && role !== 'other') ?? null;
  return (
    <div className={styles.pictures}>
      <Scene alarm={alarm} aspect={16 / 10} />
      <figure>
        {newest === undefined || closeUp === null ? (
          <div className={styles.noPicture}>{t('alarm.noCloseUp')}</div>
        ) : (
          <EvidencePicture
            sighting={newest}
            picture={closeUp}
            purpose="alarm"
            alt={t(`journal.role.${closeUp.role}`)}
            aspect={1.1}
            fit="contain"
          />
        )}
        <figcaption>
          {closeUp === null ? t('alarm.closeUp') : `${t(`journal.role.${closeUp.role}`)}${t('alarm.closeUp')}`}
        </figcaption>
      </figure>
    </div>
  );
}

/** A lost camera and an unknown device have nothing to show: a line instead of an empty frame. */
function OfRule({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  if (alarm.sightings.length === 0) return <p className={styles.quiet}>{t('handling.noCapture')}</p>;
  return (
    <div className={styles.pictures} data-single="true">
      <Scene alarm={alarm} aspect={2} />
    </div>
  );
}
