import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { alarmOutcome } from '#contract/alarm.ts';
import type { Alarm, AlarmOutcome } from '#contract/alarm.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import { textFormKeys } from './form-keys.ts';
import styles from './outcome-form.module.css';
import { noteMissing } from './order-alarms.ts';

/** The outcome and what happened. Enter closes the alarm, Shift+Enter is a new line, Esc goes back. */
export function OutcomeForm(props: {
  alarm: Alarm;
  outcome: AlarmOutcome | null;
  busy: boolean;
  onOutcome: (outcome: AlarmOutcome) => void;
  onFinish: (outcome: AlarmOutcome, note: string) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const { alarm, outcome, busy } = props;
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const missing = noteMissing(alarm, note);

  const finish = (): void => {
    setTried(true);
    if (outcome === null || busy) return;
    if (missing) {
      field.current?.focus();
      return;
    }
    props.onFinish(outcome, note.trim());
  };
  return (
    <form
      className={styles.form}
      onKeyDown={textFormKeys({ onFinish: finish, onCancel: props.onCancel })}
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
    >
      <div className={styles.outcomes} role="radiogroup" aria-label={t('alarm.outcomeHint')}>
        {alarmOutcome.options.map((each) => (
          <button
            key={each}
            type="button"
            role="radio"
            aria-checked={each === outcome}
            data-outcome={each}
            onClick={() => {
              props.onOutcome(each);
              field.current?.focus();
            }}
          >
            {t(`alarm.outcome.${each}`)}
          </button>
        ))}
      </div>
      {tried && outcome === null ? <p className={styles.missing}>{t('alarm.outcomeHint')}</p> : null}
      <textarea
        ref={field}
        name="note"
        rows={2}
        maxLength={2000}
        value={note}
        aria-label={t('alarm.note')}
        placeholder={t('alarm.notePlaceholder')}
        onChange={(event) => setNote(event.target.value)}
      />
      <p className={tried && missing ? styles.missing : styles.hint}>
        {alarm.priority === 1 ? t('alarm.noteRequired') : t('alarm.noteOptional')}
      </p>
      <div className={styles.acts}>
        <button type="button" className={styles.cancel} onClick={props.onCancel}>
          {t('alarm.cancel')} <KeyCap>Esc</KeyCap>
        </button>
        <button type="submit" className={styles.finish} disabled={busy}>
          {t('alarm.finish')} <KeyCap>Enter</KeyCap>
        </button>
      </div>
    </form>
  );
}
