import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Sighting } from '#contract/sighting.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { routeTo } from '../console/route.ts';
import { clockTime, dayInWords, durationInWords } from '../../text/format.ts';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import styles from './trail-lanes.module.css';
import { partOfDay, trailDays } from './trail-rules.ts';
import type { TrailDay, TrailStop } from './trail-rules.ts';
import { useTrail, useTrailOf } from './use-trail.ts';

/** Quiet for so long is said between two stops (milliseconds). */
const gapSaidMs = 30 * 60_000;

/** The trail 轨迹 across cameras: a lane a day, the clock from left to right, pictures below it, gaps said. */
export function TrailLanes({ sighting }: { sighting: Sighting }) {
  const { t } = useTranslation();
  const of = useTrailOf(sighting);
  const trail = useTrail(of?.trail === 'of' ? of.subject : null);
  if (of === null || of.trail === 'nothing') return null;
  return (
    <section className={styles.trail} data-trail={of.trail}>
      <h2>
        {t('trail.title')}
        {of.trail === 'of' && !trail.loading && trail.failed === null ? (
          <small>{t(trail.hasMore ? 'trail.timesMore' : 'trail.times', { n: trail.sightings.length })}</small>
        ) : null}
      </h2>
      {of.trail !== 'of' ? (
        <p className={styles.calm}>{t(`trail.${of.trail}`)}</p>
      ) : trail.failed !== null ? (
        <p className={styles.calm}>{errorWords(trail.failed, t)}</p>
      ) : (
        <>
          {trailDays(trail.sightings).map((day) => (
            <Day key={day.startMs} day={day} currentId={sighting.id} />
          ))}
          {trail.hasMore ? <Button onClick={trail.more}>{t('trail.more')}</Button> : null}
        </>
      )}
    </section>
  );
}

const hours = [0, 3, 6, 9, 12, 15, 18, 21, 24] as const;

function Day({ day, currentId }: { day: TrailDay; currentId: number }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  return (
    <div className={styles.day} data-trail-day={day.startMs}>
      <h3>
        {dayInWords(day.startMs, todayMs, t)}
        <small>{t('trail.dayTimes', { n: day.stops.length })}</small>
      </h3>
      <div className={styles.lane} aria-hidden="true">
        {hours.map((hour) => (
          <i key={hour} style={{ left: `${String((hour / 24) * 100)}%` }}>
            <span className="number">{hour}</span>
          </i>
        ))}
        {day.stops.map(({ sighting }) => (
          <b
            key={sighting.id}
            data-current={sighting.id === currentId}
            data-hit={sighting.alarmId !== null}
            style={{ left: `${String(partOfDay(sighting.receivedAtMs) * 100)}%` }}
          />
        ))}
      </div>
      <ol className={styles.stops}>
        {day.stops.map((stop) => (
          <Stop key={stop.sighting.id} stop={stop} current={stop.sighting.id === currentId} />
        ))}
      </ol>
      {day.emptyDaysBefore > 0 ? (
        <p className={styles.gap}>{t('trail.emptyDays', { n: day.emptyDaysBefore })}</p>
      ) : null}
    </div>
  );
}

function Stop({ stop: { sighting, gapMs }, current }: { stop: TrailStop; current: boolean }) {
  const { t } = useTranslation();
  const place = sighting.cameraName ?? sighting.deviceId;
  return (
    <>
      {gapMs === null || gapMs < gapSaidMs ? null : (
        <li className={styles.pause}>
          <span>{t('trail.gap')}</span> <span>{durationInWords(gapMs, t)}</span>
        </li>
      )}
      <li>
        <a href={routeTo('journal', sighting.id)} aria-current={current} data-stop={sighting.id}>
          <EvidencePicture
            sighting={sighting}
            picture={mainPicture(sighting)}
            purpose="journal"
            alt={place}
            aspect={16 / 10}
            alarming={sighting.alarmId !== null}
            size="thumbnail"
            lazy
          />
          <span>
            <span className="number">{clockTime(sighting.receivedAtMs)}</span>
            {place}
          </span>
        </a>
      </li>
    </>
  );
}
