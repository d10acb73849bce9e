import { useTranslation } from 'react-i18next';
import type { Rule } from '#contract/rule.ts';
import { Facts } from '../../ui/facts.tsx';
import { placeWords, hasPlace, ruleSentence, urgencyOf } from './rule-words.ts';
import type { Names } from './rule-words.ts';
import styles from './rules.module.css';
import { WeekStrip } from './week-strip.tsx';

/** A rule to read: its sentence, its week, what the guard is to do. */
export function RuleDetails({ rule, names }: { rule: Rule; names: Names }) {
  const { t } = useTranslation();
  const actions = rule.actionIds.map((id) => names.action(id) ?? t('rules.actionGone'));
  return (
    <div className={styles.details} data-rule-details={rule.id}>
      <strong>{rule.name}</strong>
      <p className={styles.sentence} data-priority={urgencyOf(rule)}>
        {ruleSentence(rule, names, t)}
      </p>
      <Facts
        facts={[
          [t('rules.state'), rule.enabled ? t('rules.on') : t('rules.off')],
          [t('rules.where'), hasPlace(rule.trigger) ? placeWords(rule.scope, names, t) : t('rules.whereNone')],
          [t('rules.actions'), actions.join(t('common.list'))],
        ]}
      />
      <h2>{t('rules.when')}</h2>
      <WeekStrip schedule={rule.schedule} />
      <h2>{t('rules.steps')}</h2>
      {rule.procedure.length === 0 ? (
        <p className={styles.none}>{t('rules.none')}</p>
      ) : (
        <ol className={styles.steps}>
          {rule.procedure.map((step, index) => (
            <li key={index}>
              <b>{index + 1}</b> {step}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
