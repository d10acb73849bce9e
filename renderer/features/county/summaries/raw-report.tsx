import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SummaryReport } from '#contract/summary.ts';
import { CopyText } from '../parts/copy-text.tsx';
import styles from './summaries.module.css';

/** Exactly what the county gets, for whoever wants to know. */
export function RawReport({ report, words }: { report: SummaryReport; words: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <section className={styles.raw}>
      <header>
        <Button size="small" data-raw aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('summaries.rawHide') : t('summaries.raw')}
        </Button>
        {open ? <CopyText name="report" text={JSON.stringify(report)} /> : null}
        {open ? <small>{words}</small> : null}
      </header>
      {open ? (
        <pre tabIndex={0} data-raw-report>
          {JSON.stringify(report, null, 2)}
        </pre>
      ) : null}
    </section>
  );
}
