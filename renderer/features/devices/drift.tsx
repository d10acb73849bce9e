import { useTranslation } from 'react-i18next';
import { driftInWords } from '../../text/format.ts';
import styles from './devices-screen.module.css';

/** A camera's clock this far off makes its times worthless as evidence (milliseconds). */
const badDriftMs = 2_000;

export function Drift({ driftMs }: { driftMs: number | null }) {
  const { t } = useTranslation();
  if (driftMs === null) return <span className={styles.faint}>{t('devices.driftUnknown')}</span>;
  if (Math.abs(driftMs) < badDriftMs) return t('devices.driftOk');
  const duration = driftInWords(driftMs, t);
  return (
    <span className={styles.drift}>
      {driftMs > 0 ? t('devices.driftFast', { duration }) : t('devices.driftSlow', { duration })}
    </span>
  );
}
