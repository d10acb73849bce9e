import { useTranslation } from 'react-i18next';
import type { Sighting } from '#contract/sighting.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { routeTo } from '../console/route.ts';
import { dayAndTime } from '../../text/format.ts';
import styles from './record-panel.module.css';
import { useTrail, useTrailOf } from './use-trail.ts';

/** How much of a trail stands beside the results; all of it is on the sighting's page. */
const shortest = 8;

export function ShortTrail({ sighting }: { sighting: Sighting }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const of = useTrailOf(sighting);
  const trail = useTrail(of?.trail === 'of' ? of.subject : null);
  if (of === null || of.trail === 'nothing') return null;
  if (of.trail !== 'of') {
    return (
      <section className={styles.trail}>
        <p className={styles.calm} data-trail={of.trail}>
          {t(`trail.${of.trail}`)}
        </p>
      </section>
    );
  }
  return (
    <section className={styles.trail} data-trail="of">
      <h2>
        {t('trail.title')}
        <small>
          {trail.loading
            ? t('common.loading')
            : t(trail.hasMore ? 'trail.timesMore' : 'trail.times', { n: trail.sightings.length })}
        </small>
      </h2>
      <ol>
        {trail.sightings.slice(0, shortest).map((each) => (
          <li key={each.id}>
            <a href={routeTo('journal', each.id)} aria-current={each.id === sighting.id}>
              <span className="number">{dayAndTime(each.receivedAtMs, todayMs)}</span>
              <span>
                {each.cameraName ?? each.deviceId}
                {each.facts.kind === 'vehicle' && each.facts.direction !== undefined
                  ? ` · ${each.facts.direction}`
                  : ''}
              </span>
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}
