import { useEffect, useRef, useState } from 'react';
import type { FocusEvent, KeyboardEvent as ReactKeyboardEvent, RefObject } from 'react';
import { isControl, isTyping, useWindowKeys } from '../console/keys.ts';
import { useAlarms } from '../console/remote.ts';
import { decideListKey } from './list-keys.ts';
import type { ListKeySituation } from './list-keys.ts';

export interface RowList {
  /** Of the element around the whole screen. */
  screen: { onKeyDown: (event: ReactKeyboardEvent) => void };
  /** Of the element around the rows; each row has `data-row` and its id. */
  list: { ref: RefObject<HTMLUListElement | null>; onFocus: (event: FocusEvent) => void };
  /** The one row that Tab comes to. */
  reachableId: number | null;
}

/** Rows that are gone through, opened and switched by keys; the focus comes back to the row that was open last. */
export function useRowList(options: {
  ids: readonly number[];
  lastId: number | null;
  mayChange: boolean;
  onOpen: (id: number) => void;
  onSwitch: (id: number) => void;
  onNew: () => void;
}): RowList {
  const { ids, lastId } = options;
  const ref = useRef<HTMLUListElement>(null);
  const [chosenId, setChosenId] = useState(lastId);
  const alarmPending = useAlarms().some(({ state }) => state !== 'resolved');
  const at = Math.max(0, ids.indexOf(chosenId ?? Number.NaN));

  // A new one comes with the next answer of the station.
  const isThere = lastId !== null && ids.includes(lastId);
  useEffect(() => {
    // Only after something was open: a screen that is just entered leaves Enter to the alarms.
    if (isThere) ref.current?.querySelector<HTMLElement>(`[data-row="${String(lastId)}"]`)?.focus();
  }, [isThere, lastId]);

  const handle = (event: KeyboardEvent, focus: ListKeySituation['focus']): boolean => {
    const target = event.target as HTMLElement;
    const act = decideListKey({
      key: event.key,
      modified: event.ctrlKey || event.altKey || event.metaKey,
      focus,
      typing: isTyping(target),
      onControl: isControl(target),
      alarmPending,
      mayChange: options.mayChange,
      at,
      count: ids.length,
    });
    if (act === null) return false;
    switch (act.act) {
      case 'go':
        ref.current?.querySelectorAll<HTMLElement>('[data-row]')[act.to]?.focus();
        break;
      case 'open':
        options.onOpen(ids[act.at] ?? 0);
        break;
      case 'switch':
        options.onSwitch(ids[act.at] ?? 0);
        break;
      case 'new':
        options.onNew();
        break;
    }
    return true;
  };
  useWindowKeys((event) => handle(event, 'elsewhere'));

  return {
    screen: {
      onKeyDown(event) {
        if (event.nativeEvent.isComposing || event.defaultPrevented) return;
        const onRow = (event.target as HTMLElement).closest('[data-row]') !== null;
        if (!handle(event.nativeEvent, onRow ? 'row' : 'screen')) return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
    list: {
      ref,
      onFocus(event) {
        const row = event.target.closest<HTMLElement>('[data-row]');
        if (row !== null) setChosenId(Number(row.dataset['row']));
      },
    },
    reachableId: ids[at] ?? null,
  };
}
