import { Spin } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './import-screen.module.css';

/** Where a sheet is dropped, pasted, or chosen by Enter. */
export function SheetDrop(props: { busy: boolean; refused: string | null; onFile: (file: File) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (file: File | undefined): void => {
    if (file !== undefined && !props.busy) props.onFile(file);
  };
  return (
    <div className={styles.begin}>
      <button
        type="button"
        className={styles.drop}
        data-sheet-drop
        data-over={over}
        autoFocus
        // Not switched off: over a control that is, the browser would open a dropped file itself.
        aria-disabled={props.busy}
        onClick={() => {
          if (!props.busy) input.current?.click();
        }}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        {props.busy ? (
          <>
            <Spin />
            <strong>{t('watchlist.import.reading')}</strong>
          </>
        ) : (
          <>
            <strong>{t('watchlist.import.drop')}</strong>
            <span>{t('watchlist.import.dropWords')}</span>
          </>
        )}
        {props.refused === null ? null : (
          <span className={styles.warning} role="alert">
            {props.refused}
          </span>
        )}
      </button>
      <ul className={styles.notes}>
        {(['columns', 'dates', 'people', 'approval'] as const).map((note) => (
          <li key={note}>{t(`watchlist.import.note.${note}`)}</li>
        ))}
      </ul>
      <input
        ref={input}
        type="file"
        name="sheet"
        accept=".xlsx,.csv,.txt,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        hidden
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}
