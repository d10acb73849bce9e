import { useTranslation } from 'react-i18next';
import { routeTo } from '../console/route.ts';
import { useLastSearchAddress } from './last-search.tsx';
import styles from './records-tabs.module.css';

const tabs = ['search', 'cases', 'retention'] as const;
export type RecordsTab = (typeof tabs)[number];

/** The three sides of the records: what is there, what is held, and for how long. */
export function RecordsTabs({ current }: { current: RecordsTab }) {
  const { t } = useTranslation();
  const search = useLastSearchAddress();
  return (
    <nav className={styles.tabs} aria-label={t('search.tabsLabel')}>
      {tabs.map((tab) => (
        <a
          key={tab}
          href={tab === 'search' ? search : routeTo('journal', tab)}
          aria-current={tab === current ? 'page' : undefined}
        >
          {t(`search.tabs.${tab}`)}
        </a>
      ))}
    </nav>
  );
}
