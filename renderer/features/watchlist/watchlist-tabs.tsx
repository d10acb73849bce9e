import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../console/remote.ts';
import { routeTo } from '../console/route.ts';
import tabStyles from '../journal/records-tabs.module.css';
import { mayManage } from './entry-rights.ts';
import { useListCounts } from './use-entries.ts';
import styles from './watchlist.module.css';

const tabs = ['list', 'waiting', 'import', 'settings'] as const;

/** The sides of the watchlist; a guard has the list only. */
export function WatchlistTabs({ current }: { current: (typeof tabs)[number] }) {
  const { t } = useTranslation();
  const me = useSignedIn();
  const waiting = useListCounts()?.waiting ?? 0;
  const shown = mayManage(me) ? tabs : (['list'] as const);
  return (
    <nav className={tabStyles.tabs} aria-label={t('watchlist.title')}>
      {shown.map((tab) => (
        <a
          key={tab}
          href={tab === 'list' ? routeTo('watchlist') : routeTo('watchlist', tab)}
          aria-current={tab === current ? 'page' : undefined}
        >
          {t(`watchlist.tabs.${tab}`)}
          {tab === 'waiting' && waiting > 0 ? <b className={styles.count}>{waiting}</b> : null}
        </a>
      ))}
    </nav>
  );
}
