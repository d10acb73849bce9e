import { expect, test } from 'vitest';
import type { ConditionInterval } from '#contract/health.ts';
import { bitrateInWords, isPoor, piecesOf, rateInWords } from '../../../renderer/features/devices/health-words.ts';
import { signedUrl } from '../../../renderer/features/devices/onvif-form.tsx';
import { hostOf } from '../../../renderer/features/devices/onvif-section.tsx';
import { decidePtzKey, isStandstill, velocityOf } from '../../../renderer/features/ptz/ptz-keys.ts';

test('two arrows at once go diagonally, opposite ones cancel each other', () => {
  const diagonal = velocityOf(new Set(['up', 'right']));
  expect(Math.sign(diagonal.x)).toBe(1);
  expect(Math.sign(diagonal.y)).toBe(1);
  expect(diagonal.zoom).toBe(0);
  expect(isStandstill(velocityOf(new Set(['left', 'right'])))).toBe(true);
  expect(isStandstill(velocityOf(new Set()))).toBe(true);
});

test('the pad leaves Enter and whatever else it does not know to those who do', () => {
  for (const key of ['Enter', 'Escape', ' ', 'x', '0', 'Tab']) expect(decidePtzKey(key)).toBeNull();
  expect(decidePtzKey('ArrowLeft')).toEqual({ does: 'hold', hold: 'left' });
  expect(decidePtzKey('=')).toEqual({ does: 'hold', hold: 'in' });
  expect(decidePtzKey('9')).toEqual({ does: 'preset', index: 8 });
  expect(decidePtzKey('H')).toEqual({ does: 'home' });
});

test('a rate is rounded down, so that only a camera that was never away has 100 %', () => {
  const online = (rate: number | null) => ({ rate, liveMs: 0, knownMs: 0 });
  expect(rateInWords(online(1))).toBe('100%');
  expect(rateInWords(online(0.99999))).toBe('99.9%');
  expect(rateInWords(online(0))).toBe('0.0%');
  expect(rateInWords(online(null))).toBeNull();
  expect(isPoor(online(0.98))).toBe(true);
  expect(isPoor(online(null))).toBe(false);
});

test('bitrates change their unit at a thousand', () => {
  expect(bitrateInWords(999.4)).toBe('999 kb/s');
  expect(bitrateInWords(4_120)).toBe('4.1 Mb/s');
});

test('intervals lie in the time line where they were, cut at its ends', () => {
  const interval = (fromMs: number, toMs: number): ConditionInterval => ({
    condition: 'live',
    reason: null,
    ...{ fromMs, toMs },
  });
  const pieces = piecesOf([interval(-50, 25), interval(60, 60.01), interval(90, 200), interval(300, 400)], 0, 100);
  expect(pieces.map(({ left, width }) => [left, Math.round(width * 100) / 100])).toEqual([
    [0, 25],
    [60, 0.15],
    [90, 10],
  ]);
});

test('who signs in is written into an address so that nothing of it is taken for the address', () => {
  expect(signedUrl('rtsp://127.0.0.4:554/main', { user: 'viewer', password: 'a:b@c/d' })).toBe(
    'rtsp://viewer:a%3Ab%40c%2Fd@127.0.0.4:554/main',
  );
  expect(signedUrl('rtsp://127.0.0.4/main', { user: '', password: '' })).toBe('rtsp://127.0.0.4/main');
});

test('the host of a stream is found with and without port, and of IPv6 without brackets', () => {
  expect(hostOf('rtsp://127.0.0.4:554/main')).toBe('127.0.0.4');
  expect(hostOf('rtsp://[::1]:554/main')).toBe('::1');
  expect(hostOf('rtsp://camera.local/main')).toBe('camera.local');
});
