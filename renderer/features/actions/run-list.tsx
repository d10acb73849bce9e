import { useTranslation } from 'react-i18next';
import type { ActionRun } from '#contract/action.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { routeTo } from '../console/route.ts';
import { usePeople } from '../rules/use-names.ts';
import { dayOrTime } from '../../text/format.ts';
import { runDuration, runLook, runWords } from './action-words.ts';
import styles from './actions.module.css';

/** How an action went the last times: when, why, who, what came of it. */
export function RunList({ actionId }: { actionId: number }) {
  const { t } = useTranslation();
  const { data, error } = useApiQuery('actions.runs', { actionId, limit: 20 });
  const people = usePeople();
  if (data === undefined) {
    return <p className={styles.none}>{error === null ? t('common.loading') : errorWords(error, t)}</p>;
  }
  if (data.length === 0) return <p className={styles.none}>{t('actions.runsNone')}</p>;
  return (
    <ol className={styles.runs}>
      {data.map((run) => (
        <RunLine
          key={run.id}
          run={run}
          by={run.by === 'station' ? t('actions.byStation') : (run.byName ?? people(run.by))}
        />
      ))}
    </ol>
  );
}

function RunLine({ run, by }: { run: ActionRun; by: string }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const took = runDuration(run, t);
  return (
    <li data-run={run.id} data-run-state={run.state} data-look={runLook(run)}>
      <span className="number">{dayOrTime(run.startedAtMs, todayMs)}</span>
      <b>
        {run.wanted === 'on' ? t('actions.runOn') : t('actions.runOff')}
        {' · '}
        {runWords(run, t)}
      </b>
      <span className={styles.why}>
        {[
          run.dry ? t('actions.dryMark') : t(`actionCause.${run.cause}`),
          by,
          ...(run.attempts > 1 ? [t('actions.attempts', { n: run.attempts })] : []),
          ...(took === null ? [] : [t('actions.took', { duration: took })]),
        ].join(' · ')}
        {run.alarmId === null ? null : (
          <>
            {' · '}
            <a href={routeTo('alarms', run.alarmId)}>{t('actions.ofAlarm', { id: run.alarmId })}</a>
          </>
        )}
      </span>
      {run.failure === null ? null : <small>{t(`actionFailure.${run.failure}.advice`)}</small>}
      {run.detail === '' || run.state === 'done' ? null : <code>{run.detail}</code>}
    </li>
  );
}
