import { useTranslation } from 'react-i18next';
import type { Alarm, AlarmCause } from '#contract/alarm.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { useSignedIn } from '../console/remote.ts';
import { clockTime, durationInWords, isoDate } from '../../text/format.ts';
import { CheckIcon } from '../../ui/icons.tsx';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Plate } from '../../ui/plate.tsx';
import { AlarmClip } from '../clips/alarm-clip.tsx';
import { AddToCase } from '../cases/add-to-case.tsx';
import { categoryWords } from '../watchlist/entry-cells.tsx';
import { AlarmCourse } from './alarm-course.tsx';
import styles from './alarm-details.module.css';
import { AlarmSurroundings } from './alarm-surroundings.tsx';
import { alarmFinding, alarmPlace, alarmSubject, alarmTitle, percent, personName } from './alarm-words.ts';
import { ComparedFaces } from './compared-faces.tsx';
import { responseMs } from './order-alarms.ts';

/** Everything known about one alarm, and its course. */
export function AlarmDetails({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const me = useSignedIn();
  const response = responseMs(alarm);
  return (
    <div className={styles.details} data-priority={alarm.priority}>
      <header>
        {alarm.cause.by === 'entry' && alarm.kind === 'vehicle' ? (
          <Plate plate={alarmSubject(alarm, t)} size="large" />
        ) : (
          <strong>{alarmFinding(alarm, t) ?? alarmSubject(alarm, t)}</strong>
        )}
        <span>
          {alarmTitle(alarm, t)} · {t(`alarm.priority.p${alarm.priority}`)}
        </span>
      </header>
      <Facts
        facts={[
          [t('alarm.columns.place'), alarmPlace(alarm, t)],
          [
            t('alarm.columns.hits'),
            <span className="number">
              {alarm.count === 1
                ? '1'
                : `${String(alarm.count)} · ${t('alarm.lastSeen')} ${clockTime(alarm.lastSeenAtMs)}`}
            </span>,
          ],
          [t('alarm.columns.owner'), alarm.owner === null ? t('common.none') : personName(alarm.owner, me)],
          [t('alarm.columns.response'), response === null ? t('alarm.state.open') : durationInWords(response, t)],
        ]}
      />
      <ul className={styles.captures} aria-label={t('alarm.recentCaptures')}>
        {alarm.sightings.map((sighting) => (
          <li key={sighting.id}>
            <EvidencePicture
              sighting={sighting}
              picture={mainPicture(sighting)}
              purpose="alarm"
              alt={t('alarm.captureAt', { time: clockTime(sighting.seenAtMs) })}
              aspect={16 / 9}
              alarming
            />
            <span className="number">{clockTime(sighting.seenAtMs)}</span>
          </li>
        ))}
      </ul>
      {alarm.cause.by === 'entry' && alarm.cause.entry.kind === 'person' ? (
        <ComparedFaces alarm={alarm} photo={alarm.cause.entry.photo} />
      ) : null}
      <AlarmClip alarmId={alarm.id} />
      {alarm.cause.by === 'entry' ? <EntryFacts cause={alarm.cause} /> : null}
      <AlarmCourse key={`course-${String(alarm.id)}`} alarm={alarm} />
      {alarm.procedure.length === 0 ? null : (
        <>
          <h2>{t('alarm.steps', { done: alarm.stepsDone.length, total: alarm.procedure.length })}</h2>
          <ul className={styles.steps}>
            {alarm.procedure.map((step, index) => (
              <li key={index} data-done={alarm.stepsDone.includes(index)}>
                {alarm.stepsDone.includes(index) ? <CheckIcon /> : <i />}
                {step}
              </li>
            ))}
          </ul>
        </>
      )}
      <AlarmSurroundings key={alarm.id} alarmId={alarm.id} cameraId={alarm.cameraId} />
      <div>
        <AddToCase item={{ kind: 'alarm', id: alarm.id }} />
      </div>
    </div>
  );
}

function AlsoListed({ entry }: { entry: WatchlistEntry }) {
  const { t } = useTranslation();
  return (
    <div>
      {categoryWords(entry, t)} · {entry.basis}
    </div>
  );
}

function EntryFacts({ cause: { entry, hit, also = [] } }: { cause: Extract<AlarmCause, { by: 'entry' }> }) {
  const { t } = useTranslation();
  const sure = t('handling.score', { score: percent(hit.score) });
  return (
    <Facts
      facts={[
        [t('alarm.match'), `${t(`alarm.reason.${hit.reason}`)} · ${sure}`],
        [t('watchlist.columns.category'), categoryWords(entry, t)],
        [t('alarm.basis'), entry.basis],
        [t('alarm.validUntil'), <span className="number">{isoDate(entry.expiresAtMs - 1)}</span>],
        [t('alarm.approvedBy'), entry.approvedBy ?? t('common.none')],
        [
          t('alarm.also'),
          also.length === 0 ? null : also.map((one) => <AlsoListed key={one.entry.id} entry={one.entry} />),
        ],
      ]}
    />
  );
}
