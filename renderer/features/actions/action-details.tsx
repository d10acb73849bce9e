import { useTranslation } from 'react-i18next';
import type { Action } from '#contract/action.ts';
import { placeWords } from '../rules/rule-words.ts';
import rules from '../rules/rules.module.css';
import { useNames } from '../rules/use-names.ts';
import { Facts } from '../../ui/facts.tsx';
import { actionSentence, targetWords } from './action-words.ts';
import { RunList } from './run-list.tsx';

/** An action to read: what it does, when, and how it went. */
export function ActionDetails({ action }: { action: Action }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <div className={rules.details} data-action-details={action.id}>
      <strong>{action.name}</strong>
      <p className={rules.sentence}>{actionSentence(action, t)}</p>
      <Facts
        facts={[
          [t('rules.state'), action.enabled ? t('rules.on') : t('rules.off')],
          [t('actions.effect'), t(`actionEffect.${action.effect}.words`)],
          [t('actions.target'), targetWords(action.target, names.camera, t)],
          [t('actions.where'), placeWords(action.scope, names, t)],
          [t('actions.onStop'), t(`actions.onStopWords.${action.onStop}`)],
        ]}
      />
      <h2>{t('actions.runs')}</h2>
      <RunList actionId={action.id} />
    </div>
  );
}
