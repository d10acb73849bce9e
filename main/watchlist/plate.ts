/**
 * Number plates as they are written in mainland China (GA 36 and its neighbours): one spelling for comparing,
 * one for reading.
 */

/** The character that names the province, municipality or autonomous region. */
export const provinces = '京津沪渝冀晋辽吉黑蒙苏浙皖闽赣鲁豫鄂湘桂粤琼川贵云藏陕甘青宁新';

export type PlateForm =
  | 'civil' // 鲁P12345
  | 'new-energy' // 鲁PD12345, 鲁P12345D: 8 characters
  | 'police' // 鲁P1234警
  | 'trainer' // 鲁P1234学
  | 'trailer' // 鲁P1234挂
  | 'hong-kong' // 粤Z1234港
  | 'macau' // 粤Z1234澳
  | 'embassy' // 使014578, 014578使
  | 'consulate' // 沪A1234领
  | 'emergency' // 鲁XA123应急
  | 'aviation' // 民航A1234
  | 'armed-police' // WJ鲁1234X
  | 'military'; // VA12345

const province = `[${provinces}]`;
// A serial never holds I or O: they would be read as 1 and 0.
const serial = '[A-HJ-NP-Z0-9]';
const office = `${province}[A-Z]`;

const forms: readonly (readonly [PlateForm, RegExp])[] = [
  ['civil', new RegExp(`^${office}${serial}{5}$`)],
  // Small cars: letter, letter or digit, four digits. Large ones: five digits, letter.
  ['new-energy', new RegExp(`^${office}(?:[A-HJK]${serial}\\d{4}|\\d{5}[A-HJK])$`)],
  ['police', new RegExp(`^${office}${serial}{4}警$`)],
  ['trainer', new RegExp(`^${office}${serial}{4}学$`)],
  ['trailer', new RegExp(`^${office}${serial}{4}挂$`)],
  ['hong-kong', new RegExp(`^粤Z${serial}{4}港$`)],
  ['macau', new RegExp(`^粤Z${serial}{4}澳$`)],
  ['embassy', /^(?:使\d{6}|\d{6}使)$/],
  ['consulate', new RegExp(`^${office}${serial}{4}领$`)],
  ['emergency', new RegExp(`^${province}[XS]${serial}{4}应急$`)],
  ['aviation', new RegExp(`^民航${serial}{5}$`)],
  ['armed-police', new RegExp(`^WJ${province}?\\d{4}[A-Z0-9]$`)],
  ['military', /^[A-HJ-NP-Z]{2}\d{5}$/],
];

/** One spelling per plate: half-width, upper case, no separators, simplified characters. Not necessarily a plate at all. */
export function normalisePlate(written: string): string {
  // NFKC turns full-width letters and digits (Ｐ１) into ASCII.
  return written
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Pc}·•‧∙・●.,:'"/\\]/gu, '')
    .replace(/[學領應魯滬遼蘇貴雲陝寧]/g, (character) => simplified[character] ?? character);
}

const simplified: Readonly<Record<string, string>> = {
  學: '学',
  領: '领',
  應: '应',
  魯: '鲁',
  滬: '沪',
  遼: '辽',
  蘇: '苏',
  貴: '贵',
  雲: '云',
  陝: '陕',
  寧: '宁',
};

/** Which kind of plate a normalised spelling is; null when it is none we know. */
export function plateFormOf(plate: string): PlateForm | null {
  return forms.find(([, shape]) => shape.test(plate))?.[0] ?? null;
}

/** As people write it: 鲁P·12345, 使014·578. What is no plate stays as it is. */
export function formatForReading(plate: string): string {
  const form = plateFormOf(plate);
  switch (form) {
    case null:
    case 'military':
    case 'armed-police':
    case 'aviation':
      return plate;
    case 'embassy':
      return plate.startsWith('使')
        ? `${plate.slice(0, 4)}·${plate.slice(4)}`
        : `${plate.slice(0, 3)}·${plate.slice(3)}`;
    case 'civil':
    case 'new-energy':
    case 'police':
    case 'trainer':
    case 'trailer':
    case 'hong-kong':
    case 'macau':
    case 'consulate':
    case 'emergency':
      return `${plate.slice(0, 2)}·${plate.slice(2)}`;
  }
}
