import { useState } from 'react';
import type { SignedIn } from '#contract/access.ts';
import { AlarmRail } from '../features/alarms/alarm-rail.tsx';
import { AlarmsScreen } from '../features/alarms/alarms-screen.tsx';
import { MuteDialog } from '../features/alarms/mute-dialog.tsx';
import { useRinging } from '../features/alarms/use-ringing.ts';
import { ClipsScreen } from '../features/clips/clips-screen.tsx';
import { useClipFeed } from '../features/clips/use-clip-feed.tsx';
import { CountyScreen } from '../features/county/county-screen.tsx';
import { DevicesScreen } from '../features/devices/devices-screen.tsx';
import { RecordsScreen } from '../features/journal/records-screen.tsx';
import { RulesScreen } from '../features/rules/rules-screen.tsx';
import { KeyCard } from '../features/settings/key-card.tsx';
import { SettingsScreen } from '../features/settings/settings-screen.tsx';
import { WallScreen } from '../features/wall/wall-screen.tsx';
import { WatchlistScreen } from '../features/watchlist/watchlist-screen.tsx';
import { assertNever } from '../features/console/assert-never.ts';
import { Banners } from './banners.tsx';
import { useConsoleParts } from '../features/console/console-parts.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import styles from './frame.module.css';
import { isTyping, useWindowKeys } from '../features/console/keys.ts';
import { useStationFeeds } from '../features/console/remote.ts';
import { go, useRoute } from '../features/console/route.ts';
import { screens } from '../ui/screen-names.ts';
import type { Route } from '../features/console/route.ts';
import { ScreenRail } from './screen-rail.tsx';
import { StatusBar } from './status-bar.tsx';

/** The page of someone signed in: status above, screens on the left, work in the middle, alarms on the right. */
export function Frame({ signedIn }: { signedIn: SignedIn }) {
  const { desktop } = useConsoleParts();
  const route = useRoute();
  const [keysShown, setKeysShown] = useState(false);
  const [muting, setMuting] = useState(false);

  const hear = useRinging(signedIn);
  const connection = useStationFeeds((alarm, before) => {
    const heard = hear(alarm, before);
    if (heard || (alarm.state === 'open' && before === null)) void desktop?.bringToFront();
  });
  useClipFeed(signedIn);
  const openMute = (): void => setMuting(true);

  useWindowKeys((event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const screen = /^Digit[1-9]$/.test(event.code) ? screens[Number(event.code.slice(5)) - 1] : undefined;
      if (screen === undefined) return false;
      go(screen);
      return true;
    }
    if (event.ctrlKey || event.metaKey || isTyping(event.target)) return false;
    switch (event.key) {
      case '?':
      case '\uff1f': // as a Chinese input method types it
        setKeysShown(true);
        return true;
      case 'm':
      case 'M':
        setMuting(true);
        return true;
      default:
        return false;
    }
  });

  return (
    <div className={styles.frame} data-connection={connection} data-screen={route.screen}>
      <ScreenRail current={route.screen} />
      <StatusBar signedIn={signedIn} onMute={openMute} />
      <Banners connection={connection} account={signedIn.account} />
      <main className={styles.work} data-screen={route.screen}>
        <ErrorBoundary key={route.screen}>
          <Work route={route} onShowKeys={() => setKeysShown(true)} />
        </ErrorBoundary>
      </main>
      <AlarmRail me={signedIn} connected={connection !== 'lost'} />
      <MuteDialog me={signedIn} open={muting} onClose={() => setMuting(false)} />
      <KeyCard open={keysShown} onClose={() => setKeysShown(false)} />
    </div>
  );
}

function Work({ route, onShowKeys }: { route: Route; onShowKeys: () => void }) {
  switch (route.screen) {
    case 'wall':
      return <WallScreen onShowKeys={onShowKeys} />;
    case 'alarms':
      return <AlarmsScreen item={route.item} />;
    case 'journal':
      return <RecordsScreen route={route} />;
    case 'clips':
      return <ClipsScreen item={route.item} />;
    case 'watchlist':
      return <WatchlistScreen route={route} />;
    case 'rules':
      return <RulesScreen route={route} />;
    case 'devices':
      return <DevicesScreen item={route.item} />;
    case 'county':
      return <CountyScreen route={route} />;
    case 'settings':
      return <SettingsScreen />;
    default:
      return assertNever(route.screen);
  }
}
