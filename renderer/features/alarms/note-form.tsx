import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../ui/key-cap.tsx';
import { textFormKeys } from './form-keys.ts';
import styles from './outcome-form.module.css';

/** A word on what is happening, kept with who and when. Enter saves, Shift+Enter is a new line, Esc goes back. */
export function NoteForm(props: { busy: boolean; onSave: (text: string) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = (): void => {
    if (text.trim() !== '' && !props.busy) props.onSave(text.trim());
    else field.current?.focus();
  };
  return (
    <form
      className={styles.form}
      onKeyDown={textFormKeys({ onFinish: save, onCancel: props.onCancel })}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        ref={field}
        name="alarm-note"
        rows={2}
        maxLength={2000}
        value={text}
        aria-label={t('notes.add')}
        placeholder={t('notes.placeholder')}
        onChange={(event) => setText(event.target.value)}
      />
      <div className={styles.acts}>
        <button type="button" className={styles.cancel} onClick={props.onCancel}>
          {t('alarm.cancel')} <KeyCap>Esc</KeyCap>
        </button>
        <button type="submit" className={styles.finish} disabled={props.busy}>
          {t('notes.save')} <KeyCap>Enter</KeyCap>
        </button>
      </div>
    </form>
  );
}
