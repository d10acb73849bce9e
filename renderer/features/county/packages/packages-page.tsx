import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../../console/error-words.ts';
import { useSignedIn } from '../../console/remote.ts';
import { routeTo, useRoute } from '../../console/route.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { LockIcon } from '../../../ui/icons.tsx';
import { ImportReceipt } from './import-receipt.tsx';
import { KeyCard } from './key-card.tsx';
import { MakePackage } from './make-package.tsx';
import { PackageDetails } from './package-details.tsx';
import { PackageList } from './package-list.tsx';
import styles from './packages.module.css';
import { usePackages } from './use-packages.ts';

/** Packages of records, made by chiefs: for carrying to the county, or for keeping. */
export function PackagesPage() {
  const { t } = useTranslation();
  const role = useSignedIn()?.role;
  const { part } = useRoute();
  if (role !== 'chief' && role !== 'admin') {
    return (
      <EmptyState icon={<LockIcon />} title={t('packages.guard')} words={t('packages.guardWords')}>
        <Button href={routeTo('county', 'verify')}>{t('packages.check')}</Button>
      </EmptyState>
    );
  }
  return part === 'new' ? <MakePackage /> : <Made chosen={part === null ? null : Number(part)} />;
}

/** `chosen`: id of the one to show; null: the newest. */
function Made({ chosen }: { chosen: number | null }) {
  const { t } = useTranslation();
  const { packages, error, again, more } = usePackages();
  const [importing, setImporting] = useState(false);
  if (packages === undefined) {
    return (
      <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
        {error === null ? null : <Button onClick={again}>{t('common.retry')}</Button>}
      </EmptyState>
    );
  }
  const shown = chosen ?? packages[0]?.id ?? null;
  return (
    <div className={styles.page}>
      <PackageList
        packages={packages}
        shown={shown}
        more={more}
        tools={
          <>
            <Button type="primary" href={routeTo('county', 'packages', 'new')} data-make-package>
              {t('packages.new')}
            </Button>
            <Button data-import-receipt onClick={() => setImporting(true)}>
              {t('packages.receipt.import')}
            </Button>
          </>
        }
      />
      <div className={styles.beside}>
        {shown === null || !Number.isSafeInteger(shown) || shown < 1 ? (
          <p className={styles.what}>{t('packages.what')}</p>
        ) : (
          <PackageDetails key={shown} id={shown} onImport={() => setImporting(true)} />
        )}
        <KeyCard />
      </div>
      <ImportReceipt open={importing} onClose={() => setImporting(false)} />
    </div>
  );
}
