import { useTranslation } from 'react-i18next';
import type { Alarm, AlarmCause } from '#contract/alarm.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { useSignedIn } from '../console/remote.ts';
import { clockTime, dayAndTime, durationInWords, isoDate } from '../../text/format.ts';
import { CheckIcon } from '../../ui/icons.tsx';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Plate } from '../../ui/plate.tsx';
import { AlarmClip } from '../clips/alarm-clip.tsx';
import { AddToCase } from '../cases/add-to-case.tsx';
import styles from './alarm-details.module.css';
import { AlarmSurroundings } from './alarm-surroundings.tsx';
import { alarmPlace, alarmSubject, alarmTitle, personName } from './alarm-words.ts';
import { responseMs } from './order-alarms.ts';

/** Everything known about one alarm, and its course. */
export function AlarmDetails({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const me = useSignedIn();
  const response = responseMs(alarm);
  const when = (atMs: number): string => dayAndTime(atMs, nowMs);
  const course: (readonly [label: string, atMs: number, words: string])[] = [
    [t('alarm.raised'), alarm.raisedAtMs, alarmPlace(alarm, t)],
  ];
  if (alarm.count > 1) {
    course.push([t('alarm.lastSeen'), alarm.lastSeenAtMs, t('alarm.hits', { n: alarm.count })]);
  }
  if (alarm.acknowledged !== null) {
    const took = response === null ? '' : ` · ${t('alarm.response', { duration: durationInWords(response, t) })}`;
    course.push([t('alarm.acknowledgedAt'), alarm.acknowledged.atMs, `${personName(alarm.acknowledged, me)}${took}`]);
  }
  if (alarm.resolved !== null) {
    const { atMs, outcome, note } = alarm.resolved;
    course.push([
      t('alarm.resolvedAt'),
      atMs,
      `${personName(alarm.resolved, me)} · ${t(`alarm.outcome.${outcome}`)}${note === '' ? '' : ` · ${note}`}`,
    ]);
  }
  course.sort((a, b) => a[1] - b[1]);
  return (
    <div className={styles.details} data-priority={alarm.priority}>
      <header>
        {alarm.kind === 'vehicle' ? (
          <Plate plate={alarmSubject(alarm, t)} size="large" />
        ) : (
          <strong>{alarmSubject(alarm, t)}</strong>
        )}
        <span>
          {alarmTitle(alarm, t)} · {t(`alarm.priority.p${alarm.priority}`)}
        </span>
      </header>
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
      <AlarmClip alarmId={alarm.id} />
      {alarm.cause.by === 'entry' ? <EntryFacts cause={alarm.cause} /> : null}
      <h2>{t('alarm.timeline')}</h2>
      <ol className={styles.course}>
        {course.map(([label, atMs, words]) => (
          <li key={label}>
            <span className="number">{when(atMs)}</span>
            <b>{label}</b>
            <p>{words}</p>
          </li>
        ))}
      </ol>
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

function EntryFacts({ cause: { entry, hit } }: { cause: Extract<AlarmCause, { by: 'entry' }> }) {
  const { t } = useTranslation();
  return (
    <Facts
      facts={[
        [t('alarm.match'), t(`alarm.reason.${hit.reason}`)],
        [t('watchlist.columns.category'), t(`watchlist.category.${entry.category}`)],
        [t('alarm.basis'), entry.basis],
        [t('alarm.validUntil'), <span className="number">{isoDate(entry.expiresAtMs - 1)}</span>],
        [t('alarm.approvedBy'), entry.approvedBy ?? t('common.none')],
      ]}
    />
  );
}
