import { expect, test } from 'vitest';
import { loadCanvas, prepareText } from '../../../main/county/packages/watermark/text-mask.ts';
import { drawOver, fontPxFor, overlayOf } from '../../../main/county/packages/watermark/tiling.ts';

const loaded = await loadCanvas();
const canvas = 'unavailable' in loaded ? null : loaded;
const text = { account: 'chief1', name: '李芳', when: '2026-11-27 14:30 #12' };
const size = { width: 640, height: 360 };

function plain(grey: number): Uint8Array {
  return new Uint8Array(size.width * size.height * 4).fill(grey);
}
/** How many pixels of each ninth of the picture moved by more than a little. */
function marksIn(data: Uint8Array, grey: number): number[] {
  const ninths = Array.from({ length: 9 }, () => 0);
  for (let pixel = 0; pixel < size.width * size.height; pixel += 1) {
    const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
    const ninth = Math.floor((y * 3) / size.height) * 3 + Math.floor((x * 3) / size.width);
    if (Math.abs((data[pixel * 4] ?? 0) - grey) > 60) ninths[ninth] = (ninths[ninth] ?? 0) + 1;
  }
  return ninths;
}

test.each([
  ['the machine’s fonts', canvas],
  ['our own letters', null],
])('with %s it is to be read on black, on white and on grey, in every part of the picture', (_with, drawnBy) => {
  const { maskOf } = prepareText(text, drawnBy);
  for (const grey of [0, 128, 255]) {
    const data = plain(grey);
    drawOver({ data, ...size }, maskOf(fontPxFor(size)));
    for (const marks of marksIn(data, grey)) expect(marks, `on ${grey}`).toBeGreaterThan(60);
    // Most of what the camera saw is still there.
    const untouched = data.filter((channel) => channel === grey).length / data.length;
    expect(untouched).toBeGreaterThan(0.7);
  }
});

test('a name whose letters no font has gives way to the account, and it is said', () => {
  expect(prepareText(text, canvas).nameDrawn).toBe(canvas !== null);
  expect(prepareText({ ...text, name: '\u{E123}\u{F456}' }, canvas).nameDrawn).toBe(false);
  expect(prepareText(text, null).nameDrawn).toBe(false);
  expect(prepareText({ ...text, name: 'Li Fang' }, null).nameDrawn).toBe(true);
});

test('laid over by another program it is the same text', () => {
  const mask = prepareText(text, null).maskOf(14);
  const overlay = overlayOf(size, mask);
  const data = plain(0);
  drawOver({ data, ...size }, mask);
  for (let at = 0; at < data.length; at += 4) expect((overlay[at + 3] ?? 0) > 0 || data[at] === 0).toBe(true);
});

test('small pictures get small letters, large ones larger, and neither without bounds', () => {
  expect(fontPxFor({ width: 80, height: 100 })).toBe(11);
  expect(fontPxFor({ width: 1920, height: 1080 })).toBe(42);
  expect(fontPxFor({ width: 7680, height: 4320 })).toBe(64);
});
