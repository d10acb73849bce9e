import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#contract/access.ts';
import type { Action } from '#contract/action.ts';
import type { Alarm } from '#contract/alarm.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { clockTime, durationInWords, stopwatch } from '../../text/format.ts';
import { CheckIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import styles from './alarm-card.module.css';
import { alarmFinding, alarmPlace, alarmTitle, alarmSubject, personName } from './alarm-words.ts';
import { CardDoors } from './card-doors.tsx';
import { CardFoot } from './card-foot.tsx';
import { CardBasis, CardCause } from './card-match.tsx';
import { CardPictures } from './card-pictures.tsx';
import type { CardHands, CardWork } from './card-work.ts';
import { useShownOnChange } from './use-shown-on-change.ts';
import type { AlarmActions, AlarmPending } from './use-alarm-actions.ts';

export interface AlarmCardProps {
  alarm: Alarm;
  selected: boolean;
  me: SignedIn;
  /** Of this card; null while nothing is open at its foot. */
  work: CardWork | null;
  /** What is on its way to the station for this card; null for one that is not selected. */
  pending: AlarmPending | null;
  /** What can be done outside, of the selected card. */
  offered: readonly Action[];
  actions: AlarmActions;
  hands: CardHands;
}

/** One alarm in the rail: whole while it wants something, a line once someone has it. Drawn again only when it changes. */
export const AlarmCard = memo(function AlarmCard(props: AlarmCardProps) {
  const { alarm, selected, hands } = props;
  const whole = alarm.state !== 'resolved' && selected;
  const own = useRef<HTMLElement>(null);
  useEffect(() => {
    if (selected) own.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <article
      ref={own}
      className={styles.card}
      data-alarm={alarm.id}
      data-state={alarm.state}
      data-priority={alarm.priority}
      data-selected={selected}
      data-whole={whole}
      data-count={alarm.count}
      data-escalated={alarm.escalation?.level ?? 0}
      onClick={() => {
        if (!selected && alarm.state !== 'resolved') hands.select(alarm.id);
      }}
      aria-current={selected}
    >
      <Head alarm={alarm} />
      {alarm.state === 'resolved' ? (
        <ResolvedLine alarm={alarm} me={props.me} />
      ) : (
        <WhereLine alarm={alarm} me={props.me} whole={whole} />
      )}
      {whole ? <WholeCard {...props} /> : null}
    </article>
  );
});

function Head({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  return (
    <header className={styles.head}>
      <h3>
        {alarmTitle(alarm, t)} <span>{t(`alarm.priority.p${alarm.priority}`)}</span>
      </h3>
      <time className="number">{clockTime(alarm.raisedAtMs)}</time>
    </header>
  );
}

function WhereLine({ alarm, me, whole }: { alarm: Alarm; me: SignedIn; whole: boolean }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const parts = [
    alarmPlace(alarm, t),
    t(alarm.cause.by === 'rule' ? 'handling.times' : 'alarm.hits', { n: alarm.count }),
  ];
  if (alarm.state === 'open') {
    parts.push(t('alarm.lasting', { duration: durationInWords(nowMs - alarm.raisedAtMs, t) }));
  }
  const { escalation, owner } = alarm;
  return (
    <>
      <p className={styles.where}>
        {parts.join(' · ')}
        {owner === null ? null : (
          <span className={styles.owner} data-mine={owner.by === me.account}>
            {owner.by === me.account ? t('alarm.handledByYou') : t('alarm.handledBy', { name: personName(owner, me) })}{' '}
            <span className="number">{stopwatch(nowMs - owner.sinceMs)}</span>
          </span>
        )}
      </p>
      {whole ? null : (
        <p className={styles.brief}>
          {alarmFinding(alarm, t) ?? alarmSubject(alarm, t)}
          {escalation === null || alarm.state !== 'open' ? null : (
            <b>{t(`handling.escalatedShort.l${escalation.level}`)}</b>
          )}
        </p>
      )}
      {whole && escalation !== null && alarm.state === 'open' ? (
        <p className={styles.escalated} data-level={escalation.level} role="status">
          {t(`handling.escalated.l${escalation.level}`, { time: clockTime(escalation.atMs) })}
        </p>
      ) : null}
    </>
  );
}

function ResolvedLine({ alarm, me }: { alarm: Alarm; me: SignedIn }) {
  const { t } = useTranslation();
  if (alarm.resolved === null) return null;
  return (
    <p className={styles.where}>
      <span className={styles.resolved}>
        <CheckIcon /> {t('alarm.state.resolved')} · {t(`alarm.outcome.${alarm.resolved.outcome}`)}
      </span>
      {personName(alarm.resolved, me)}
    </p>
  );
}

function WholeCard(props: AlarmCardProps) {
  const { alarm, actions } = props;
  return (
    <div className={styles.whole}>
      <CardPictures alarm={alarm} />
      <CardCause alarm={alarm} />
      <Steps alarm={alarm} actions={actions} />
      <CardDoors alarm={alarm} offered={props.offered} actions={actions} hands={props.hands} />
      <Notes alarm={alarm} me={props.me} />
      <CardBasis alarm={alarm} />
      <CardFoot {...props} />
    </div>
  );
}

function Steps({ alarm, actions }: { alarm: Alarm; actions: AlarmActions }) {
  const { t } = useTranslation();
  const shown = useShownOnChange<HTMLUListElement>(alarm.stepsDone.length);
  if (alarm.procedure.length === 0) return null;
  const next = alarm.procedure.findIndex((_, index) => !alarm.stepsDone.includes(index));
  return (
    <ul ref={shown} className={`${styles.steps ?? ''} ${styles.shown ?? ''}`} aria-label={t('alarm.procedure')}>
      {alarm.procedure.map((step, index) => {
        const done = alarm.stepsDone.includes(index);
        return (
          <li key={index}>
            <button
              type="button"
              role="checkbox"
              aria-checked={done}
              onClick={() => actions.tickStep(alarm.id, index, !done)}
            >
              <span className={styles.box}>{done ? <CheckIcon /> : null}</span>
              <span>{step}</span>
              {index === next && alarm.state === 'acknowledged' ? <KeyCap>X</KeyCap> : null}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** As many as fit beside everything else; the details have them all. */
const notesShown = 3;

function Notes({ alarm, me }: { alarm: Alarm; me: SignedIn }) {
  const { t } = useTranslation();
  const shown = useShownOnChange<HTMLUListElement>(alarm.notes.length);
  if (alarm.notes.length === 0) return null;
  const earlier = Math.max(0, alarm.notes.length - notesShown);
  return (
    <ul
      ref={shown}
      className={`${styles.notes ?? ''} ${styles.shown ?? ''}`}
      aria-label={t('notes.title', { n: alarm.notes.length })}
    >
      {earlier === 0 ? null : <li className={styles.quiet}>{t('notes.earlier', { n: earlier })}</li>}
      {alarm.notes.slice(earlier).map((note) => (
        <li key={`${note.by}-${String(note.atMs)}`}>
          <span>
            {personName(note, me)} <span className="number">{clockTime(note.atMs)}</span>
          </span>
          <p>{note.text}</p>
        </li>
      ))}
    </ul>
  );
}
