import { Button, Segmented, Select } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { entryCategory, entryFilter, entryStatus } from '#contract/watchlist.ts';
import type { EntryCategory, EntryFilter, EntryStatus } from '#contract/watchlist.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import { asking, isAsking } from './list-address.ts';
import type { ListQuestion } from './list-address.ts';
import styles from './watchlist.module.css';

/** A pause in typing; long enough not to ask for every letter. */
const typedForMs = 220;
const kinds = ['all', 'vehicle', 'person'] as const;
const origins = ['provision', 'console', 'county'] as const satisfies readonly NonNullable<EntryFilter['origin']>[];

interface BarProps {
  question: ListQuestion;
  onAsk: (question: ListQuestion, step?: 'in-place') => void;
  /** Enter in the field: on to the list. */
  onDone: () => void;
}

export function ListFilterBar(props: BarProps) {
  const { t } = useTranslation();
  const { question, onAsk } = props;
  const { filter } = question;
  const set = (change: Parameters<typeof asking>[1]): void => onAsk(asking(question, change));
  return (
    <div className={styles.filters} role="search">
      <SearchField {...props} />
      <Segmented<(typeof kinds)[number]>
        aria-label={t('journal.kind')}
        value={filter.kind ?? 'all'}
        options={kinds.map((kind) => ({
          value: kind,
          label: kind === 'all' ? t('watchlist.all') : t(`watchlist.kind.${kind}`),
        }))}
        onChange={(kind) => set({ kind: kind === 'all' ? undefined : kind })}
      />
      <Select<EntryCategory | ''>
        className={styles.choice ?? ''}
        aria-label={t('watchlist.columns.category')}
        value={filter.category ?? ''}
        options={[
          { value: '', label: t('watchlist.anyCategory') },
          ...entryCategory.options.map((value) => ({ value, label: t(`watchlist.category.${value}`) })),
        ]}
        onChange={(category) => set({ category: category === '' ? undefined : category })}
      />
      <Select<EntryStatus | ''>
        className={styles.choice ?? ''}
        aria-label={t('watchlist.columns.status')}
        value={filter.status ?? ''}
        options={[
          { value: '', label: t('watchlist.anyStatus') },
          ...entryStatus.options.map((value) => ({ value, label: t(`watchlist.status.${value}`) })),
        ]}
        onChange={(status) => set({ status: status === '' ? undefined : status })}
      />
      <Select<(typeof origins)[number] | ''>
        className={styles.choice ?? ''}
        aria-label={t('watchlist.columns.origin')}
        value={filter.origin ?? ''}
        options={[
          { value: '', label: t('watchlist.anyOrigin') },
          ...origins.map((value) => ({ value, label: t(`watchlist.origin.${value}`) })),
        ]}
        onChange={(origin) => set({ origin: origin === '' ? undefined : origin })}
      />
      {isAsking(filter) ? (
        <Button type="text" onClick={() => onAsk({ filter: {}, page: 0 })}>
          {t('journal.clear')} <KeyCap>Esc</KeyCap>
        </Button>
      ) : null}
    </div>
  );
}

/** Asked for when the typing pauses; the address has the last word. */
function SearchField({ question, onAsk, onDone }: BarProps) {
  const { t } = useTranslation();
  const asked = question.filter.text ?? '';
  const [text, setText] = useState(asked);
  const [known, setKnown] = useState(asked);
  if (known !== asked) {
    setKnown(asked);
    // What the address leaves out of what is typed (a space at the end) stays in the field.
    if (text.trim() !== asked) setText(asked);
  }
  const take = (): void => {
    const wanted = entryFilter.shape.text.safeParse(text);
    if (wanted.success && (wanted.data ?? '') !== asked) onAsk(asking(question, { text: wanted.data }), 'in-place');
  };
  const takeInPause = useEffectEvent(take);
  useEffect(() => {
    const timer = setTimeout(() => takeInPause(), typedForMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <span className={styles.search}>
      <input
        name="list-search"
        type="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        value={text}
        placeholder={t('watchlist.search')}
        aria-label={t('watchlist.search')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter' || event.key === 'ArrowDown') {
            take();
            onDone();
            event.preventDefault();
          } else if (event.key === 'Escape') {
            if (text === '') event.currentTarget.blur();
            setText('');
            event.preventDefault();
          }
        }}
      />
      <KeyCap>/</KeyCap>
    </span>
  );
}
