import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './said.module.css';

/** What the other end said, as it said it: one line, and all of it when pressed. */
export function Said({ words, label }: { words: string; label: string }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  return (
    <button
      type="button"
      className={styles.said}
      aria-expanded={whole}
      aria-label={`${label}: ${words}`}
      title={whole ? t('county.saidLess') : `${words}\n${t('county.saidMore')}`}
      onClick={() => setWhole(!whole)}
    >
      <code>{words}</code>
    </button>
  );
}
