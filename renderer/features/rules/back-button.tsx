import { useTranslation } from 'react-i18next';
import { ArrowIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import styles from './editor.module.css';

export function BackButton({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={styles.back} onClick={onBack}>
      <ArrowIcon to="left" />
      {t('rules.back')}
      <KeyCap>Esc</KeyCap>
    </button>
  );
}
