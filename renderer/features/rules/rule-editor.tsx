import { App, Input, Segmented, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewRule, Rule } from '#contract/rule.ts';
import { Field } from '../devices/camera-form.tsx';
import { ActionChoice } from './action-choice.tsx';
import { DryRunPanel } from './dry-run-panel.tsx';
import { EditorFrame, Section } from './editor-frame.tsx';
import styles from './editor.module.css';
import fields from './fields.module.css';
import { Group } from './group.tsx';
import { draftOf, finishedRule } from './rule-draft.ts';
import type { RuleDraft, RuleProblem } from './rule-draft.ts';
import { hasPlace, ruleSentence, urgencyOf } from './rule-words.ts';
import { ScheduleFields } from './schedule-fields.tsx';
import { ScopeFields } from './scope-fields.tsx';
import { TriggerFields } from './trigger-fields.tsx';
import type { DryRunAnswer } from './use-dry-run.ts';
import { useKept } from './use-kept.ts';
import { useNames } from './use-names.ts';
import { useRuleActions } from './use-rule-actions.ts';

interface Work {
  draft: RuleDraft;
  answer: DryRunAnswer | null;
}

/** A rule to be written: its sentence on top as it changes, what it is made of below, what it would have done beside it. */
export function RuleEditor(props: {
  /** Null: a new one. */
  rule: Rule | null;
  start: NewRule;
  onLeave: (id: number | null) => void;
}) {
  const { t } = useTranslation();
  const { rule } = props;
  const { message } = App.useApp();
  const names = useNames();
  const actions = useRuleActions();
  const [tried, setTried] = useState(false);
  const first = draftOf(props.start);
  const work = useKept<Work>(rule === null ? 'rule-new' : `rule-${String(rule.id)}-${String(rule.changedAtMs)}`, {
    draft: first,
    answer: null,
  });
  const { draft, answer } = work.value;
  const set = (part: Partial<RuleDraft>): void => work.keep({ draft: { ...draft, ...part }, answer });
  const finished = finishedRule(draft);
  const problems = finished.outcome === 'complete' ? [] : finished.problems;
  const close = (id: number | null): void => {
    work.forget();
    props.onLeave(id);
  };
  return (
    <EditorFrame
      tab="rules"
      sentence={ruleSentence(draft, names, t)}
      priority={urgencyOf(draft)}
      busy={actions.busy}
      changed={rule === null || JSON.stringify(draft) !== JSON.stringify(first)}
      onSave={() => {
        setTried(true);
        if (finished.outcome === 'complete') actions.save(rule?.id ?? null, finished.rule, ({ id }) => close(id));
        else void message.warning(t(`rules.problem.${finished.problems[0] ?? 'other'}`));
      }}
      onLeave={() => close(rule?.id ?? null)}
      remove={
        rule === null
          ? null
          : {
              ask: t('rules.removeAsk', { name: rule.name }),
              words: t('rules.removeWords'),
              act: () => actions.remove(rule, () => close(null)),
            }
      }
      left={
        <>
          <Section title={t('rules.trigger')}>
            <TriggerFields trigger={draft.trigger} problems={problems} onChange={(trigger) => set({ trigger })} />
          </Section>
          <Section title={t('rules.when')}>
            <ScheduleFields
              schedule={draft.schedule}
              wrong={problems.includes('schedule')}
              onChange={(schedule) => set({ schedule })}
            />
          </Section>
          <Section title={t('rules.where')}>
            {hasPlace(draft.trigger) ? (
              <ScopeFields scope={draft.scope} onChange={(scope) => set({ scope })} />
            ) : (
              <p className={styles.words}>{t('rules.whereNone')}</p>
            )}
          </Section>
        </>
      }
      right={
        <>
          <Section title={t('rules.then')}>
            <Then draft={draft} problems={problems} tried={tried} onChange={set} />
          </Section>
          <Section title={t('rules.dryRunTitle')}>
            <DryRunPanel
              rule={finished.outcome === 'complete' ? finished.rule : nameless(draft)}
              answer={answer}
              onAnswer={(next) => work.keep({ draft, answer: next })}
            />
          </Section>
        </>
      }
    />
  );
}

/** A rule that only has no name yet can be tried all the same. */
function nameless(draft: RuleDraft): NewRule | null {
  const named = finishedRule({ ...draft, name: draft.name.trim() === '' ? '-' : draft.name });
  return named.outcome === 'complete' ? named.rule : null;
}

function Then(props: {
  draft: RuleDraft;
  problems: readonly RuleProblem[];
  tried: boolean;
  onChange: (part: Partial<RuleDraft>) => void;
}) {
  const { t } = useTranslation();
  const { draft, problems, onChange } = props;
  return (
    <div className={styles.then}>
      <div className={styles.naming}>
        <Field
          label={t('rules.name')}
          hint={t('rules.nameHint')}
          error={props.tried && problems.includes('name') ? t('rules.problem.name') : null}
        >
          <Input
            name="rule-name"
            maxLength={64}
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        </Field>
        <Group label={t('rules.on')}>
          <span className={fields.switch}>
            <Switch checked={draft.enabled} aria-label={t('rules.on')} onChange={(enabled) => onChange({ enabled })} />
          </span>
        </Group>
      </div>
      <Group
        label={t('rules.priority')}
        {...(draft.trigger.kind === 'crowd' ? { hint: t('rules.priorityByLevels') } : {})}
      >
        {draft.trigger.kind === 'crowd' ? null : (
          <Segmented
            className={styles.fit ?? ''}
            value={draft.priority}
            options={([1, 2, 3] as const).map((value) => ({ value, label: t(`alarm.priority.p${value}`) }))}
            onChange={(priority) => onChange({ priority })}
          />
        )}
      </Group>
      <Field
        label={t('rules.steps')}
        hint={t('rules.stepsHint')}
        error={problems.includes('procedure') ? t('rules.problem.procedure') : null}
      >
        <Input.TextArea
          name="rule-steps"
          autoSize={{ minRows: 3, maxRows: 10 }}
          value={draft.procedure}
          onChange={(event) => onChange({ procedure: event.target.value })}
        />
      </Field>
      <Group label={t('rules.actions')} error={problems.includes('actions') ? t('rules.problem.actions') : null}>
        <ActionChoice ids={draft.actionIds} onChange={(actionIds) => onChange({ actionIds })} />
      </Group>
    </div>
  );
}
