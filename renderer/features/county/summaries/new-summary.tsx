import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApiMutation, useApiQuery } from '../../../api/use-api.ts';
import { errorWords } from '../../console/error-words.ts';
import { useSignedIn, useStatus } from '../../console/remote.ts';
import { go, routeTo } from '../../console/route.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { destinationTitle } from '../link/link-words.ts';
import { PeriodChoice } from './period-choice.tsx';
import type { Period } from './periods.ts';
import { RawReport } from './raw-report.tsx';
import styles from './summaries.module.css';
import { SummarySheet } from './summary-sheet.tsx';

/** Of any period: looked at first, then written and sent by a chief. */
export function NewSummary() {
  const { t } = useTranslation();
  const role = useSignedIn()?.role;
  const mayWrite = role === 'chief' || role === 'admin';
  const [period, setPeriod] = useState<Period | null>(null);
  return (
    <div className={styles.new}>
      <section className={styles.ask} data-new-summary-form>
        <PeriodChoice period={period} onPeriod={setPeriod} />
        {mayWrite ? (
          <Write period={period} />
        ) : (
          <footer>
            <p>{t('summaries.chiefWrites')}</p>
            <Button href={routeTo('county', 'summaries')}>{t('summaries.back')}</Button>
          </footer>
        )}
      </section>
      {period === null ? null : <Preview key={`${String(period.fromMs)}-${String(period.toMs)}`} period={period} />}
    </div>
  );
}

/** What writing it means, and where it goes, beside the key that does it. */
function Write({ period }: { period: Period | null }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const takers = useStatus((status) => status.county.destinations.filter(({ way }) => way === 'json')) ?? [];
  const write = useApiMutation('summaries.write', { refreshes: ['summaries.list'] });
  const goes = takers.length > 0;
  return (
    <footer>
      <p>
        {goes
          ? t('summaries.goesTo', { where: takers.map((each) => destinationTitle(each, t)).join(t('common.list')) })
          : t('summaries.goesNowhere')}
        {takers.map(({ name, address }) => (
          <span key={name}>
            {' '}
            <code>{address}</code>
          </span>
        ))}
        {write.error === null ? null : (
          <strong className={styles.refused} role="alert">
            {' '}
            {errorWords(write.error, t)}
          </strong>
        )}
      </p>
      <span className={styles.acts}>
        <Button href={routeTo('county', 'summaries')}>{t('summaries.back')}</Button>
        <Button
          type="primary"
          data-write-summary
          disabled={period === null}
          loading={write.isPending}
          onClick={() => {
            if (period === null) return;
            write.mutate(period, {
              onSuccess: ({ id, sent }) => {
                void message.success(t(sent.length > 0 ? 'summaries.written' : 'summaries.writtenHere'));
                go('county', 'summaries', id);
              },
            });
          }}
        >
          {t(goes ? 'summaries.write' : 'summaries.writeHere')}
        </Button>
      </span>
    </footer>
  );
}

function Preview({ period }: { period: Period }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useApiQuery('summaries.preview', period);
  if (data === undefined) {
    return (
      <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
        {error === null ? null : <Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
      </EmptyState>
    );
  }
  return (
    <div data-summary-preview>
      <SummarySheet report={data} preview />
      <RawReport report={data} words={t('summaries.rawPreview')} />
    </div>
  );
}
