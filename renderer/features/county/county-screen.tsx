import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../console/assert-never.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { useSignedIn } from '../console/remote.ts';
import { routeTo } from '../console/route.ts';
import type { Route } from '../console/route.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { countyTabOf, turnedTab } from './county-keys.ts';
import type { CountyTab } from './county-keys.ts';
import { CountyTabs, addressOf, tabsFor } from './county-tabs.tsx';
import { LinkPage } from './link/link-page.tsx';
import { PackagesPage } from './packages/packages-page.tsx';
import { SummariesPage } from './summaries/summaries-page.tsx';
import { VerifyPage } from './verify/verify-page.tsx';

/** The county: the link and the truth about it, summaries, packages, and the check of one. */
export function CountyScreen({ route }: { route: Route }) {
  const { t } = useTranslation();
  const role = useSignedIn()?.role;
  const shown = tabsFor(role);
  const tab = countyTabOf(route.item);
  useWindowKeys((event) => {
    if (tab === null || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return false;
    const next = turnedTab(event.key, tab, shown);
    if (next === null) return false;
    window.location.hash = addressOf(next);
    return true;
  });
  if (tab === null || !shown.includes(tab)) {
    return (
      <EmptyState title={t(tab === null ? 'error.not-found' : 'error.not-allowed')}>
        <a href={routeTo('county')}>{t('county.back')}</a>
      </EmptyState>
    );
  }
  const tabs = <CountyTabs current={tab} shown={shown} />;
  return tab === 'link' ? <LinkPage tabs={tabs} /> : <Side tab={tab} tabs={tabs} />;
}

function Side({ tab, tabs }: { tab: Exclude<CountyTab, 'link'>; tabs: ReactNode }) {
  const { t } = useTranslation();
  return (
    <ScreenFrame title={t(`county.tabs.${tab}`)} tabs={tabs}>
      <SideBody tab={tab} />
    </ScreenFrame>
  );
}

function SideBody({ tab }: { tab: Exclude<CountyTab, 'link'> }) {
  switch (tab) {
    case 'summaries':
      return <SummariesPage />;
    case 'packages':
      return <PackagesPage />;
    case 'verify':
      return <VerifyPage />;
    default:
      return assertNever(tab);
  }
}
