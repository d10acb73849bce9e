import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { newRule } from '#contract/rule.ts';
import type { NewRule, Rule } from '#contract/rule.ts';
import { appErrorOf } from '../../api/app-error-of.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { useSayError } from '../console/error-words.ts';

const refreshes = { refreshes: ['rules.list'] } as const;

export interface RuleActions {
  busy: boolean;
  save(id: number | null, rule: NewRule, done: (saved: Rule) => void): void;
  setEnabled(rule: Rule, enabled: boolean): void;
  remove(rule: Rule, done: () => void): void;
}

/** What is done with rules; what comes of it is said at the top of the page. */
export function useRuleActions(): RuleActions {
  const { message } = App.useApp();
  const { t } = useTranslation();
  const sayError = useSayError();
  const save = useApiMutation('rules.save', refreshes);
  const remove = useApiMutation('rules.remove', refreshes);
  const onError = (error: unknown): void => {
    if (appErrorOf(error)?.code === 'conflict') void message.warning(t('rules.conflict'));
    else sayError(error);
  };
  return {
    busy: save.isPending || remove.isPending,
    // By their promises: the list that comes anew may take the editor away before its callbacks would be called.
    save: (id, rule, done) =>
      void save.mutateAsync({ ...rule, id }).then((saved) => {
        void message.success(t('rules.saved', { name: saved.name }));
        done(saved);
      }, onError),
    setEnabled: (rule, enabled) => save.mutate({ ...newRule.parse({ ...rule, enabled }), id: rule.id }, { onError }),
    remove: (rule, done) =>
      void remove.mutateAsync({ id: rule.id }).then(() => {
        void message.success(t('rules.removed', { name: rule.name }));
        done();
      }, onError),
  };
}
