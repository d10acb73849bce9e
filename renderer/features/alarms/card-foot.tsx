import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../ui/key-cap.tsx';
import styles from './alarm-card.module.css';
import type { AlarmCardProps } from './alarm-card.tsx';
import { outcomeKeys } from './alarm-keys.ts';
import { DoorPrompt } from './door-prompt.tsx';
import { HandOverForm } from './hand-over-form.tsx';
import { NoteForm } from './note-form.tsx';
import { OutcomeForm } from './outcome-form.tsx';

/** The next act, always in sight: acknowledge, then the outcome; or the form or question that is open. */
export function CardFoot(props: AlarmCardProps) {
  return (
    <div className={styles.acts} data-work={props.work?.form ?? 'none'}>
      <Work {...props} />
    </div>
  );
}

function Work(props: AlarmCardProps) {
  const { alarm, work, actions, hands, pending, me } = props;
  const leave = (): void => hands.work(null);
  switch (work?.form) {
    case 'outcome':
      return (
        <OutcomeForm
          alarm={alarm}
          outcome={work.outcome}
          busy={pending?.resolving === true}
          onOutcome={(outcome) => hands.work({ ...work, outcome })}
          onFinish={(outcome, note) => actions.resolve(alarm.id, outcome, note, leave)}
          onCancel={leave}
        />
      );
    case 'note':
      return (
        <NoteForm
          busy={pending?.noting === true}
          onSave={(text) => actions.addNote(alarm.id, text, leave)}
          onCancel={leave}
        />
      );
    case 'hand-over':
      return (
        <HandOverForm
          {...{ alarm, me }}
          busy={pending?.handingOver === true}
          onHandOver={(to) => actions.handOver(alarm.id, to, leave)}
          onCancel={leave}
        />
      );
    case 'door':
      return <DoorPrompt ask={work.ask} onChoose={(id) => hands.chooseDoor(alarm.id, id)} onCancel={leave} />;
    case undefined:
      return <NextActs {...props} />;
  }
}

function NextActs({ alarm, actions, hands, pending }: AlarmCardProps) {
  const { t } = useTranslation();
  const acknowledging = pending?.acknowledging === alarm.id;
  return (
    <>
      {alarm.state === 'open' ? (
        <button
          type="button"
          className={styles.act}
          disabled={acknowledging}
          onClick={() => actions.acknowledge(alarm.id)}
        >
          {acknowledging ? t('alarm.acknowledging') : t('alarm.acknowledge')}
          <KeyCap>Enter</KeyCap>
        </button>
      ) : (
        <div className={styles.outcomes} role="group" aria-label={t('alarm.outcomeHint')}>
          {Object.entries(outcomeKeys).map(([key, outcome]) => (
            <button
              key={key}
              type="button"
              data-outcome={outcome}
              onClick={() => hands.work({ id: alarm.id, form: 'outcome', outcome })}
            >
              {t(`alarm.outcome.${outcome}`)} <KeyCap>{key}</KeyCap>
            </button>
          ))}
        </div>
      )}
      <div className={styles.more}>
        <button type="button" data-act="note" onClick={() => hands.work({ id: alarm.id, form: 'note' })}>
          {t('alarm.note')} <KeyCap>N</KeyCap>
        </button>
        <button type="button" data-act="hand-over" onClick={() => hands.work({ id: alarm.id, form: 'hand-over' })}>
          {t('handOver.title')} <KeyCap>R</KeyCap>
        </button>
      </div>
    </>
  );
}
