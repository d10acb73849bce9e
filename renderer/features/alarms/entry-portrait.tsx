import { useTranslation } from 'react-i18next';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { maskedIdNumber } from '../../text/format.ts';
import { PersonIcon } from '../../ui/icons.tsx';
import { Plate } from '../../ui/plate.tsx';
import styles from './entry-portrait.module.css';

/** The list's side of the comparison: the plate as it is listed, or who is listed. */
export function EntryPortrait({ entry }: { entry: WatchlistEntry }) {
  const { t } = useTranslation();
  return (
    <div className={styles.portrait}>
      {entry.kind === 'vehicle' ? (
        <Plate plate={entry.plate} size="middle" />
      ) : (
        <>
          <span className={styles.figure}>
            <PersonIcon />
          </span>
          <strong>{entry.name ?? t('alarm.unnamed')}</strong>
          <span className="number">{maskedIdNumber(entry.idNumber)}</span>
        </>
      )}
    </div>
  );
}
