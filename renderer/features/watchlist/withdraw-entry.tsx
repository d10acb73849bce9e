import { useTranslation } from 'react-i18next';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { AskReason } from '../clips/ask-reason.tsx';
import { entryName } from './entry-cells.tsx';
import { useEntryActions } from './use-entry-actions.ts';

/** Takes an entry off the list, and says why. */
export function WithdrawEntry({ entry, back }: { entry: WatchlistEntry; back: string }) {
  const { t } = useTranslation();
  const actions = useEntryActions();
  return (
    <AskReason
      name="withdraw"
      says={{
        button: t('watchlist.withdraw'),
        title: t('watchlist.withdrawAsk', { name: entryName(entry, t) }),
        words: t('watchlist.withdrawWords'),
        label: t('watchlist.withdrawReason'),
        hint: t('watchlist.withdrawHint'),
        short: t('watchlist.withdrawMissing'),
      }}
      least={1}
      busy={actions.busy}
      onReason={(reason) =>
        actions.withdraw(entry, reason, () => {
          window.location.hash = back;
        })
      }
    />
  );
}
