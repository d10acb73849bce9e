import { useTranslation } from 'react-i18next';
import type { CountyLink } from '#contract/county.ts';
import { grouped, sizeInWords } from '../../../text/format.ts';
import { holdsOf } from './link-words.ts';
import styles from './link.module.css';

/** What is lost if this disk is, and how long it holds out. */
export function RiskLine({ county }: { county: CountyLink }) {
  const { t } = useTranslation();
  const bytes = county.destinations.reduce((sum, destination) => sum + destination.unacknowledgedBytes, 0);
  const { holds, days, short } = holdsOf(county.holdsDays);
  const n = county.unacknowledged;
  return (
    <p className={styles.risk} data-risk-bytes={bytes} data-holds-days={county.holdsDays ?? 'unknown'}>
      <span data-some={n > 0}>
        {n === 0 ? t('county.risk.none') : t('county.risk.some', { n: grouped(n), size: sizeInWords(bytes) })}
      </span>
      {holds === 'unknown' ? null : (
        <span data-warn={short}>
          {holds === 'year'
            ? t('county.risk.year')
            : holds === 'under-one-day'
              ? t('county.risk.underOneDay')
              : t('county.risk.days', { days })}
        </span>
      )}
    </p>
  );
}
