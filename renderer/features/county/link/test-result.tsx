import { useTranslation } from 'react-i18next';
import type { CountyTest } from '#contract/county.ts';
import { clockTime } from '../../../text/format.ts';
import { StateDot } from '../../../ui/state-dot.tsx';
import { assertNever } from '../../console/assert-never.ts';
import { useNowMs } from '../../console/console-parts.tsx';
import { errorWords } from '../../console/error-words.ts';
import { tookInWords } from './link-words.ts';
import styles from './test-result.module.css';
import type { TestCourse } from './use-county-test.ts';

const longestSeconds = 20;

/** The course of a marked test: how long it has been waited for, then what came of it, in words and in the county's. */
export function TestResult({ course }: { course: TestCourse }) {
  const { t } = useTranslation();
  switch (course.state) {
    case 'none':
      return null;
    case 'running':
      return <Waiting sinceMs={course.sinceMs} />;
    case 'answered':
      return <Answered test={course.test} atMs={course.atMs} />;
    case 'broken':
      return (
        <div className={styles.result} data-test-outcome="broken" data-tone="warning" role="status">
          <p>
            <StateDot tone="warning" />
            <b>{t('county.test.failedPlain')}</b>
            <At atMs={course.atMs} />
          </p>
          <p className={styles.words}>{errorWords(course.error, t)}</p>
        </div>
      );
    default:
      return assertNever(course);
  }
}

function Waiting({ sinceMs }: { sinceMs: number }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
  return (
    <div className={styles.result} data-test-outcome="running">
      <p>
        <StateDot tone="idle" />
        {/* A screen reader hears the beginning and the end, not each second. */}
        <b aria-live="off">{t('county.test.running', { seconds })}</b>
        <span className={styles.at}>{t('county.test.most')}</span>
      </p>
      <progress className={styles.progress} max={longestSeconds} value={Math.min(seconds, longestSeconds)} />
    </div>
  );
}

function Answered({ test, atMs }: { test: CountyTest; atMs: number }) {
  const { t } = useTranslation();
  const { outcome, reason, words } = test;
  return (
    <div
      className={styles.result}
      data-test-outcome={outcome}
      data-tone={outcome === 'acknowledged' ? 'ok' : 'warning'}
      role="status"
    >
      <p>
        <StateDot tone={outcome === 'acknowledged' ? 'ok' : 'warning'} />
        <b>
          {outcome === 'acknowledged'
            ? t('county.test.acknowledged', { took: tookInWords(test.tookMs, t) })
            : outcome === 'waiting'
              ? t('county.test.waiting')
              : reason === null
                ? t('county.test.failedPlain')
                : t('county.test.failed', { reason: t(`county.failure.${reason}`) })}
        </b>
        <At atMs={atMs} />
      </p>
      {outcome === 'failed' && reason !== null ? <p className={styles.words}>{t(`county.advice.${reason}`)}</p> : null}
      {outcome === 'waiting' ? <p className={styles.words}>{t('county.test.waitingWords')}</p> : null}
      {words === '' ? null : <code data-test-words>{words}</code>}
    </div>
  );
}

function At({ atMs }: { atMs: number }) {
  const { t } = useTranslation();
  return <span className={styles.at}>{t('county.test.at', { time: clockTime(atMs) })}</span>;
}
