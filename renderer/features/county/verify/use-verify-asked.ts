import { useEffect, useSyncExternalStore } from 'react';

/** `#/verify`: the address that is given to whoever receives a package. */
const address = /^#\/verify\/?$/;

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export function useVerifyAsked(): boolean {
  return useSyncExternalStore(subscribe, () => address.test(window.location.hash));
}

/** Somebody who is signed in has it among the sides of the county screen. */
export function useVerifyAmongSides(signedIn: boolean): void {
  const asked = useVerifyAsked();
  useEffect(() => {
    if (asked && signedIn) window.location.replace('#/county/verify');
  }, [asked, signedIn]);
}
