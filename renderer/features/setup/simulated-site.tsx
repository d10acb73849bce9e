import { Button, Spin } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApiMutation } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { ThresholdFrame } from '../sign-in/threshold-frame.tsx';
import styles from './setup-screen.module.css';

/** Starts the simulated site, and offers its demo accounts as doors to walk through. */
export function SimulatedSite({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  const start = useApiMutation('setup.trySimulatedSite');
  const signIn = useApiMutation('session.signIn', { refreshes: ['session.current'] });
  const started = useRef(false);
  const { mutate } = start;
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    mutate(undefined);
  }, [mutate]);
  const failure = start.error ?? signIn.error;
  return (
    <ThresholdFrame>
      <div className={styles.simulated}>
        {start.data === undefined ? (
          <>
            {start.isError ? null : <Spin size="large" />}
            <h2>{start.isError ? errorWords(start.error, t) : t('setup.simulatedStarting')}</h2>
            {start.isError ? <Button onClick={onBack}>{t('setup.back')}</Button> : null}
          </>
        ) : (
          <>
            <h2>{t('setup.simulatedReady')}</h2>
            <p className={styles.lead}>{t('setup.simulatedReadyWords')}</p>
            <ul className={styles.accounts}>
              {start.data.accounts.map((each, index) => (
                <li key={each.account}>
                  <span>
                    <b>{t(`role.${each.role}`)}</b>
                    <span className="number">
                      {each.account} / {each.password}
                    </span>
                  </span>
                  <Button
                    type={index === 0 ? 'primary' : 'default'}
                    autoFocus={index === 0}
                    loading={signIn.isPending && signIn.variables.account === each.account}
                    onClick={() => signIn.mutate({ account: each.account, password: each.password })}
                  >
                    {t('setup.simulatedEnter', { role: t(`role.${each.role}`) })}
                  </Button>
                </li>
              ))}
            </ul>
            <p className={styles.failure} role="alert">
              {failure === null ? null : errorWords(failure, t)}
            </p>
          </>
        )}
      </div>
    </ThresholdFrame>
  );
}
