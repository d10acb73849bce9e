import { expect, test } from 'vitest';
import { mayNavigate, mayUsePermission, placeWindow, wallAddress } from '../../../main/shell/window-rules.ts';

const origin = 'http://127.0.0.1:4100';
const hd = { x: 0, y: 0, width: 1920, height: 1080 };

test.each([
  ['http://127.0.0.1:4100/alarms', true],
  ['http://127.0.0.1:4101/', false],
  ['https://127.0.0.1:4100/', false],
  ['http://127.0.0.1:4100.example.invalid/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['', false],
])('a window may go to %s: %s', (target, allowed) => {
  expect(mayNavigate(target, origin)).toBe(allowed);
});

test('a wall window stays the wall of its display when the station has come back elsewhere', () => {
  expect(wallAddress('http://127.0.0.1:4100', 7)).toBe('http://127.0.0.1:4100/?wall=7');
  expect(wallAddress('http://127.0.0.1:4101/', 7)).toBe('http://127.0.0.1:4101/?wall=7');
});

test('nothing in the console gets a camera, a microphone or a location', () => {
  for (const permission of ['media', 'geolocation', 'notifications', 'midi', 'usb', 'clipboard-read', 'openExternal']) {
    expect(mayUsePermission(permission, origin, origin)).toBe(false);
  }
  expect(mayUsePermission('fullscreen', origin, origin)).toBe(true);
  expect(mayUsePermission('fullscreen', 'http://127.0.0.1:9', origin)).toBe(false);
});

test('a window opens where it was', () => {
  const saved = { x: 100, y: 50, width: 1400, height: 900 };
  expect(placeWindow(saved, [hd])).toEqual(saved);
});

test('a window whose display was unplugged opens in the middle of the first one', () => {
  const saved = { x: 4000, y: 0, width: 1400, height: 900 };
  expect(placeWindow(saved, [hd])).toEqual({ x: 0, y: 0, width: 1920, height: 1080 });
  expect(placeWindow(saved, [{ x: 0, y: 0, width: 3840, height: 2160 }])).toEqual({
    x: 960,
    y: 540,
    width: 1920,
    height: 1080,
  });
});

test('without any display known it still has a size', () => {
  expect(placeWindow(null, [])).toEqual({ x: 0, y: 0, width: 1366, height: 768 });
});
