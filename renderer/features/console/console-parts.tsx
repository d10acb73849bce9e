import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import type { Desktop } from '#contract/desktop.ts';
import { startOfDayMs } from '../../text/format.ts';
import type { MediaClient } from '../../video/media-client.ts';
import { muteNow } from './mute.ts';
import type { Mute, MuteStore } from './mute.ts';
import type { PreferenceStore, Preferences } from './preferences.ts';
import type { Ringer, RingerState } from './ringer.ts';
import type { StationTime } from './station-time.ts';

/** What a console is made of besides its line to the station. */
export interface ConsoleParts {
  time: StationTime;
  preferences: PreferenceStore;
  ringer: Ringer;
  mute: MuteStore;
  openMedia: () => MediaClient;
  /** Null in a browser. */
  desktop: Desktop | null;
}

const PartsContext = createContext<ConsoleParts | null>(null);

export function ConsolePartsProvider(props: { parts: ConsoleParts; children: ReactNode }) {
  return <PartsContext value={props.parts}>{props.children}</PartsContext>;
}

export function useConsoleParts(): ConsoleParts {
  const parts = useContext(PartsContext);
  if (parts === null) throw new Error('a ConsolePartsProvider is missing above this component');
  return parts;
}

export function usePreferences(): [Preferences, (change: Partial<Preferences>) => void] {
  const { preferences } = useConsoleParts();
  const current = useSyncExternalStore(preferences.subscribe, preferences.current);
  return [current, (change) => preferences.set(change)];
}

/** The station's time, renewed once a second. */
export function useNowMs(): number {
  const { time } = useConsoleParts();
  return useSyncExternalStore(time.subscribe, time.second);
}

export function useRingerState(): RingerState {
  const { ringer } = useConsoleParts();
  return useSyncExternalStore(ringer.subscribe, ringer.state);
}

/** Any instant of the station's today: for what changes at midnight only. */
export function useTodayMs(): number {
  const { time } = useConsoleParts();
  return useSyncExternalStore(time.subscribe, () => startOfDayMs(time.second()));
}

/** This console's mute while it holds, for whoever is signed in; renders again only when it begins or ends. */
export function useMute(account: string | null): Mute | null {
  const { mute, time } = useConsoleParts();
  const subscribe = useCallback(
    (listener: () => void): (() => void) => {
      const [stopMute, stopTime] = [mute.subscribe(listener), time.subscribe(listener)];
      return () => {
        stopMute();
        stopTime();
      };
    },
    [mute, time],
  );
  return useSyncExternalStore(subscribe, () => muteNow(mute.current(), account, time.nowMs()));
}
