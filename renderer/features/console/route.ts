/** Which screen is shown, kept in the address so that reload and back work. */
import { useSyncExternalStore } from 'react';
import { screens } from '../../ui/screen-names.ts';
import type { Screen } from '../../ui/screen-names.ts';

export interface Route {
  screen: Screen;
  /** What the screen is to open: `#/alarms/12`. */
  item: string | null;
}

export function parseRoute(hash: string): Route {
  const [name, item] = hash.replace(/^#\/?/, '').split('/');
  const screen = screens.find((each) => each === name) ?? 'wall';
  return { screen, item: item === undefined || item === '' ? null : decodeURIComponent(item) };
}

export function routeTo(screen: Screen, item?: string | number): string {
  return item === undefined ? `#/${screen}` : `#/${screen}/${encodeURIComponent(String(item))}`;
}

export function go(screen: Screen, item?: string | number): void {
  window.location.hash = routeTo(screen, item);
}

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parseRoute(hash);
}
