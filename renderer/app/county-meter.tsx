import { useTranslation } from 'react-i18next';
import { useNowMs } from '../features/console/console-parts.tsx';
import { useStatus } from '../features/console/remote.ts';
import { go } from '../features/console/route.ts';
import { barInWords, barOf, refusedKinds } from '../features/county/link/link-words.ts';
import { StateDot } from '../ui/state-dot.tsx';
import styles from './status-bar.module.css';

/** When the county last acknowledged something and what it has not yet; in amber when it is down or the disk is full. */
export function CountyMeter() {
  const { t } = useTranslation();
  const county = useStatus((status) => status.county);
  const nowMs = useNowMs();
  if (county === undefined) return null;
  const { link, unacknowledged, refusing } = county;
  const bar = barOf(county);
  const tone = bar.says === 'off' ? 'idle' : bar.says === 'up' ? 'ok' : 'warning';
  return (
    <button
      type="button"
      className={styles.meter}
      title={
        refusing.length === 0
          ? t('status.countyHint')
          : t('county.refusing.title', { kinds: refusedKinds(refusing, t) })
      }
      onClick={() => go('county')}
      data-county-link={link}
      data-unacknowledged={unacknowledged}
      data-refusing={refusing.length === 0 ? undefined : refusing.join(' ')}
    >
      <StateDot tone={tone} />
      <span className={styles.label}>{t('status.county')}</span>
      <b data-link={link} data-warn={bar.says === 'refusing'}>
        {barInWords(bar, nowMs, t)}
      </b>
      {link === 'off' ? null : (
        <span className={styles.queue} data-waiting={unacknowledged > 0}>
          {t('status.countyQueue')} <b className="number">{unacknowledged}</b>
        </span>
      )}
    </button>
  );
}
