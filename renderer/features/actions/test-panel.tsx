import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ActionRun, NewAction } from '#contract/action.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { runDuration, runLook, runWords } from './action-words.ts';
import styles from './actions.module.css';

/** Tries the action as it is written: dry, or really, which is asked twice. */
export function TestPanel(props: {
  /** Of the kept one: the station has the values of its headers. */
  id: number | null;
  name: string;
  /** Null while something in it is wrong. */
  action: NewAction | null;
  onWrong: () => void;
}) {
  const { t } = useTranslation();
  const { action } = props;
  const { mutate, data, error, isPending, variables } = useApiMutation('actions.test', {
    refreshes: ['actions.runs'],
  });
  const test = (dry: boolean): void => {
    if (action === null) props.onWrong();
    else mutate({ ...action, id: props.id, dry });
  };
  const pending = (dry: boolean): boolean => isPending && variables.dry === dry;
  return (
    <div className={styles.test}>
      <div className={styles.tries}>
        <Button data-test="dry" loading={pending(true)} disabled={pending(false)} onClick={() => test(true)}>
          {t('actions.testDry')}
        </Button>
        <Popconfirm
          title={t('actions.testRealAsk', { name: props.name })}
          description={t('actions.testRealWords')}
          okText={t('actions.testRealShort')}
          cancelText={t('rules.cancel')}
          disabled={action === null}
          onConfirm={() => test(false)}
        >
          <Button
            data-test="real"
            loading={pending(false)}
            disabled={pending(true)}
            onClick={() => {
              if (action === null) props.onWrong();
            }}
          >
            {t('actions.testReal')}
          </Button>
        </Popconfirm>
      </div>
      <small>{t('actions.testDryHint')}</small>
      <div aria-live="polite">
        {isPending ? (
          <p className={styles.none}>{t('actions.testing')}</p>
        ) : error !== null ? (
          <p className={styles.result} data-look="bad">
            {errorWords(error, t)}
          </p>
        ) : data === undefined ? null : (
          <TestResult run={data} />
        )}
      </div>
    </div>
  );
}

function TestResult({ run }: { run: ActionRun }) {
  const { t } = useTranslation();
  const took = runDuration(run, t);
  return (
    <div className={styles.result} data-look={runLook(run)} data-test-result={run.state}>
      <b>{runWords(run, t)}</b>
      {run.failure === null ? null : <span>{t(`actionFailure.${run.failure}.advice`)}</span>}
      <span className={styles.why}>
        {[
          ...(run.attempts > 1 ? [t('actions.attempts', { n: run.attempts })] : []),
          ...(took === null ? [] : [t('actions.took', { duration: took })]),
        ].join(' · ')}
      </span>
      {run.detail === '' ? null : <code>{run.detail}</code>}
    </div>
  );
}
