import { useTranslation } from 'react-i18next';
import { useApiQuery } from '../api/use-api.ts';
import { usePeriodically } from '../features/console/use-periodically.ts';
import { useStatus } from '../features/console/remote.ts';
import { go } from '../features/console/route.ts';
import { storageWarning } from '../features/retention/outlook.ts';
import { sizeInWords } from '../text/format.ts';
import { StateDot } from '../ui/state-dot.tsx';
import styles from './status-bar.module.css';

/** The forecast moves by the day: asked for anew so often. */
const askedEveryMs = 10 * 60_000;

/** For how many days there is room, and, in amber, when that is less than what was asked for. */
export function StorageMeter() {
  const { t } = useTranslation();
  const disk = useStatus((status) => status.disk);
  const retention = useApiQuery('retention.facts');
  usePeriodically(() => void retention.refetch(), askedEveryMs);
  if (disk === undefined) return null;
  const free = sizeInWords(disk.freeBytes);
  const warning = storageWarning(retention.data?.outlooks ?? [], disk.daysLeft);
  const words =
    warning?.warning === 'short'
      ? t('status.storageShort', { days: warning.forecastDays, asked: warning.askedDays })
      : disk.daysLeft === null
        ? t('status.storageFree', { free })
        : t('status.storageDays', { days: disk.daysLeft > 999 ? '999+' : Math.floor(disk.daysLeft) });
  return (
    <button
      type="button"
      className={styles.meter}
      title={
        warning === null
          ? t('status.storageHint', { free })
          : t(`status.storageWarning.${warning.warning}`, { kind: t(`retention.kind.${warning.kind}`), free })
      }
      onClick={() => go('journal', 'retention')}
      data-storage={warning?.warning ?? 'fine'}
    >
      <StateDot tone={warning === null ? 'ok' : 'warning'} />
      <span className={styles.label}>{t('status.storage')}</span>
      <b data-warn={warning !== null}>{words}</b>
    </button>
  );
}
