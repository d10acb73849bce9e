import { memo, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedEntry } from '#contract/watchlist.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import {
  EntryCategoryCell,
  EntryHits,
  EntryOrigin,
  EntryStatusWords,
  EntrySubject,
  EntryUntil,
} from './entry-cells.tsx';
import { LockIcon } from '../../ui/icons.tsx';
import styles from './entry-table.module.css';
import { useNameOf } from './use-entries.ts';
import { moveInRows } from './watchlist-keys.ts';

const columns = ['subject', 'category', 'basis', 'status', 'until', 'hits', 'origin'] as const;

/** A page of the list, a line each; one of them is what Tab comes to, arrows move, Enter opens. */
export function EntryTable(props: {
  entries: readonly ListedEntry[];
  /** Another answer is on its way. */
  outdated: boolean;
  chosenId: number | null;
  onChoose: (id: number) => void;
  onOpen: (id: number) => void;
}) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const todayMs = useTodayMs();
  const list = useRef<HTMLUListElement>(null);
  const { entries, chosenId } = props;
  const at = entries.findIndex(({ entry }) => entry.id === chosenId);
  const reachable = entries[Math.max(0, at)]?.entry.id;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' && reachable !== undefined) {
      event.preventDefault();
      props.onOpen(reachable);
      return;
    }
    const next = moveInRows(event.key, Math.max(0, at), entries.length);
    const target = next === null ? undefined : entries[next];
    if (target === undefined) return;
    event.preventDefault();
    list.current?.querySelector<HTMLElement>(`[data-entry="${String(target.entry.id)}"]`)?.focus();
  };
  return (
    <div className={styles.table} role="grid" aria-label={t('watchlist.title')} data-outdated={props.outdated}>
      <div role="row" className={styles.heads}>
        {columns.map((column) => (
          <span key={column} role="columnheader">
            {t(`watchlist.columns.${column}`)}
          </span>
        ))}
      </div>
      <ul ref={list} role="rowgroup" data-entries onKeyDown={onKeyDown}>
        {entries.map((listed) => (
          <Row
            key={listed.entry.id}
            listed={listed}
            chosen={listed.entry.id === chosenId}
            reachable={listed.entry.id === reachable}
            todayMs={todayMs}
            by={
              listed.entry.approvedBy === null
                ? t('watchlist.writtenBy', { name: nameOf(listed.entry.author) })
                : t('watchlist.approvedBy', { name: nameOf(listed.entry.approvedBy) })
            }
            onChoose={props.onChoose}
            onOpen={props.onOpen}
          />
        ))}
      </ul>
    </div>
  );
}

const Row = memo(function Row(props: {
  listed: ListedEntry;
  chosen: boolean;
  reachable: boolean;
  todayMs: number;
  by: string;
  onChoose: (id: number) => void;
  onOpen: (id: number) => void;
}) {
  const { entry, status, stats } = props.listed;
  return (
    <li
      role="row"
      className={styles.row}
      data-entry={entry.id}
      data-status={status}
      aria-selected={props.chosen}
      tabIndex={props.reachable ? 0 : -1}
      onClick={() => props.onOpen(entry.id)}
      onFocus={() => props.onChoose(entry.id)}
    >
      <span role="gridcell" className={styles.subject}>
        <EntrySubject entry={entry} />
        {entry.origin === 'console' ? null : (
          <i className={styles.lock}>
            <LockIcon />
          </i>
        )}
      </span>
      <span role="gridcell">
        <EntryCategoryCell entry={entry} />
      </span>
      <span role="gridcell" className={styles.basis} title={entry.basis}>
        {entry.basis}
      </span>
      <span role="gridcell" className={styles.status}>
        <EntryStatusWords status={status} />
        <small title={props.by}>{props.by}</small>
      </span>
      <span role="gridcell">
        <EntryUntil entry={entry} nowMs={props.todayMs} />
      </span>
      <span role="gridcell">
        <EntryHits stats={stats} />
      </span>
      <span role="gridcell">
        <EntryOrigin entry={entry} />
      </span>
    </li>
  );
});
