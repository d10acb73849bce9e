import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CaseItem, UnitCase } from '#contract/retention.ts';
import { appErrorOf } from '../../api/app-error-of.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { useSayError } from '../console/error-words.ts';

const refreshes = { refreshes: ['cases.list', 'retention.facts'] } as const;

export interface CaseActions {
  busy: boolean;
  add(unitCase: UnitCase, item: CaseItem, done: () => void): void;
  remove(unitCase: UnitCase, item: CaseItem): void;
  open(title: string, reason: string, done: (opened: UnitCase) => void): void;
  close(unitCase: UnitCase): void;
}

/** What is done with cases; what comes of it is said at the top of the page. */
export function useCaseActions(): CaseActions {
  const { message } = App.useApp();
  const { t } = useTranslation();
  const sayError = useSayError();
  const add = useApiMutation('cases.add', refreshes);
  const remove = useApiMutation('cases.remove', refreshes);
  const open = useApiMutation('cases.open', refreshes);
  const close = useApiMutation('cases.close', refreshes);
  const onError = (error: unknown): void => {
    if (appErrorOf(error)?.code === 'conflict') void message.warning(t('cases.isClosed'));
    else sayError(error);
  };
  return {
    busy: add.isPending || open.isPending,
    add: (unitCase, item, done) =>
      add.mutate(
        { caseId: unitCase.id, item },
        {
          onSuccess: () => {
            void message.success(t('cases.added', { title: unitCase.title }));
            done();
          },
          onError,
        },
      ),
    remove: (unitCase, item) => remove.mutate({ caseId: unitCase.id, item }, { onError }),
    open: (title, reason, done) => open.mutate({ title, reason }, { onSuccess: done, onError }),
    close: (unitCase) =>
      close.mutate(
        { caseId: unitCase.id },
        { onSuccess: () => void message.success(t('cases.closedSaid', { title: unitCase.title })), onError },
      ),
  };
}
