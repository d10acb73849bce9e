import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { summaryKind } from '#contract/summary.ts';
import type { SummaryKind, WrittenSummary } from '#contract/summary.ts';
import { useTodayMs } from '../../console/console-parts.tsx';
import { routeTo } from '../../console/route.ts';
import { dayAndTime } from '../../../text/format.ts';
import { Chip, Chips } from '../../../ui/chips.tsx';
import { StateDot } from '../../../ui/state-dot.tsx';
import { periodInWords, sentState } from './report-words.ts';
import styles from './summaries.module.css';

export function SummaryList(props: {
  kind: SummaryKind | null;
  onKind: (kind: SummaryKind | null) => void;
  summaries: readonly WrittenSummary[];
  shown: number | null;
  more: (() => void) | null;
  tools: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <section className={styles.list} aria-label={t('summaries.listLabel')}>
      <header>
        {props.tools}
        <Chips label={t('summaries.kinds')}>
          <Chip name="kind-all" on={props.kind === null} onPress={() => props.onKind(null)}>
            {t('summaries.all')}
          </Chip>
          {summaryKind.options.map((kind) => (
            <Chip key={kind} name={`kind-${kind}`} on={props.kind === kind} onPress={() => props.onKind(kind)}>
              {t(`summaries.kind.${kind}`)}
            </Chip>
          ))}
        </Chips>
      </header>
      {props.summaries.length === 0 ? <p className={styles.none}>{t('summaries.emptyKind')}</p> : null}
      <ul>
        {props.summaries.map((summary) => (
          <li key={summary.id}>
            <SummaryLine summary={summary} current={summary.id === props.shown} />
          </li>
        ))}
      </ul>
      {props.more === null ? null : <Button onClick={props.more}>{t('summaries.more')}</Button>}
    </section>
  );
}

function SummaryLine({ summary, current }: { summary: WrittenSummary; current: boolean }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { id, kind, name, fromMs, toMs, writtenAtMs, writtenBy } = summary;
  const state = sentState(summary.sent);
  const time = dayAndTime(writtenAtMs, todayMs);
  return (
    <a
      className={styles.line}
      href={routeTo('county', 'summaries', id)}
      aria-current={current}
      data-summary={id}
      data-summary-kind={kind}
      data-sent={state}
    >
      <span className={styles.kind}>{name ?? t(`summaries.kind.${kind}`)}</span>
      <b>{periodInWords(fromMs, toMs)}</b>
      <span className={styles.sent}>
        <StateDot tone={state === 'acknowledged' ? 'ok' : state === 'kept' ? 'idle' : 'warning'} />
        {t(`summaries.sent.${state}`)}
      </span>
      <small>
        {writtenBy === null
          ? t('summaries.writtenByClock', { time })
          : t('summaries.writtenBy', { name: writtenBy, time })}
      </small>
    </a>
  );
}
