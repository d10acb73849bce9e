import { useTranslation } from 'react-i18next';
import type { Action, ActionRun } from '#contract/action.ts';
import type { Alarm } from '#contract/alarm.ts';
import { clockTime } from '../../text/format.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import cardStyles from './alarm-card.module.css';
import styles from './card-doors.module.css';
import type { CardHands } from './card-work.ts';
import { isOn } from './door-keys.ts';
import { runWords } from './door-words.ts';
import { useShownOnChange } from './use-shown-on-change.ts';
import type { AlarmActions } from './use-alarm-actions.ts';

/** What can be done outside, by a button or its key, and what came of it. */
export function CardDoors(props: {
  alarm: Alarm;
  offered: readonly Action[];
  actions: AlarmActions;
  hands: CardHands;
}) {
  const { t } = useTranslation();
  const { alarm, offered } = props;
  // An action that is no longer offered still says what came of it.
  const others = alarm.actionRuns.filter(
    (run, at, runs) =>
      !offered.some(({ id }) => id === run.actionId) &&
      runs.findIndex(({ actionId }) => actionId === run.actionId) === at,
  );
  if (offered.length === 0 && others.length === 0) return null;
  const firstOf = (effect: Action['effect']): number | undefined => offered.find((each) => each.effect === effect)?.id;
  return (
    <ul className={styles.doors} aria-label={t('doors.title')}>
      {offered.map((action) => (
        <DoorLine
          key={action.id}
          {...props}
          action={action}
          run={alarm.actionRuns.find(({ actionId }) => actionId === action.id) ?? null}
          keyed={action.id === firstOf(action.effect)}
        />
      ))}
      {others.map((run) => (
        <li key={`run-${String(run.actionId)}`} data-action={run.actionId} data-run={run.state}>
          <span className={styles.what}>
            <b>{run.actionName}</b>
            <Result run={run} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function DoorLine(props: {
  alarm: Alarm;
  action: Action;
  run: ActionRun | null;
  /** The key of its effect means this one. */
  keyed: boolean;
  actions: AlarmActions;
  hands: CardHands;
}) {
  const { t } = useTranslation();
  const { alarm, action, run, actions, hands, keyed } = props;
  const on = isOn(alarm, action);
  const shown = useShownOnChange<HTMLLIElement>(run === null ? '' : `${String(run.id)} ${run.state}`);
  const button = ((): { words: string; cap: string | null; press: () => void } => {
    switch (action.effect) {
      case 'open':
        return { words: t('handling.act.open-on'), cap: keyed ? 'O' : null, press: () => hands.door(alarm.id, 'open') };
      case 'hold':
        return on
          ? {
              words: t('handling.act.hold-off'),
              cap: keyed ? '⇧H' : null,
              press: () => hands.door(alarm.id, 'release'),
            }
          : {
              words: t('handling.act.hold-on'),
              cap: keyed ? 'H' : null,
              press: () => actions.runAction(alarm.id, action.id, 'on'),
            };
      default:
        return {
          words: t(on ? 'handling.act.other-off' : 'handling.act.other'),
          cap: null,
          press: () => actions.runAction(alarm.id, action.id, on ? 'off' : 'on'),
        };
    }
  })();
  return (
    <li ref={shown} className={cardStyles.shown} data-action={action.id} data-run={run?.state ?? 'none'}>
      <span className={styles.what}>
        <b>{action.name}</b>
        {run === null ? null : <Result run={run} />}
      </span>
      <button type="button" disabled={run?.state === 'running'} onClick={button.press}>
        {button.words}
        {button.cap === null ? null : <KeyCap>{button.cap}</KeyCap>}
      </button>
    </li>
  );
}

function Result({ run }: { run: ActionRun }) {
  const { t } = useTranslation();
  return (
    <span className={styles.result} data-state={run.state} role="status" title={run.detail}>
      {runWords(run, t)} <span className="number">{clockTime(run.endedAtMs ?? run.startedAtMs)}</span>
    </span>
  );
}
