import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localInput, localInstant } from '../../text/format.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import styles from './filter-panel.module.css';
import type { FilterProps } from './filter-panel.tsx';
import { barWindow, quickSpans, sameSpan } from './journal-span.ts';
import type { JournalSpan } from './journal-span.ts';

/** How far back: one press for the usual stretches, two fields for any other. */
export function SpanChips({ filter, onFilter, nowMs }: FilterProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const chosen = filter.span.span === 'between' ? filter.span : null;
  const take = (span: JournalSpan): void => {
    setOpened(false);
    onFilter({ ...filter, span, brush: null });
  };
  const known = quickSpans.some(({ span }) => sameSpan(span, filter.span));
  return (
    <div className={styles.group}>
      <h2>{t('search.time')}</h2>
      <Chips label={t('search.time')}>
        {quickSpans.map(({ key, span }) => (
          <Chip key={key} name={key} on={!opened && sameSpan(span, filter.span)} onPress={() => take(span)}>
            {t(`search.span.${key}`)}
          </Chip>
        ))}
        {filter.span.span === 'hours' && !known ? (
          <Chip on onPress={() => setOpened(false)}>
            {t('search.span.hours', { n: filter.span.hours })}
          </Chip>
        ) : null}
        <Chip name="between" on={opened || chosen !== null} onPress={() => setOpened(!opened)}>
          {t('search.span.between')}
        </Chip>
      </Chips>
      {opened || chosen !== null ? (
        <Between
          key={JSON.stringify(filter.span)}
          begin={filter.brush ?? chosen ?? barWindow(filter.span, nowMs)}
          onTake={(fromMs, toMs) => take({ span: 'between', fromMs, toMs })}
        />
      ) : null}
    </div>
  );
}

function Between(props: { begin: { fromMs: number; toMs: number }; onTake: (fromMs: number, toMs: number) => void }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState(localInput(props.begin.fromMs));
  const [to, setTo] = useState(localInput(props.begin.toMs));
  const fromMs = localInstant(from);
  const toMs = localInstant(to);
  const fits = fromMs !== null && toMs !== null && toMs > fromMs;
  return (
    <form
      className={styles.between}
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) props.onTake(fromMs, toMs);
      }}
    >
      <label>
        <span>{t('search.from')}</span>
        <input name="from" type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        <span>{t('search.to')}</span>
        <input name="to" type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <footer>
        <span role="status">{fits ? '' : t('search.betweenWrong')}</span>
        <button type="submit" disabled={!fits}>
          {t('search.apply')}
        </button>
      </footer>
    </form>
  );
}
