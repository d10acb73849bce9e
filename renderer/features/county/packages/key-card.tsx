import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useApiQuery } from '../../../api/use-api.ts';
import { errorWords } from '../../console/error-words.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { groupedFingerprint } from '../verify/verdict-words.ts';
import styles from './packages.module.css';

/** By what the county knows that a package is ours. */
export function KeyCard() {
  const { t } = useTranslation();
  const { data, error, refetch } = useApiQuery('packages.key');
  return (
    <section className={styles.key} data-package-key={data?.fingerprint}>
      <h2>{t('packages.key.title')}</h2>
      <p>{t('packages.key.words')}</p>
      {data === undefined ? (
        error === null ? (
          <p>{t('common.loading')}</p>
        ) : (
          <p className={styles.warning}>
            {t('packages.key.failed', { why: errorWords(error, t) })}{' '}
            <Button size="small" onClick={() => void refetch()}>
              {t('common.retry')}
            </Button>
          </p>
        )
      ) : (
        <dl>
          <dt>{t('packages.key.fingerprint')}</dt>
          <dd className={styles.digest}>
            <code>{groupedFingerprint(data.fingerprint)}</code>
            <CopyText name="key-fingerprint" text={data.fingerprint} />
          </dd>
          <dt>{t('packages.key.pem')}</dt>
          <dd className={styles.digest}>
            <code>{data.publicKey.split('\n')[1] ?? ''}</code>
            <CopyText name="key-pem" text={data.publicKey} />
          </dd>
        </dl>
      )}
    </section>
  );
}
