import { useTranslation } from 'react-i18next';
import type { Role } from '#contract/access.ts';
import { routeTo } from '../console/route.ts';
import tabStyles from '../journal/records-tabs.module.css';
import { countyTabs } from './county-keys.ts';
import type { CountyTab } from './county-keys.ts';

/** A guard makes no packages; anybody may check one. */
export function tabsFor(role: Role | undefined): readonly CountyTab[] {
  return role === 'chief' || role === 'admin' ? countyTabs : countyTabs.filter((tab) => tab !== 'packages');
}

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
