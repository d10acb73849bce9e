/** An entry in small pieces, the same in every list of them. */
import { useTranslation } from 'react-i18next';
import type { EntryDraft, EntryStats, EntryStatus, WatchlistEntry } from '#contract/watchlist.ts';
import { isoDate, maskedIdNumber } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';
import { LockIcon } from '../../ui/icons.tsx';
import { Plate } from '../../ui/plate.tsx';
import styles from './entry-cells.module.css';
import { daysLeft, lastDay } from './entry-days.ts';

/** Wherever an entry is named by a word: 鲁P12345, 张某某. */
export function entryName(entry: EntryDraft | WatchlistEntry, t: TFunction): string {
  if (entry.kind === 'vehicle') return entry.plate;
  if (entry.name !== null) return entry.name;
  return entry.idNumber === null ? t('alarm.unnamed') : maskedIdNumber(entry.idNumber);
}

export function EntrySubject({
  entry,
  size = 'middle',
}: {
  entry: EntryDraft | WatchlistEntry;
  size?: 'middle' | 'large';
}) {
  const { t } = useTranslation();
  if (entry.kind === 'vehicle') {
    return <Plate plate={entry.plate} colour={entry.plateColour ?? undefined} size={size} />;
  }
  // Its ends are what is compared; the middle need not take the room it has.
  const number = entry.idNumber === null ? null : maskedIdNumber(entry.idNumber).replace(/•{5,}/, '••••');
  return (
    <span className={styles.person} data-size={size}>
      <b>{entry.name ?? t('alarm.unnamed')}</b>
      <span className="number">
        {number ?? (entry.libraryId === null ? '' : t('watchlist.libraryShort', { id: entry.libraryId }))}
      </span>
    </span>
  );
}

export function categoryWords(entry: Pick<WatchlistEntry, 'category' | 'ownCategory'>, t: TFunction): string {
  return entry.ownCategory ?? t(`watchlist.category.${entry.category}`);
}

export function EntryCategoryCell({ entry }: { entry: EntryDraft | WatchlistEntry }) {
  const { t } = useTranslation();
  return (
    <span className={styles.category} data-priority={entry.priority}>
      <span title={categoryWords(entry, t)}>{categoryWords(entry, t)}</span>
      <small>{t(`alarm.priority.p${entry.priority}`)}</small>
    </span>
  );
}

export function EntryStatusWords({ status }: { status: EntryStatus }) {
  const { t } = useTranslation();
  return (
    <span className={styles.status} data-status={status}>
      {t(`watchlist.status.${status}`)}
    </span>
  );
}

/** How long it still holds; nothing for what was never approved and is not over. */
export function leftWords(expiresAtMs: number, nowMs: number, t: TFunction): string {
  const left = daysLeft(expiresAtMs, nowMs);
  if (left < 0) return t('watchlist.expiredDays', { n: -left });
  return left === 0 ? t('watchlist.lastDay') : t('watchlist.daysLeft', { n: left });
}

export function EntryUntil({ entry, nowMs }: { entry: WatchlistEntry; nowMs: number }) {
  const { t } = useTranslation();
  const { validFromMs, expiresAtMs } = entry;
  return (
    <span className={styles.until}>
      <span className="number">{lastDay(expiresAtMs)}</span>
      <small>
        {validFromMs !== null && validFromMs > nowMs
          ? t('watchlist.fromDay', { day: isoDate(validFromMs) })
          : leftWords(expiresAtMs, nowMs, t)}
      </small>
    </span>
  );
}

export function EntryOrigin({ entry }: { entry: WatchlistEntry }) {
  const { t } = useTranslation();
  const locked = entry.origin !== 'console';
  return (
    <span
      className={styles.origin}
      title={entry.origin === 'console' ? '' : t(`watchlist.hindrance.${entry.origin}`)}
      data-locked={locked}
    >
      {locked ? <LockIcon /> : null}
      {t(`watchlist.origin.${entry.origin}`)}
    </span>
  );
}

/** How often it hit, and what became of the hits. */
export function EntryHits({ stats }: { stats: EntryStats }) {
  const { t } = useTranslation();
  if (stats.hits === 0) return <span className={styles.none}>—</span>;
  return (
    <span className={styles.hits} data-doubtful={stats.doubtful}>
      <b className="number">{stats.hits}</b>
      <small>
        {stats.doubtful
          ? t('watchlist.mostlyFalse', { n: stats.falseMatches })
          : t('watchlist.hitSides', { right: stats.trueHits, wrong: stats.falseMatches })}
      </small>
    </span>
  );
}
