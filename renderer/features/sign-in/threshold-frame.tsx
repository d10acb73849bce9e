import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../console/language-switch.tsx';
import { useNowMs } from '../console/console-parts.tsx';
import { clockTime } from '../../text/format.ts';
import { ShieldMark } from '../../ui/icons.tsx';
import styles from './threshold-frame.module.css';

/** What is seen before anyone is signed in: the name, the time, the language, and one thing to do. */
export function ThresholdFrame({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <span className={styles.mark}>
          <ShieldMark />
        </span>
        <strong>{t('product.name')}</strong>
        <span className={styles.space} />
        <span className="number">{clockTime(nowMs)}</span>
        <LanguageSwitch />
      </header>
      <main className={styles.main} data-wide={wide}>
        {children}
      </main>
    </div>
  );
}
