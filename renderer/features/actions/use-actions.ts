import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Action, NewAction } from '#contract/action.ts';
import { appErrorOf } from '../../api/app-error-of.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { useSayError } from '../console/error-words.ts';
import { draftOfAction } from './action-draft.ts';

const refreshes = { refreshes: ['actions.list', 'actions.runs'] } as const;

export interface ActionChanges {
  busy: boolean;
  save(id: number | null, action: NewAction, done: (saved: Action) => void): void;
  setEnabled(action: Action, enabled: boolean): void;
  remove(action: Action, done: () => void): void;
}

/** What is done with the list of actions; what comes of it is said at the top of the page. */
export function useActionChanges(): ActionChanges {
  const { message } = App.useApp();
  const { t } = useTranslation();
  const sayError = useSayError();
  const save = useApiMutation('actions.save', refreshes);
  const remove = useApiMutation('actions.remove', refreshes);
  const onError = (error: unknown): void => {
    if (appErrorOf(error)?.code === 'conflict') void message.warning(t('actions.conflict'));
    else sayError(error);
  };
  return {
    busy: save.isPending || remove.isPending,
    // By their promises: the list that comes anew may take the editor away before its callbacks would be called.
    save: (id, action, done) =>
      void save.mutateAsync({ ...action, id }).then((saved) => {
        void message.success(t('actions.saved', { name: saved.name }));
        done(saved);
      }, onError),
    // Values of headers come empty from the station, which keeps those it has.
    setEnabled: (action, enabled) => save.mutate({ ...draftOfAction(action), enabled, id: action.id }, { onError }),
    remove: (action, done) =>
      void remove.mutateAsync({ id: action.id }).then(() => {
        void message.success(t('actions.removed', { name: action.name }));
        done();
      }, onError),
  };
}
