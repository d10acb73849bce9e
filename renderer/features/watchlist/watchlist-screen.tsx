import { Activity, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../console/assert-never.ts';
import { useSignedIn } from '../console/remote.ts';
import { routeAsking } from '../console/route.ts';
import type { Route } from '../console/route.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { EntryEditor } from './entry-editor.tsx';
import { EntryList } from './entry-list.tsx';
import { EntryPageScreen } from './entry-page.tsx';
import { mayManage } from './entry-rights.ts';
import { ImportScreen } from './import-screen.tsx';
import { SettingsSide } from './settings-side.tsx';
import { useListFeed } from './use-entries.ts';
import { WaitingScreen } from './waiting-screen.tsx';
import { placeOf } from './watchlist-keys.ts';
import type { WatchlistPlace } from './watchlist-keys.ts';

/**
 * Who and what is listed, on what basis, until when; what waits for approval; import; settings. The list stays as it
 * was left while an entry is looked at.
 */
export function WatchlistScreen({ route }: { route: Route }) {
  useListFeed();
  const place = placeOf(route.item, route.part);
  const listed = place.at === 'list';
  const [lastQuery, setLastQuery] = useState(route.query);
  if (listed && lastQuery !== route.query) setLastQuery(route.query);
  const back = routeAsking('watchlist', lastQuery);
  return (
    <>
      <Activity mode={listed ? 'visible' : 'hidden'}>
        <EntryList query={listed ? route.query : lastQuery} />
      </Activity>
      <Beside place={place} back={back} />
    </>
  );
}

function Beside({ place, back }: { place: WatchlistPlace; back: string }) {
  const { t } = useTranslation();
  const me = useSignedIn();
  const manages = mayManage(me);
  switch (place.at) {
    case 'list':
      return null;
    case 'entry':
      return <EntryPageScreen key={place.id} id={place.id} back={back} />;
    case 'new':
      return <EntryEditor key="new" kind={place.kind} back={back} />;
    case 'change':
      return <EntryEditor key={place.id} id={place.id} back={back} />;
    case 'waiting':
      return manages ? <WaitingScreen /> : <EmptyState title={t('error.not-allowed')} />;
    case 'import':
      return manages ? <ImportScreen /> : <EmptyState title={t('error.not-allowed')} />;
    case 'settings':
      return manages ? <SettingsSide /> : <EmptyState title={t('error.not-allowed')} />;
    case 'nowhere':
      return (
        <EmptyState title={t('error.not-found')}>
          <a href={back}>{t('watchlist.back')}</a>
        </EmptyState>
      );
    default:
      return assertNever(place);
  }
}
