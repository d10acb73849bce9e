import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Steps in which the width is told: a splitter being dragged is no reason to look at every tile again. */
const stepPixels = 16;

/** The width of an element in device pixels; 0 before it is known. */
export function useDeviceWidth(element: RefObject<HTMLElement | null>, shown: boolean): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    const measure = (): void => {
      setWidth(Math.round((node.clientWidth * window.devicePixelRatio) / stepPixels) * stepPixels);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    measure();
    return () => observer.disconnect();
  }, [element, shown]);
  return width;
}
