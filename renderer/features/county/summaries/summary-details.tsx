import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useApiQuery } from '../../../api/use-api.ts';
import { errorWords } from '../../console/error-words.ts';
import { useStatus } from '../../console/remote.ts';
import { usePeriodically } from '../../console/use-periodically.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { StateDot } from '../../../ui/state-dot.tsx';
import { destinationTitle } from '../link/link-words.ts';
import { PrintedSheet } from './printed-sheet.tsx';
import { RawReport } from './raw-report.tsx';
import styles from './summaries.module.css';
import { SummarySheet } from './summary-sheet.tsx';

const lookPeriodMs = 5_000;

/** One summary: where it went, its sheet, and what the county got. */
export function SummaryDetails({ id }: { id: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useApiQuery('summaries.find', { id });
  const destinations = useStatus((status) => status.county.destinations);
  const waiting = data?.summary.sent.some(({ state }) => state === 'waiting') === true;
  usePeriodically(() => {
    if (waiting) void refetch();
  }, lookPeriodMs);
  if (data === undefined) {
    return (
      <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
        {error === null ? null : <Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
      </EmptyState>
    );
  }
  const { summary, report } = data;
  const titleOf = (name: string): string =>
    destinationTitle({ name, title: destinations?.find((each) => each.name === name)?.title ?? null }, t);
  return (
    <>
      <header className={styles.bar}>
        <ul className={styles.sentTo}>
          {summary.sent.length === 0 ? (
            <li>
              <StateDot tone="idle" />
              {t('summaries.nowhere')}
            </li>
          ) : (
            summary.sent.map(({ destination, state }) => (
              <li key={destination} data-sent-to={destination} data-state={state}>
                <StateDot tone={state === 'acknowledged' ? 'ok' : 'warning'} />
                {t(`summaries.sentTo.${state}`, { name: titleOf(destination) })}
              </li>
            ))
          )}
        </ul>
        <Button data-print onClick={() => window.print()}>
          {t('summaries.print')}
        </Button>
      </header>
      <SummarySheet report={report} preview={false} />
      <RawReport report={report} words={t('summaries.rawWords')} />
      <PrintedSheet>
        <SummarySheet report={report} preview={false} />
      </PrintedSheet>
    </>
  );
}
