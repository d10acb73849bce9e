import { useTranslation } from 'react-i18next';
import type { Rule } from '#contract/rule.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { dayOrTime } from '../../text/format.ts';
import { EnabledCell } from './enabled-cell.tsx';
import { ruleSentence, urgencyOf } from './rule-words.ts';
import type { Names } from './rule-words.ts';
import styles from './rules.module.css';

export function RuleRow(props: {
  rule: Rule;
  names: Names;
  changedBy: string;
  reachable: boolean;
  chosen: boolean;
  onOpen: () => void;
  /** Null for whoever may not. */
  onSwitch: ((enabled: boolean) => void) | null;
}) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { rule } = props;
  const urgency = urgencyOf(rule);
  return (
    <li
      role="row"
      className={styles.row}
      data-row={rule.id}
      data-rule={rule.name}
      data-enabled={rule.enabled}
      data-priority={urgency}
      aria-selected={props.chosen}
      tabIndex={props.reachable ? 0 : -1}
      onClick={props.onOpen}
    >
      <span role="gridcell" className={styles.level}>
        {t(`alarm.priority.p${urgency}`)}
        {rule.trigger.kind === 'crowd' && rule.trigger.levels.length > 1 ? <small>{t('rules.byLevels')}</small> : null}
      </span>
      <span role="gridcell" className={styles.what}>
        <b>{rule.name}</b>
        <span data-sentence>{ruleSentence(rule, props.names, t)}</span>
      </span>
      <span role="gridcell" className={styles.changed}>
        <small>{t('rules.lastChange')}</small>
        {t('rules.changed', { by: props.changedBy, time: dayOrTime(rule.changedAtMs, todayMs) })}
      </span>
      <EnabledCell
        enabled={rule.enabled}
        label={t('rules.switchLabel', { name: rule.name })}
        onSwitch={props.onSwitch}
      />
    </li>
  );
}
