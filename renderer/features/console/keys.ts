/** Keys of the whole window: what a guard presses without looking where the focus is. */
import { useEffect, useEffectEvent } from 'react';

/** Whether the focus is where letters and digits are written, or inside a dialog that has the keys to itself. */
export function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector('.ant-modal-wrap:not([style*="display: none"])') !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'range'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Whether Enter already means something where the focus is. */
export function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a[href], [role="button"], [role="option"]') !== null;
}

/**
 * Calls `handle` for each key; a handled key (it returns true) goes no further. Keys that are `first` are asked before
 * whatever has the focus and before any other screen.
 */
export function useWindowKeys(
  handle: (event: KeyboardEvent) => boolean,
  first: (event: KeyboardEvent) => boolean = () => false,
): void {
  const onKey = useEffectEvent((event: KeyboardEvent, phase: 'first' | 'last'): void => {
    if (event.isComposing || event.defaultPrevented || first(event) !== (phase === 'first')) return;
    if (handle(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  useEffect(() => {
    const early = (event: KeyboardEvent): void => onKey(event, 'first');
    const late = (event: KeyboardEvent): void => onKey(event, 'last');
    window.addEventListener('keydown', early, { capture: true });
    window.addEventListener('keydown', late);
    return () => {
      window.removeEventListener('keydown', early, { capture: true });
      window.removeEventListener('keydown', late);
    };
  }, []);
}
