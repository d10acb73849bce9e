import { useTranslation } from 'react-i18next';
import type { SummaryReport } from '#contract/summary.ts';
import { grouped } from '../../../text/format.ts';
import { reportTime } from './report-words.ts';
import styles from './summary-sheet.module.css';

export function CrowdTable({ crowd }: { crowd: SummaryReport['crowd'] }) {
  const { t } = useTranslation();
  if (crowd.length === 0) return <p className={styles.nothing}>{t('summaries.sheet.crowdNone')}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th>{t('summaries.sheet.place')}</th>
          <th data-number>{t('summaries.sheet.people')}</th>
          <th data-number>{t('summaries.sheet.at')}</th>
        </tr>
      </thead>
      <tbody>
        {crowd.map(({ camera, people, at }) => (
          <tr key={camera}>
            <td>{camera}</td>
            <td data-number className="number">
              {grouped(people)}
            </td>
            <td data-number className="number">
              {reportTime(at)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function RetentionTable({ retention }: { retention: SummaryReport['retention'] }) {
  const { t } = useTranslation();
  return (
    <table>
      <thead>
        <tr>
          <th>{t('summaries.sheet.retained')}</th>
          <th data-number>{t('summaries.sheet.asked')}</th>
          <th data-number>{t('summaries.sheet.forecast')}</th>
          <th>{t('summaries.sheet.verdict')}</th>
        </tr>
      </thead>
      <tbody>
        {retention.map(({ kind, askedDays, forecastDays, outlook }) => (
          <tr key={kind} data-outlook={outlook}>
            <td>{t(`retention.kind.${kind}`)}</td>
            <td data-number className="number">
              {t('summaries.sheet.days', { n: grouped(askedDays) })}
            </td>
            <td data-number className="number">
              {forecastDays === null
                ? t('summaries.sheet.notKnown')
                : t('summaries.sheet.days', { n: grouped(Math.floor(forecastDays)) })}
            </td>
            <td>{t(`summaries.sheet.outlook.${outlook}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
