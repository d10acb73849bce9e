import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** Brings an element into sight when what it says changes while it is there: a guard without a mouse does not scroll. */
export function useShownOnChange<E extends Element>(mark: string | number): RefObject<E | null> {
  const element = useRef<E>(null);
  const last = useRef(mark);
  useEffect(() => {
    if (last.current === mark) return;
    last.current = mark;
    element.current?.scrollIntoView({ block: 'nearest' });
  }, [mark]);
  return element;
}
