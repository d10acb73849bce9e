import { readText } from './field-reader.ts';

/** What cameras put where a plate would be when they read none. */
const noPlate = new Set([
  '无牌',
  '无牌车',
  '无车牌',
  '无号牌',
  '未悬挂',
  '未悬挂号牌',
  '未识别',
  '未识别车牌',
  '未知',
  '未知车牌',
  '车牌',
  '号牌',
  '遮挡',
  '其他',
  'NOPLATE',
  'NOTPLATE',
  'UNKNOWN',
  'UNLICENSED',
  'NONE',
  'NULL',
]);

/** Some cameras write the plate's colour in front: 蓝鲁P12345. */
const colourPrefix = /^(?:黄绿|渐绿|蓝|黄|白|黑|绿)(?=\p{Script=Han}[A-Z])/u;

/**
 * Upper case, half width, no separators: 鲁P12345. A character the camera could not read is `?`.
 * Null when there is no plate, or none was read.
 */
export function readPlate(value: unknown): string | null {
  const text = readText(value, 64);
  if (text === null) return null;
  const plate = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s·•∙‧・･.,，。:：_\-–—−‐‑/\\|()[\]'"`~]/gu, '')
    .replace(/[*#]/g, '?')
    .replace(colourPrefix, '');
  if (noPlate.has(plate) || plate.length > 16 || !/^[A-Z0-9?\p{Script=Han}]+$/u.test(plate)) return null;
  const read = plate.replaceAll('?', '');
  return read.length < 4 || /^0+$/.test(read) ? null : plate;
}
