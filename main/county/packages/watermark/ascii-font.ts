/** Letters for a machine on which nothing else can draw: 5 by 7 dots, drawn for this purpose. Pure. */
import type { TextMask } from './text-mask.ts';

const [columns, rows] = [5, 7];

/** Seven rows of five dots, the leftmost the highest bit. Small letters are drawn as capitals. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  ' ': [0, 0, 0, 0, 0, 0, 0],
  '0': [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
  '1': [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
  '2': [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
  '3': [0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110],
  '4': [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
  '5': [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
  '6': [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
  '7': [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
  '8': [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
  '9': [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
  A: [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
  B: [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110],
  C: [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110],
  D: [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110],
  E: [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
  F: [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000],
  G: [0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01111],
  H: [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
  I: [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
  J: [0b00111, 0b00010, 0b00010, 0b00010, 0b00010, 0b10010, 0b01100],
  K: [0b10001, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010, 0b10001],
  L: [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
  M: [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001],
  N: [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001],
  O: [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
  P: [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000],
  Q: [0b01110, 0b10001, 0b10001, 0b10001, 0b10101, 0b10010, 0b01101],
  R: [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001],
  S: [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110],
  T: [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
  U: [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
  V: [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01010, 0b00100],
  W: [0b10001, 0b10001, 0b10001, 0b10101, 0b10101, 0b11011, 0b10001],
  X: [0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001],
  Y: [0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100],
  Z: [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b11111],
  '-': [0, 0, 0, 0b11111, 0, 0, 0],
  _: [0, 0, 0, 0, 0, 0, 0b11111],
  '.': [0, 0, 0, 0, 0, 0b01100, 0b01100],
  ':': [0, 0b01100, 0b01100, 0, 0b01100, 0b01100, 0],
  '/': [0b00001, 0b00010, 0b00010, 0b00100, 0b01000, 0b01000, 0b10000],
  '@': [0b01110, 0b10001, 0b00001, 0b01101, 0b10101, 0b10101, 0b01110],
  '#': [0b01010, 0b01010, 0b11111, 0b01010, 0b11111, 0b01010, 0b01010],
};
/** For what has no letter of its own. */
const box: readonly number[] = [0b11111, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11111];

/** `fontPx`: the height of a line without its leading, as of a font. */
export function asciiMask(lines: readonly string[], fontPx: number): TextMask {
  const dot = Math.max(1, Math.round(fontPx / (rows + 1)));
  const [advance, lineHeight] = [(columns + 1) * dot, (rows + 3) * dot];
  const longest = Math.min(160, Math.max(...lines.map((line) => Array.from(line).length)));
  const [width, height] = [longest * advance + 2 * dot, lines.length * lineHeight + 2 * dot];
  const light = new Uint8Array(width * height);
  const alpha = new Uint8Array(width * height);
  const put = (left: number, top: number, size: number, grey: number): void => {
    for (let y = top; y < top + size; y += 1) {
      light.fill(grey, y * width + left, y * width + left + size);
      alpha.fill(255, y * width + left, y * width + left + size);
    }
  };
  // The edge of every dot first, so that no dot lies under the edge of the next.
  for (const pass of ['edge', 'dot'] as const) {
    for (const [row, line] of lines.entries()) {
      for (const [column, letter] of Array.from(line).slice(0, longest).entries()) {
        for (const [x, y] of dotsOf(letter)) {
          const [left, top] = [(1 + x) * dot + column * advance, (1 + y) * dot + row * lineHeight];
          if (pass === 'edge') put(left - dot, top - dot, 3 * dot, 0);
          else put(left, top, dot, 255);
        }
      }
    }
  }
  return { width, height, light, alpha };
}

function* dotsOf(letter: string): Generator<[number, number]> {
  for (const [y, bits] of (glyphs[letter.toUpperCase()] ?? box).entries()) {
    for (let x = 0; x < columns; x += 1) if ((bits >> (columns - 1 - x)) & 1) yield [x, y];
  }
}
