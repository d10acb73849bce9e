import { useWindowKeys } from '../console/keys.ts';

const openAbove = [
  '.ant-modal-wrap:not([style*="display: none"])',
  '.ant-select-open',
  '.ant-popover:not(.ant-popover-hidden)',
].join();

/** Escape leaves and Ctrl+Enter saves, also from within a field. */
export function useEditorKeys({ save, leave }: { save: () => void; leave: () => void }): void {
  useWindowKeys((event) => {
    // A dialog or an open list has Escape to itself.
    if (document.querySelector(openAbove) !== null) return false;
    if (event.key === 'Escape') {
      leave();
      return true;
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      save();
      return true;
    }
    return false;
  });
}
