/** Whether anybody can see this window: what is not seen is not decoded. */
import { createContext } from 'react';

export interface Seen {
  current(): boolean;
  subscribe(listener: () => void): () => void;
}

/** As the browser says: false in a background tab and in a minimised window. */
export const documentSeen: Seen = {
  current: () => !document.hidden,
  subscribe(listener) {
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  },
};

/** As the desktop shell says, whose pages the browser calls visible for ever; the browser may still say no. */
export class WindowSeen implements Seen {
  readonly #listeners = new Set<() => void>();
  #seen = true;

  constructor(onSeen: (listener: (seen: boolean) => void) => () => void) {
    onSeen((seen) => {
      this.#seen = seen;
      for (const listener of this.#listeners) listener();
    });
  }

  readonly current = (): boolean => this.#seen && documentSeen.current();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    const stop = documentSeen.subscribe(listener);
    return () => {
      this.#listeners.delete(listener);
      stop();
    };
  };
}

export const SeenContext = createContext<Seen>(documentSeen);
