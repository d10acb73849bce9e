import { useTranslation } from 'react-i18next';
import { routeTo } from '../console/route.ts';
import tabStyles from '../journal/records-tabs.module.css';
import type { CountyTab } from './county-keys.ts';

export function addressOf(tab: CountyTab): string {
  return tab === 'link' ? routeTo('county') : routeTo('county', tab);
}

export function CountyTabs({ current, shown }: { current: CountyTab; shown: readonly CountyTab[] }) {
  const { t } = useTranslation();
  return (
    <nav className={tabStyles.tabs} aria-label={t('county.title')}>
      {shown.map((tab) => (
        <a key={tab} href={addressOf(tab)} aria-current={tab === current ? 'page' : undefined} data-county-tab={tab}>
          {t(`county.tabs.${tab}`)}
        </a>
      ))}
    </nav>
  );
}
