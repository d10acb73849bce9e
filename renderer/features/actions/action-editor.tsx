import { App, Input, Segmented, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { actionEffect } from '#contract/action.ts';
import type { Action } from '#contract/action.ts';
import { entryCategory } from '#contract/watchlist.ts';
import { Field } from '../devices/camera-form.tsx';
import { EditorFrame, Section } from '../rules/editor-frame.tsx';
import editor from '../rules/editor.module.css';
import fields from '../rules/fields.module.css';
import { ChipChoice, Group, NumberField } from '../rules/group.tsx';
import { ScopeFields } from '../rules/scope-fields.tsx';
import { Chip, Chips } from '../../ui/chips.tsx';
import { draftOfAction, emptyAction, finishedAction } from './action-draft.ts';
import type { ActionDraft } from './action-draft.ts';
import { actionSentence, mayRunByItself } from './action-words.ts';
import styles from './actions.module.css';
import { RunList } from './run-list.tsx';
import { TargetFields } from './target-fields.tsx';
import { TestPanel } from './test-panel.tsx';
import { useActionChanges } from './use-actions.ts';

/** An action to be written: what it does and when, where it goes, a test of it, how it went. Null: a new one. */
export function ActionEditor({ action, onLeave }: { action: Action | null; onLeave: (id: number | null) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const changes = useActionChanges();
  const first = action === null ? emptyAction : draftOfAction(action);
  const [draft, setDraft] = useState<ActionDraft>(first);
  const [tried, setTried] = useState(false);
  const set = (part: Partial<ActionDraft>): void => setDraft({ ...draft, ...part });
  const finished = finishedAction(draft);
  const problems = tried && finished.outcome === 'incomplete' ? finished.problems : [];
  const keptHeaders = action?.target.kind === 'http' ? action.target.headers.map(({ name }) => name) : [];
  const sentence = `${draft.name.trim() === '' ? t('actions.newTitle') : draft.name} · ${actionSentence(draft, t)}`;
  return (
    <EditorFrame
      tab="actions"
      sentence={sentence}
      busy={changes.busy}
      changed={JSON.stringify(draft) !== JSON.stringify(first)}
      onSave={() => {
        setTried(true);
        if (finished.outcome === 'complete') changes.save(action?.id ?? null, finished.action, ({ id }) => onLeave(id));
        else void message.warning(t(`actions.problem.${finished.problems[0] ?? 'other'}`));
      }}
      onLeave={() => onLeave(action?.id ?? null)}
      remove={
        action === null
          ? null
          : {
              ask: t('actions.removeAsk', { name: action.name }),
              words: t('actions.removeWords'),
              act: () => changes.remove(action, () => onLeave(null)),
            }
      }
      left={
        <>
          <Section title={t('actions.what')}>
            <Effect draft={draft} nameWrong={problems.includes('name')} onChange={set} />
          </Section>
          <Section title={t('actions.target')}>
            <TargetFields
              target={draft.target}
              problems={problems}
              keptHeaders={keptHeaders}
              onChange={(target) => set({ target })}
            />
          </Section>
          <Section title={t('actions.where')}>
            <p className={editor.words}>{t('actions.whereHint')}</p>
            <ScopeFields scope={draft.scope} onChange={(scope) => set({ scope })} />
          </Section>
        </>
      }
      right={
        <>
          <Section title={t('actions.timing')}>
            <Timing draft={draft} wrong={problems.includes('timing')} onChange={set} />
          </Section>
          <Section title={t('actions.test')}>
            <TestPanel
              id={action?.id ?? null}
              name={draft.name}
              action={finished.outcome === 'complete' ? finished.action : null}
              onWrong={() => setTried(true)}
            />
          </Section>
          {action === null ? null : (
            <Section title={t('actions.runs')}>
              <RunList actionId={action.id} />
            </Section>
          )}
        </>
      }
    />
  );
}

interface PartProps {
  draft: ActionDraft;
  onChange: (part: Partial<ActionDraft>) => void;
}

function Effect({ draft, nameWrong, onChange }: PartProps & { nameWrong: boolean }) {
  const { t } = useTranslation();
  const byItself = mayRunByItself(draft);
  return (
    <div className={editor.then}>
      <div className={editor.naming}>
        <Field
          label={t('actions.name')}
          hint={t('actions.nameHint')}
          error={nameWrong ? t('actions.problem.name') : null}
        >
          <Input
            name="action-name"
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
      <Group label={t('actions.effect')} hint={t(`actionEffect.${draft.effect}.words`)}>
        <Chips label={t('actions.effect')}>
          {actionEffect.options.map((effect) => (
            <Chip
              key={effect}
              name={`effect-${effect}`}
              on={effect === draft.effect}
              onPress={() => onChange({ effect })}
            >
              {t(`actionEffect.${effect}.name`)}
            </Chip>
          ))}
        </Chips>
      </Group>
      <Group label={t('actions.onHits')}>
        <ChipChoice
          label={t('actions.onHits')}
          name="category"
          all={entryCategory.options}
          chosen={byItself ? draft.onHits : []}
          words={(category) => t(`watchlist.category.${category}`)}
          disabled={!byItself}
          onChange={(onHits) => onChange({ onHits })}
        />
        {byItself && draft.onHits.length === 0 ? <small>{t('actions.onHitsNone')}</small> : null}
        <p className={styles.interlock} data-interlock>
          <b>{t('actions.interlock')}</b>
          {byItself ? t('actions.interlockWords') : t('actions.onHitsOpen')}
        </p>
      </Group>
    </div>
  );
}

function Timing({ draft, wrong, onChange }: PartProps & { wrong: boolean }) {
  const { t } = useTranslation();
  const { pulseSeconds } = draft;
  return (
    <>
      <Group label={t('actions.pulse')}>
        <div className={styles.pulse}>
          <Segmented
            value={pulseSeconds === null ? 'none' : 'after'}
            options={[
              { value: 'none', label: t('actions.pulseNone') },
              { value: 'after', label: t('actions.pulseAfter') },
            ]}
            onChange={(value) => onChange({ pulseSeconds: value === 'none' ? null : 5 })}
          />
          {pulseSeconds === null ? null : (
            <NumberField
              name="pulse-seconds"
              label={t('actions.pulseAfter')}
              value={pulseSeconds}
              least={1}
              most={3600}
              unit={t('actions.pulseSeconds')}
              onChange={(seconds) => onChange({ pulseSeconds: seconds })}
            />
          )}
        </div>
      </Group>
      <Group label={t('actions.timeout')} hint={t('actions.timeoutHint')}>
        <NumberField
          name="timeout"
          label={t('actions.timeout')}
          value={draft.timeoutMs}
          least={200}
          most={10_000}
          unit={t('actions.milliseconds')}
          onChange={(timeoutMs) => onChange({ timeoutMs })}
        />
      </Group>
      <Group label={t('actions.onStop')} hint={t('actions.onStopHint')}>
        <Segmented
          className={editor.fit ?? ''}
          value={draft.onStop}
          options={(['leave', 'off', 'on'] as const).map((value) => ({
            value,
            label: t(`actions.onStopWords.${value}`),
          }))}
          onChange={(onStop) => onChange({ onStop })}
        />
      </Group>
      {wrong ? <p className={fields.wrong}>{t('actions.problem.timing')}</p> : null}
    </>
  );
}
