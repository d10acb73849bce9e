import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { appErrorOf } from '../../api/app-error-of.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { useSayError } from '../console/error-words.ts';
import { listQueries } from './use-entries.ts';

export interface EntryActions {
  busy: boolean;
  approve(entries: readonly WatchlistEntry[], done?: () => void): void;
  withdraw(entry: WatchlistEntry, reason: string, done: () => void): void;
}

/** What is done with entries; what comes of it is said at the top of the page. */
export function useEntryActions(): EntryActions {
  const { message } = App.useApp();
  const { t } = useTranslation();
  const sayError = useSayError();
  const approve = useApiMutation('watchlist.approve', { refreshes: listQueries });
  const withdraw = useApiMutation('watchlist.withdraw', { refreshes: listQueries });
  const onError = (error: unknown): void => {
    const said = appErrorOf(error);
    if (said?.code === 'not-allowed' && said.facts['problem'] === 'author') {
      void message.warning(t('watchlist.hindrance.author'));
    } else if (said?.code === 'conflict' && said.facts['problem'] === 'expired') {
      void message.warning(t('watchlist.hindrance.over'));
    } else if (said?.code === 'provisioned-elsewhere') void message.warning(t('watchlist.keptElsewhere'));
    else sayError(error);
  };
  return {
    busy: approve.isPending || withdraw.isPending,
    approve: (entries, done) =>
      approve.mutate(
        { ids: entries.map(({ id }) => id) },
        {
          onSuccess: () => {
            void message.success(t('watchlist.approvedSaid', { n: entries.length }));
            done?.();
          },
          onError,
        },
      ),
    withdraw: (entry, reason, done) =>
      withdraw.mutate(
        { id: entry.id, reason },
        {
          onSuccess: () => {
            void message.success(t('watchlist.withdrawnSaid'));
            done();
          },
          onError,
        },
      ),
  };
}
