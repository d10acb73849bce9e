import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewRule } from '#contract/rule.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { BackButton } from './back-button.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { ruleTemplate, templateNames } from './rule-templates.ts';
import { ruleSentence } from './rule-words.ts';
import { RulesTabs } from './rules-tabs.tsx';
import styles from './rules.module.css';
import { useNames } from './use-names.ts';

/** A new rule: from a template, then written like any other. */
export function NewRuleScreen({ onLeave }: { onLeave: (id: number | null) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  // What was being written before something else was looked at goes on.
  const [start, setStart] = useState<NewRule | null>(() =>
    queries.getQueryData(['kept', 'rule-new']) === undefined ? null : ruleTemplate('after-hours', t),
  );
  if (start !== null) return <RuleEditor rule={null} start={start} onLeave={onLeave} />;
  return <Templates onChoose={setStart} onLeave={() => onLeave(null)} />;
}

function Templates({ onChoose, onLeave }: { onChoose: (rule: NewRule) => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const names = useNames();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  useWindowKeys((event) => {
    if (event.key !== 'Escape' || isTyping(event.target)) return false;
    onLeave();
    return true;
  });
  return (
    <ScreenFrame
      title={t('rules.newTitle')}
      tabs={<RulesTabs current="rules" />}
      words={<BackButton onBack={onLeave} />}
    >
      <p className={styles.lead}>
        <b>{t('rules.templatesTitle')}</b> {t('rules.templatesWords')}
      </p>
      <ul
        className={styles.templates}
        onKeyDown={(event) => {
          const buttons = [...event.currentTarget.querySelectorAll('button')];
          const at = buttons.indexOf(event.target as HTMLButtonElement);
          const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
          if (step === undefined || at === -1) return;
          buttons[Math.min(buttons.length - 1, Math.max(0, at + step))]?.focus();
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {templateNames.map((name, at) => {
          const rule = ruleTemplate(name, t);
          return (
            <li key={name}>
              <button
                ref={at === 0 ? first : undefined}
                type="button"
                data-template={name}
                onClick={() => onChoose(rule)}
              >
                <b>{rule.name}</b>
                <span>{ruleSentence(rule, names, t)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </ScreenFrame>
  );
}
