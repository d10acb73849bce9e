import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { CSSProperties, RefObject } from 'react';
import { rowsInView, scrollToRow } from './rows-in-view.ts';

/** As many as fill a screen before anything was measured. */
const atFirst = 40;

export interface DrawnRows {
  listRef: RefObject<HTMLUListElement | null>;
  /** Of all items, those drawn: [from, to). */
  from: number;
  to: number;
  /** Stands for the rows that are not drawn. */
  style: CSSProperties;
  tabIndex: -1;
  onFocus(): void;
  onBlur(): void;
  columns(): number;
  /** Brings an item into view, drawn or not, and puts the focus on it once it is. */
  focusItem(index: number, selector: string): void;
}

/**
 * Draws of a grid (or of a list: one column) only the rows in view; `[data-results]` above it scrolls, all rows are of
 * one height. Ten thousand cards cost what forty do.
 */
export function useRowsInView(count: number, coveredPx: number): DrawnRows {
  const listRef = useRef<HTMLUListElement>(null);
  const wanted = useRef<string | null>(null);
  /** Not told when what has the focus is taken off the page. */
  const focused = useRef(false);
  const [drawn, setDrawn] = useState({ columns: 1, pitch: 0, first: 0, last: atFirst });

  const measure = useCallback((): void => {
    const list = listRef.current;
    const scroller = list?.closest('[data-results]');
    const row = list?.querySelector<HTMLElement>('li');
    if (list === null || scroller === null || scroller === undefined || scroller.clientHeight === 0) return;
    const look = getComputedStyle(list);
    const columns = look.gridTemplateColumns.split(' ').length;
    const gap = Number.parseFloat(look.rowGap);
    const pitch = (row?.offsetHeight ?? 0) + (Number.isFinite(gap) ? gap : 0);
    const above = scroller.getBoundingClientRect().top - list.getBoundingClientRect().top;
    const { first, last } = rowsInView(above, scroller.clientHeight, pitch, Math.ceil(count / columns));
    setDrawn((before) =>
      before.columns === columns && before.pitch === pitch && before.first === first && before.last === last
        ? before
        : { columns, pitch, first, last },
    );
  }, [count]);

  useLayoutEffect(measure, [measure]);
  useEffect(() => {
    const scroller = listRef.current?.closest('[data-results]');
    if (scroller === null || scroller === undefined) return;
    scroller.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [measure]);
  // Whoever scrolls the focused row away keeps the arrows: the list takes the focus in its place.
  useLayoutEffect(() => {
    if (focused.current && document.activeElement === document.body) listRef.current?.focus({ preventScroll: true });
  });
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const element = listRef.current?.querySelector<HTMLElement>(wanted.current);
    if (element === null || element === undefined) return;
    wanted.current = null;
    element.focus({ preventScroll: true });
  });

  const rows = Math.ceil(count / drawn.columns);
  const first = Math.min(drawn.first, rows);
  const last = Math.min(drawn.last, rows);
  return {
    listRef,
    from: first * drawn.columns,
    to: last * drawn.columns,
    style: { paddingTop: first * drawn.pitch, paddingBottom: Math.max(0, rows - last) * drawn.pitch },
    tabIndex: -1,
    onFocus: () => {
      focused.current = true;
    },
    onBlur: () => {
      focused.current = false;
    },
    columns: () => drawn.columns,
    focusItem(index, selector) {
      const list = listRef.current;
      const scroller = list?.closest('[data-results]');
      if (list === null || scroller === null || scroller === undefined) return;
      const listTop = list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
      const top = scrollToRow(listTop + Math.floor(index / drawn.columns) * drawn.pitch, drawn.pitch, {
        topPx: scroller.scrollTop,
        heightPx: scroller.clientHeight,
        coveredPx,
      });
      const there = list.querySelector<HTMLElement>(selector);
      if (top !== null) scroller.scrollTop = top;
      if (there === null) wanted.current = selector;
      else there.focus({ preventScroll: true });
    },
  };
}
