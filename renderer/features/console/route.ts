/** Which screen is shown, kept in the address so that reload and back work. */
import { useSyncExternalStore } from 'react';
import { screens } from '../../ui/screen-names.ts';
import type { Screen } from '../../ui/screen-names.ts';

export interface Route {
  screen: Screen;
  /** What the screen is to open: `#/alarms/12`. */
  item: string | null;
  /** What of it: `#/journal/cases/3`. */
  part: string | null;
  /** What the screen is asked for, as `name=value&…`: `#/journal?hits=1`. */
  query: string;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, item, part] = path.split('/');
  const screen = screens.find((each) => each === name) ?? 'wall';
  return { screen, item: decoded(item), part: decoded(part), query };
}

/** What nobody could have written here is no item. */
function decoded(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

export function routeTo(screen: Screen, item?: string | number, part?: string | number): string {
  const steps = [item, part].flatMap((step) => (step === undefined ? [] : [encodeURIComponent(String(step))]));
  return ['#', screen, ...steps].join('/');
}

export function routeAsking(screen: Screen, query: string): string {
  return query === '' ? routeTo(screen) : `${routeTo(screen)}?${query}`;
}

export function go(screen: Screen, item?: string | number, part?: string | number): void {
  window.location.hash = routeTo(screen, item, part);
}

/** Goes there without a step for the back key: for what changes with every letter or arrow. */
export function goInPlace(address: string): void {
  if (window.location.hash === address) return;
  window.history.replaceState(null, '', address);
  // The browser tells only of those it made itself.
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parseRoute(hash);
}
