import { useTranslation } from 'react-i18next';
import { ThresholdFrame } from '../../sign-in/threshold-frame.tsx';
import { VerifyPage } from './verify-page.tsx';
import styles from './verify.module.css';

/** The check for somebody who has no account: whoever received a package. */
export function VerifyDoor() {
  const { t } = useTranslation();
  return (
    <ThresholdFrame wide>
      <div className={styles.door}>
        <h1>{t('verify.title')}</h1>
        <VerifyPage />
        <a href="#/">{t('verify.signIn')}</a>
      </div>
    </ThresholdFrame>
  );
}
