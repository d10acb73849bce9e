import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { NewRule, RuleDryRun } from '#contract/rule.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { routeTo } from '../console/route.ts';
import { dayAndTime, grouped } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';
import styles from './dry-run-panel.module.css';
import { wouldRaiseTheSame } from './dry-run-rules.ts';
import { findingWords } from '../alarms/finding-words.ts';
import { useDryRun } from './use-dry-run.ts';
import type { DryRunAnswer } from './use-dry-run.ts';

/** What the rule as it stands would have raised in the last seven days, alarm by alarm. */
export function DryRunPanel(props: {
  /** Null while something in it is wrong. */
  rule: NewRule | null;
  answer: DryRunAnswer | null;
  onAnswer: (answer: DryRunAnswer) => void;
}) {
  const { t } = useTranslation();
  const { rule, answer } = props;
  const { ask, asking, error } = useDryRun(props.onAnswer);
  const stale = answer !== null && !wouldRaiseTheSame(answer.rule, rule);
  return (
    <div className={styles.panel} data-dry-run={answer === null ? 'none' : stale ? 'stale' : 'fresh'}>
      <div className={styles.ask}>
        <Button
          data-ask-dry-run
          loading={asking}
          disabled={rule === null}
          onClick={() => {
            if (rule !== null) ask(rule);
          }}
        >
          {asking ? t('rules.dryRunning') : t('rules.dryRun')}
        </Button>
        <small>{rule === null ? t('rules.dryBadDraft') : t('rules.dryRunWords')}</small>
      </div>
      {error === null ? null : (
        <p className={styles.warning} role="alert">
          {errorWords(error, t)}
        </p>
      )}
      {answer === null ? null : (
        <>
          {stale ? <p className={styles.warning}>{t('rules.dryStale')}</p> : null}
          <Result result={answer.result} />
        </>
      )}
    </div>
  );
}

function Result({ result }: { result: RuleDryRun }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { newest } = result;
  return (
    <div className={styles.result} aria-live="polite">
      <strong data-would={result.alarms}>{wouldWords(result, t)}</strong>
      <small className="number">
        {t('rules.drySpan', { from: dayAndTime(result.fromMs, todayMs), to: dayAndTime(result.toMs, todayMs) })}
      </small>
      {result.complete ? null : (
        <p className={styles.warning}>{t(`rules.dryIncomplete.${result.reason ?? 'not-recorded'}`)}</p>
      )}
      {newest.length === 0 ? null : (
        <>
          {result.alarms > newest.length ? <small>{t('rules.dryNewest', { n: newest.length })}</small> : null}
          <ol>
            {newest.map(({ sightingId, cameraName, atMs, hits, finding }) => (
              <li key={`${String(atMs)}-${String(sightingId)}`}>
                <span className="number">{dayAndTime(atMs, todayMs)}</span>
                <b>{cameraName ?? t('rules.dryNoCamera')}</b>
                <span>{findingWords(finding, cameraName ?? t('rules.dryNoCamera'), t)}</span>
                <span className={styles.hits}>{t('rules.dryHits', { n: grouped(hits) })}</span>
                {sightingId === null ? <i /> : <a href={routeTo('journal', sightingId)}>{t('rules.dryOpen')}</a>}
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function wouldWords({ alarms, hits, reason }: RuleDryRun, t: TFunction): string {
  if (alarms === 0) return t(reason === 'not-recorded' ? 'rules.dryUnknown' : 'rules.dryNone');
  if (alarms === 1) return t('rules.dryWouldOne', { hits: grouped(hits) });
  return t('rules.dryWould', { alarms: grouped(alarms), hits: grouped(hits) });
}
