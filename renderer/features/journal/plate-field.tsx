import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../ui/key-cap.tsx';
import styles from './filter-panel.module.css';
import type { FilterProps } from './filter-panel.tsx';
import { askedPlate, typedPlate } from './plate-pattern.ts';

/** A pause in typing; long enough not to ask for every letter of a plate. */
const typedForMs = 220;

/** A plate or a part of one; asked for when the typing pauses. Enter goes to the results. */
export function PlateField({ filter, onFilter, onDone }: FilterProps & { onDone: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(filter.plate);
  const [known, setKnown] = useState(filter.plate);
  // Cleared, gone back or a saved search applied: the address has the last word.
  if (known !== filter.plate) {
    setKnown(filter.plate);
    setText(filter.plate);
  }
  const take = (): void => {
    if (text === filter.plate) return;
    setKnown(text);
    onFilter({ ...filter, plate: text }, 'in-place');
  };
  const takeInPause = useEffectEvent(take);
  useEffect(() => {
    const timer = setTimeout(() => takeInPause(), typedForMs);
    return () => clearTimeout(timer);
  }, [text]);
  const asked = askedPlate(text);
  return (
    <div className={styles.group}>
      <h2 id="plate-label">
        {t('journal.plate')} <KeyCap>/</KeyCap>
      </h2>
      <div className={styles.plate}>
        <input
          name="plate"
          type="text"
          autoComplete="off"
          spellCheck={false}
          aria-labelledby="plate-label"
          value={text}
          placeholder={t('journal.plateHint')}
          maxLength={16}
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
        <button
          type="button"
          data-chip="alike"
          aria-pressed={filter.plateAlike}
          title={t('search.alikeWords')}
          onClick={() => onFilter({ ...filter, plateAlike: !filter.plateAlike })}
        >
          {t('search.alike')}
        </button>
      </div>
      <p className={styles.hint}>
        {filter.plateAlike
          ? t('search.alikeWords')
          : asked === typedPlate(text)
            ? t('search.plateWords')
            : t('search.plateAsked', { pattern: asked })}
      </p>
    </div>
  );
}
