import { useTranslation } from 'react-i18next';
import type { OutboxKind } from '#contract/county.ts';
import { refusedKinds } from './link-words.ts';
import styles from './link.module.css';

/** The disk has no room for these any more. */
export function RefusingBanner({ refusing }: { refusing: readonly OutboxKind[] }) {
  const { t } = useTranslation();
  if (refusing.length === 0) return null;
  return (
    <div className={styles.refusing} data-refusing={refusing.join(' ')} role="alert">
      <strong>{t('county.refusing.title', { kinds: refusedKinds(refusing, t) })}</strong>
      <p>{t(refusing.includes('alarm') ? 'county.refusing.alarms' : 'county.refusing.words')}</p>
    </div>
  );
}
