/** Our own text as pixels. Nothing here ever sees a camera's picture. */
import type * as CanvasLibrary from '@napi-rs/canvas';
import { reasonOf } from '../../../system/app-error.ts';
import { asciiMask } from './ascii-font.ts';

/** White letters with a dark edge: to be read on white as on black. */
export interface TextMask {
  width: number;
  height: number;
  /** Of each pixel, 0 black to 255 white. */
  light: Uint8Array;
  /** Of each pixel, 0 nothing to 255 whole. */
  alpha: Uint8Array;
}

export interface WatermarkText {
  account: string;
  name: string;
  /** Local time, and the number of the package. */
  when: string;
}

export type TextRenderer = (lines: readonly string[], fontPx: number) => TextMask;

/** What is drawn, and with what. */
export interface DrawnText {
  nameDrawn: boolean;
  maskOf(fontPx: number): TextMask;
}

/** Microsoft's, Apple's, Google's, then whatever this machine has. */
const family =
  '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", ' +
  '"WenQuanYi Micro Hei", "SimHei", sans-serif';

type Canvas = Pick<typeof CanvasLibrary, 'createCanvas'>;

/** Null when the library, which is native, cannot be loaded here. */
export async function loadCanvas(): Promise<Canvas | { unavailable: string }> {
  try {
    return await import('@napi-rs/canvas');
  } catch (error) {
    return { unavailable: reasonOf(error) };
  }
}

/** The name with the account; the account alone where no font of this machine has the letters. */
export function prepareText({ account, name, when }: WatermarkText, canvas: Canvas | null): DrawnText {
  const isWhole = (text: string): boolean => (canvas === null ? /^[\x20-\x7e]*$/.test(text) : hasLetters(canvas, text));
  const who = name === account ? account : `${name} ${account}`;
  const nameDrawn = isWhole(who);
  const lines = [nameDrawn ? who : account, when];
  const masks = new Map<number, TextMask>();
  return {
    nameDrawn,
    maskOf(fontPx) {
      const known = masks.get(fontPx);
      if (known !== undefined) return known;
      const mask = canvas === null ? asciiMask(lines, fontPx) : canvasMask(canvas, lines, fontPx);
      masks.set(fontPx, mask);
      return mask;
    },
  };
}

function canvasMask({ createCanvas }: Canvas, lines: readonly string[], fontPx: number): TextMask {
  const font = `${fontPx}px ${family}`;
  const edge = Math.max(2, fontPx / 7);
  const probe = createCanvas(8, 8).getContext('2d');
  probe.font = font;
  const widest = Math.max(...lines.map((line) => probe.measureText(line).width));
  const lineHeight = Math.ceil(fontPx * 1.3);
  const width = Math.min(8192, Math.ceil(widest + 2 * edge));
  const height = lines.length * lineHeight + Math.ceil(edge);
  const context = createCanvas(width, height).getContext('2d');
  context.font = font;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = edge;
  context.strokeStyle = '#000';
  context.fillStyle = '#fff';
  for (const [row, line] of lines.entries()) {
    const y = (row + 0.5) * lineHeight + edge / 2;
    context.strokeText(line, edge, y);
    context.fillText(line, edge, y);
  }
  const { data } = context.getImageData(0, 0, width, height);
  const light = new Uint8Array(width * height);
  const alpha = new Uint8Array(width * height);
  for (let pixel = 0; pixel < light.length; pixel += 1) {
    light[pixel] = data[pixel * 4] ?? 0;
    alpha[pixel] = data[pixel * 4 + 3] ?? 0;
  }
  return { width, height, light, alpha };
}

/** Of private use: a font that lacks a letter draws it like this one. */
const nobodysLetter = '\u{E7F3}';
const probePx = 32;

function hasLetters({ createCanvas }: Canvas, text: string): boolean {
  const context = createCanvas(2 * probePx, 2 * probePx).getContext('2d');
  context.font = `${probePx}px ${family}`;
  context.textBaseline = 'middle';
  const drawn = (letter: string): string => {
    context.clearRect(0, 0, 2 * probePx, 2 * probePx);
    context.fillText(letter, probePx / 2, probePx);
    return Buffer.from(context.getImageData(0, 0, 2 * probePx, 2 * probePx).data.buffer).toString('latin1');
  };
  const nothing = drawn(' ');
  const lacking = drawn(nobodysLetter);
  return [...new Set(text)]
    .filter((letter) => letter.trim() !== '')
    .every((letter) => {
      const looks = drawn(letter);
      return looks !== nothing && looks !== lacking;
    });
}
