import { Activity, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CasesScreen } from '../cases/cases-screen.tsx';
import { routeAsking } from '../console/route.ts';
import type { Route } from '../console/route.ts';
import { RetentionScreen } from '../retention/retention-screen.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { JournalScreen } from './journal-screen.tsx';
import { LastSearch } from './last-search.tsx';
import { SightingPage } from './sighting-page.tsx';

/**
 * The records: the search, a sighting's page, the cases, how long things are kept. The search stays as it was left
 * (its pages, its place, its choice) while something else is looked at.
 */
export function RecordsScreen({ route }: { route: Route }) {
  const searching = route.item === null;
  const [lastSearch, setLastSearch] = useState(route.query);
  if (searching && lastSearch !== route.query) setLastSearch(route.query);
  return (
    <LastSearch value={lastSearch}>
      <Activity mode={searching ? 'visible' : 'hidden'}>
        <JournalScreen query={searching ? route.query : lastSearch} />
      </Activity>
      {route.item === null ? null : <Beside item={route.item} part={route.part} lastSearch={lastSearch} />}
    </LastSearch>
  );
}

function Beside({ item, part, lastSearch }: { item: string; part: string | null; lastSearch: string }) {
  const { t } = useTranslation();
  const back = routeAsking('journal', lastSearch);
  if (item === 'cases') return <CasesScreen part={part} />;
  if (item === 'retention') return <RetentionScreen />;
  if (/^[1-9]\d{0,15}$/.test(item)) return <SightingPage id={Number(item)} back={back} />;
  return (
    <EmptyState title={t('error.not-found')}>
      <a href={back}>{t('sighting.back')}</a>
    </EmptyState>
  );
}
