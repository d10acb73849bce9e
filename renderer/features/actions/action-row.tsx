import { useTranslation } from 'react-i18next';
import type { Action, ActionRun } from '#contract/action.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { EnabledCell } from '../rules/enabled-cell.tsx';
import rows from '../rules/rules.module.css';
import { dayOrTime } from '../../text/format.ts';
import { actionSentence, runLook, runWords, targetWords } from './action-words.ts';
import styles from './actions.module.css';

export function ActionRow(props: {
  action: Action;
  /** Null: it never ran, or longer ago than is asked for. */
  last: ActionRun | null;
  cameraName: (id: string) => string | undefined;
  reachable: boolean;
  chosen: boolean;
  onOpen: () => void;
  /** Null for whoever may not. */
  onSwitch: ((enabled: boolean) => void) | null;
}) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { action, last } = props;
  return (
    <li
      role="row"
      className={rows.row}
      data-row={action.id}
      data-action={action.name}
      data-enabled={action.enabled}
      aria-selected={props.chosen}
      tabIndex={props.reachable ? 0 : -1}
      onClick={props.onOpen}
    >
      <span role="gridcell" className={styles.effect} data-effect={action.effect}>
        {t(`actionEffect.${action.effect}.name`)}
      </span>
      <span role="gridcell" className={rows.what}>
        <b>{action.name}</b>
        <span>{actionSentence(action, t)}</span>
        <small className={styles.target}>{targetWords(action.target, props.cameraName, t)}</small>
      </span>
      <span role="gridcell" className={styles.last} data-look={last === null ? 'none' : runLook(last)}>
        {last === null ? (
          t('actions.neverRun')
        ) : (
          <>
            <b>{runWords(last, t)}</b>
            {dayOrTime(last.startedAtMs, todayMs)}
          </>
        )}
      </span>
      <EnabledCell
        enabled={action.enabled}
        label={t('actions.switchLabel', { name: action.name })}
        onSwitch={props.onSwitch}
      />
    </li>
  );
}
