import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportPreview, ImportRow } from '#contract/watchlist.ts';
import { grouped } from '../../text/format.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import { categoryWords, EntrySubject } from './entry-cells.tsx';
import { lastDay } from './entry-days.ts';
import { memberWords } from './entry-members.ts';
import styles from './import-screen.module.css';

const outcomes = ['wrong', 'changed', 'new', 'same'] as const satisfies readonly ImportRow['outcome'][];

/** What the station says of each row; of a long sheet it tells the first five hundred, the wrong ones first. */
export function PreviewRows({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation();
  const [only, setOnly] = useState<ImportRow['outcome'] | null>(null);
  const all = outcomes.reduce((sum, outcome) => sum + preview.counts[outcome], 0);
  const rows = only === null ? preview.rows : preview.rows.filter(({ outcome }) => outcome === only);
  return (
    <section className={styles.rows}>
      <header>
        <Chips label={t('watchlist.import.show')}>
          <Chip on={only === null} onPress={() => setOnly(null)}>
            {t('watchlist.all')}
          </Chip>
          {outcomes.map((outcome) =>
            preview.counts[outcome] === 0 ? null : (
              <Chip key={outcome} name={outcome} on={only === outcome} onPress={() => setOnly(outcome)}>
                {t(`watchlist.import.outcome.${outcome}`)} <b className="number">{grouped(preview.counts[outcome])}</b>
              </Chip>
            ),
          )}
        </Chips>
        {all > preview.rows.length ? (
          <small>{t('watchlist.import.firstRows', { n: preview.rows.length, all: grouped(all) })}</small>
        ) : null}
      </header>
      <div role="table" aria-label={t('watchlist.import.show')}>
        <div role="row" className={styles.heads}>
          {(['row', 'outcome', 'subject', 'what'] as const).map((column) => (
            <span key={column} role="columnheader">
              {t(`watchlist.import.column.${column}`)}
            </span>
          ))}
        </div>
        {rows.map((row) => (
          <Row key={row.row} row={row} />
        ))}
      </div>
    </section>
  );
}

const Row = memo(function Row({ row }: { row: ImportRow }) {
  const { t } = useTranslation();
  const { draft, problems, changes } = row;
  return (
    <div role="row" className={styles.row} data-row={row.row} data-outcome={row.outcome}>
      <span role="cell" className="number">
        {row.row}
      </span>
      <span role="cell" className={styles.outcome}>
        {t(`watchlist.import.outcome.${row.outcome}`)}
      </span>
      <span role="cell">{draft === null ? '—' : <EntrySubject entry={draft} />}</span>
      <span role="cell">
        {problems.length > 0 ? (
          <ul>
            {problems.map(({ field, problem, found }, index) => (
              <li key={index}>
                <b>{memberWords(field, t)}</b>{' '}
                {found === ''
                  ? t(`watchlist.problem.${problem}`)
                  : t('watchlist.problemFound', { problem: t(`watchlist.problem.${problem}`), found })}
              </li>
            ))}
          </ul>
        ) : draft === null ? null : (
          <>
            {[
              categoryWords(draft, t),
              t(`alarm.priority.p${draft.priority}`),
              draft.basis,
              t('watchlist.untilDay', { day: lastDay(draft.expiresAtMs) }),
            ].join(' · ')}
            {row.outcome === 'changed' ? (
              <small>
                {t('watchlist.import.changes', {
                  members: changes.map((member) => memberWords(member, t)).join(t('common.list')),
                })}
              </small>
            ) : null}
          </>
        )}
      </span>
    </div>
  );
});
