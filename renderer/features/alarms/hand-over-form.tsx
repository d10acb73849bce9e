import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#contract/access.ts';
import type { Alarm } from '#contract/alarm.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import styles from './outcome-form.module.css';
import { candidates } from './order-alarms.ts';

/** To whom: a digit or the arrows choose, Enter hands over, Esc goes back. */
export function HandOverForm(props: {
  alarm: Alarm;
  me: SignedIn;
  busy: boolean;
  onHandOver: (to: SignedIn) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const { data, error } = useApiQuery('alarms.colleagues');
  const people = data === undefined ? [] : candidates(data, props.alarm, props.me);
  const [at, setAt] = useState(0);
  const own = useRef<HTMLFormElement>(null);
  useEffect(() => own.current?.focus(), []);
  const chosen = people[Math.min(at, people.length - 1)];
  const handOver = (): void => {
    if (chosen !== undefined && !props.busy) props.onHandOver(chosen);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event;
    const digit = /^[1-9]$/.test(key) ? Number(key) - 1 : null;
    if (key === 'Escape') props.onCancel();
    else if (key === 'ArrowDown' || key === 'ArrowUp') {
      setAt(Math.min(people.length - 1, Math.max(0, at + (key === 'ArrowDown' ? 1 : -1))));
    } else if (digit !== null && digit < people.length) setAt(digit);
    else if (key === 'Enter' && event.target === own.current) handOver();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <form
      ref={own}
      tabIndex={-1}
      className={styles.form}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        handOver();
      }}
    >
      <div className={styles.people} role="radiogroup" aria-label={t('handOver.to')}>
        {people.map((person, index) => (
          <button
            key={person.account}
            type="button"
            role="radio"
            aria-checked={person === chosen}
            data-colleague={person.account}
            onClick={() => {
              setAt(index);
              own.current?.focus();
            }}
          >
            {index < 9 ? <KeyCap>{String(index + 1)}</KeyCap> : null}
            <span>{person.account === props.me.account ? t('handOver.mine') : person.name}</span>
            <small>{t(`role.${person.role}`)}</small>
          </button>
        ))}
      </div>
      <p className={styles.hint}>
        {data === undefined
          ? error === null
            ? t('handOver.loading')
            : errorWords(error, t)
          : people.length === 0
            ? t('handOver.nobody')
            : t('handOver.hint')}
      </p>
      <div className={styles.acts}>
        <button type="button" className={styles.cancel} onClick={props.onCancel}>
          {t('alarm.cancel')} <KeyCap>Esc</KeyCap>
        </button>
        <button type="submit" className={styles.finish} disabled={props.busy || chosen === undefined}>
          {t('handOver.title')} <KeyCap>Enter</KeyCap>
        </button>
      </div>
    </form>
  );
}
