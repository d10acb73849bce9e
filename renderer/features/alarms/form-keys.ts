import type { KeyboardEvent } from 'react';

/** Of a form with one text: Enter finishes, Shift+Enter is a new line, Esc goes back. */
export function textFormKeys(form: { onFinish: () => void; onCancel: () => void }): (event: KeyboardEvent) => void {
  return (event) => {
    // Enter that picks a word in a Chinese input method is not ours.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      form.onCancel();
    } else if (event.key === 'Enter' && !event.shiftKey && event.target instanceof HTMLTextAreaElement) {
      event.preventDefault();
      form.onFinish();
    }
  };
}
