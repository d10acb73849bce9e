import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SummaryKind } from '#contract/summary.ts';
import { errorWords } from '../../console/error-words.ts';
import { routeTo, useRoute } from '../../console/route.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { NewSummary } from './new-summary.tsx';
import { SettingsOfSummaries } from './summary-settings.tsx';
import { SummaryDetails } from './summary-details.tsx';
import { SummaryList } from './summary-list.tsx';
import styles from './summaries.module.css';
import { useSummaries } from './use-summaries.ts';

/** Summaries as they were written, one at a time as a sheet; one on demand; when they are written. */
export function SummariesPage() {
  const { part } = useRoute();
  if (part === 'settings') return <SettingsOfSummaries />;
  if (part === 'new') return <NewSummary />;
  return <Written chosen={part === null ? null : Number(part)} />;
}

/** `chosen`: id of the one to show; null: the newest. */
function Written({ chosen }: { chosen: number | null }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<SummaryKind | null>(null);
  const { summaries, error, again, more } = useSummaries(kind);
  const shown = chosen ?? summaries?.[0]?.id ?? null;
  const tools = (
    <span className={styles.tools}>
      <Button href={routeTo('county', 'summaries', 'settings')} data-summary-settings-link>
        {t('summaries.settings')}
      </Button>
      <Button type="primary" href={routeTo('county', 'summaries', 'new')} data-new-summary>
        {t('summaries.new')}
      </Button>
    </span>
  );
  if (summaries === undefined) {
    return (
      <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
        {error === null ? null : <Button onClick={again}>{t('common.retry')}</Button>}
      </EmptyState>
    );
  }
  if (summaries.length === 0 && kind === null && chosen === null) {
    return (
      <EmptyState title={t('summaries.empty')} words={t('summaries.emptyWords')}>
        {tools}
      </EmptyState>
    );
  }
  return (
    <div className={styles.page}>
      <SummaryList kind={kind} onKind={setKind} summaries={summaries} shown={shown} more={more} tools={tools} />
      <div className={styles.beside}>
        {shown === null || !Number.isSafeInteger(shown) || shown < 1 ? (
          <EmptyState title={t('summaries.choose')} words={t('summaries.chooseWords')} />
        ) : (
          <SummaryDetails key={shown} id={shown} />
        )}
      </div>
    </div>
  );
}
