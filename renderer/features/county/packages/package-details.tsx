import { Button, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { packagePath } from '#contract/package.ts';
import type { MadePackage } from '#contract/package.ts';
import { useApiQuery } from '../../../api/use-api.ts';
import { errorWords } from '../../console/error-words.ts';
import { routeTo } from '../../console/route.ts';
import { usePeriodically } from '../../console/use-periodically.ts';
import { dayAndTime, sizeInWords } from '../../../text/format.ts';
import { useTodayMs } from '../../console/console-parts.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { CopyText } from '../parts/copy-text.tsx';
import { periodInWords } from '../summaries/report-words.ts';
import { holdsInWords, progressInWords, shortDigest } from './package-words.ts';
import styles from './packages.module.css';

const lookPeriodMs = 1_000;

/** One package: what became of it, what is in it, and what the county said. */
export function PackageDetails({ id, onImport }: { id: number; onImport: () => void }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { data, error, refetch } = useApiQuery('packages.find', { id });
  usePeriodically(() => {
    if (data?.state === 'making') void refetch();
  }, lookPeriodMs);
  if (data === undefined) {
    return (
      <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
        {error === null ? null : <Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
      </EmptyState>
    );
  }
  const { digest, manifestDigest } = data;
  return (
    <article className={styles.details} data-package-details={id} data-state={data.state}>
      <header>
        <h2>{data.fileName}</h2>
        {data.state === 'ready' ? (
          <span className={styles.acts}>
            <Button href={routeTo('county', 'verify')}>{t('packages.check')}</Button>
            <Button type="primary" href={`${packagePath}${String(id)}`} download={data.fileName} data-download>
              {t('packages.download')}
            </Button>
          </span>
        ) : null}
      </header>
      <Outcome made={data} />
      <Facts
        facts={[
          [t('packages.facts.period'), <span className={styles.when}>{periodInWords(data.fromMs, data.toMs)}</span>],
          [t('packages.facts.reason'), data.reason],
          [
            t('packages.facts.by'),
            t('packages.facts.byWords', { name: data.madeByName, time: dayAndTime(data.madeAtMs, todayMs) }),
          ],
          [t('packages.facts.holds'), holdsInWords(data, t)],
          [t('packages.facts.size'), data.bytes === null ? '' : sizeInWords(data.bytes)],
          [t('packages.facts.digest'), digest === null ? '' : <Digest name="digest" digest={digest} />],
          [
            t('packages.facts.manifestDigest'),
            manifestDigest === null ? '' : <Digest name="manifest-digest" digest={manifestDigest} />,
          ],
          [
            t('packages.remarks'),
            data.remarks.length === 0 ? (
              ''
            ) : (
              <ul className={styles.remarks}>
                {data.remarks.map((remark) => (
                  <li key={remark} data-remark={remark}>
                    {t(`packages.remark.${remark}`)}
                  </li>
                ))}
              </ul>
            ),
          ],
          [
            t('packages.facts.receipt'),
            data.state === 'ready' || data.state === 'gone' ? <Receipt made={data} onImport={onImport} /> : '',
          ],
        ]}
      />
    </article>
  );
}

function Outcome({ made }: { made: MadePackage }) {
  const { t } = useTranslation();
  switch (made.state) {
    case 'ready':
      return null;
    case 'making':
      return (
        <div className={styles.making} role="status">
          <span>{progressInWords(made, t)}</span>
          <Progress percent={Math.floor((made.progress ?? 0) * 100)} showInfo={false} size="small" />
        </div>
      );
    case 'failed':
      return (
        <p className={styles.warning} role="alert">
          {t(`packages.failed.${made.failure ?? 'error'}`)}
        </p>
      );
    case 'gone':
      return <p className={styles.calm}>{t('packages.goneWords')}</p>;
  }
}

function Digest({ name, digest }: { name: string; digest: string }) {
  const { t } = useTranslation();
  return (
    <span className={styles.digest} title={`${t('packages.facts.digestHint')}\n${digest}`}>
      <code data-digest={digest}>{shortDigest(digest)}</code>
      <CopyText name={name} text={digest} />
    </span>
  );
}

function Receipt({ made, onImport }: { made: MadePackage; onImport: () => void }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { receipt } = made;
  if (receipt === null) {
    return (
      <span className={styles.digest}>
        {t('packages.receiptNone')}
        <Button size="small" onClick={onImport}>
          {t('packages.receipt.import')}
        </Button>
      </span>
    );
  }
  return (
    <ul className={styles.receipt} data-receipt={receipt.number} data-signed={receipt.signed}>
      <li>
        <b>{t('packages.receiptNumber', { number: receipt.number })}</b>
      </li>
      <li>{t('packages.receiptBy', { by: receipt.by, time: dayAndTime(receipt.receivedAtMs, todayMs) })}</li>
      <li>
        {receipt.signed ? t('packages.receiptSigned', { n: receipt.acknowledged }) : t('packages.receiptUnsigned')}
      </li>
      <li>
        {t('packages.receiptImported', {
          name: receipt.importedBy,
          time: dayAndTime(receipt.importedAtMs, todayMs),
        })}
      </li>
    </ul>
  );
}
