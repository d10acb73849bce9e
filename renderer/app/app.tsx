import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryClient } from '@tanstack/react-query';
import type { StationClient } from '../api/client.ts';
import { StationProvider } from '../api/station-provider.tsx';
import { useApiQuery } from '../api/use-api.ts';
import { SetupScreen } from '../features/setup/setup-screen.tsx';
import { SignInScreen } from '../features/sign-in/sign-in-screen.tsx';
import { ConsolePartsProvider, usePreferences } from '../features/console/console-parts.tsx';
import type { ConsoleParts } from '../features/console/console-parts.tsx';
import { wallNameOf } from '../features/wall/wall-memory.ts';
import { VerifyDoor } from '../features/county/verify/verify-door.tsx';
import { useVerifyAmongSides, useVerifyAsked } from '../features/county/verify/use-verify-asked.ts';
import { Frame } from './frame.tsx';
import { MediaProvider } from '../features/console/media-provider.tsx';
import { Opening } from './opening.tsx';
import { consoleTheme } from './theme.ts';
import { WallFrame } from './wall-frame.tsx';

/** The console: its line to the station, its parts, and the door. */
export function App(props: { client: StationClient; queries: QueryClient; parts: ConsoleParts }) {
  return (
    <StationProvider client={props.client} queries={props.queries}>
      <ConsolePartsProvider parts={props.parts}>
        <Dressed />
      </ConsolePartsProvider>
    </StationProvider>
  );
}

function Dressed() {
  const [{ language, largeText }] = usePreferences();
  const { i18n, t } = useTranslation();
  useEffect(() => {
    void i18n.changeLanguage(language);
    document.documentElement.lang = language;
  }, [i18n, language]);
  useEffect(() => {
    document.documentElement.dataset.text = largeText ? 'large' : 'normal';
  }, [largeText]);
  useEffect(() => {
    document.title = t('product.name');
  }, [t, language]);
  return (
    <ConfigProvider
      locale={language === 'zh-CN' ? zhCN : enUS}
      theme={consoleTheme(largeText)}
      // The space Ant Design puts between two Chinese characters of a button is out of place in a dense console.
      button={{ autoInsertSpace: false }}
    >
      <AntApp component={false} message={{ top: 56, maxCount: 3 }}>
        <Door />
      </AntApp>
    </ConfigProvider>
  );
}

/** Who is let in where: first run, sign-in, or the console. A package is checked by anybody. */
function Door() {
  const session = useApiQuery('session.current');
  const verifyAsked = useVerifyAsked();
  useVerifyAmongSides((session.data?.signedIn ?? null) !== null);
  if (session.data === undefined) return <Opening failed={session.isError} onRetry={() => void session.refetch()} />;
  const { signedIn, setupNeeded, simulatedSiteOffered } = session.data;
  if (signedIn !== null) {
    return (
      <MediaProvider key={signedIn.account}>
        {wallNameOf(window.location.search) === null ? <Frame signedIn={signedIn} /> : <WallFrame />}
      </MediaProvider>
    );
  }
  if (verifyAsked) return <VerifyDoor />;
  if (setupNeeded) return <SetupScreen simulatedSiteOffered={simulatedSiteOffered} />;
  return <SignInScreen />;
}
