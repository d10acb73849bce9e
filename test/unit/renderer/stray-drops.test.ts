import { expect, test } from 'vitest';
import { refuseStrayDrops } from '../../../renderer/features/console/stray-drops.ts';

/** As a browser sends it over something that has no use for it. */
function drag(page: EventTarget, type: string, types: string[]) {
  const dataTransfer = { types, dropEffect: 'copy' };
  const event = Object.assign(new Event(type, { cancelable: true }), { dataTransfer });
  page.dispatchEvent(event);
  return { opened: !event.defaultPrevented, effect: dataTransfer.dropEffect };
}

test.each(['dragover', 'drop'])('a file that nobody wants is not opened in place of the console: %s', (type) => {
  const page = new EventTarget();
  refuseStrayDrops(page);
  expect(drag(page, type, ['Files'])).toEqual({ opened: false, effect: 'none' });
});

test('text may be dragged into a field', () => {
  const page = new EventTarget();
  refuseStrayDrops(page);
  expect(drag(page, 'drop', ['text/plain'])).toEqual({ opened: true, effect: 'copy' });
});

test('a place for files is offered them as before', () => {
  const page = new EventTarget();
  page.addEventListener('dragover', (event) => event.preventDefault());
  refuseStrayDrops(page);
  expect(drag(page, 'dragover', ['Files']).effect).toBe('copy');
});
