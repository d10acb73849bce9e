/**
 * A file dropped beside a place for files must not take the console away: a browser opens in place of a page whatever is
 * dropped where nobody wants it.
 */
export function refuseStrayDrops(page: EventTarget): void {
  const refuse = (event: Event): void => {
    const { dataTransfer } = event as DragEvent;
    // Text dragged into a field is none of ours; places for files have taken the event before it comes here.
    if (event.defaultPrevented || dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    dataTransfer.dropEffect = 'none';
  };
  page.addEventListener('dragover', refuse);
  page.addEventListener('drop', refuse);
}
