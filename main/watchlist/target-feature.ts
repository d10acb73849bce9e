/**
 * TargetFeature of a disposition: whom or what to look for. `(3=渝D2S035)` in the field, also bare, also several in a row.
 * The number before `=` is of tables that contradict each other (GA/T 1400: 3 is a non-motor vehicle, in real samples a
 * car), so what stands there is asked what it is.
 */
import type { CategoryTable } from '#contract/disposition.ts';
import { isPlatePattern } from '#contract/plate-pattern.ts';
import { isListableIdNumber, isResidentNumber, normaliseIdNumber } from './id-number.ts';
import { normalisePlate, plateFormOf, provinces } from './plate.ts';

export type Target =
  | { kind: 'vehicle'; plate: string }
  | { kind: 'person'; idNumber: string | null; name: string | null }
  /** `text`: what stood there; `looksLike`: what it was most likely to be. */
  | { kind: 'none'; problem: 'no-target' | 'unreadable-target' | 'several-targets'; text: string; looksLike: Looks };
type Looks = 'vehicle' | 'person';

const longestName = 64;

/** DispositionCategory in the table that the platform uses. Where both agree no table is needed; a keyword means neither. */
export function meantBy(category: string | null, table: CategoryTable | null): Looks | null {
  const code = /^\s*0?([1-5])\s*$/.exec(category ?? '')?.[1];
  if (code === undefined) return null;
  const [four, five] = [tables.four[code] ?? null, tables.five[code] ?? null];
  if (table !== null) return table === 'four' ? four : five;
  return four === five ? four : null;
}
const tables: Record<CategoryTable, Record<string, Looks>> = {
  four: { 1: 'person', 2: 'vehicle', 3: 'vehicle' },
  five: { 1: 'person', 2: 'person', 3: 'vehicle', 4: 'vehicle' },
};

/**
 * What stands there decides whenever it can be read. Only of what cannot, `meant` says what it was most likely to be:
 * such an entry matches nothing, and is shown among people or among vehicles.
 */
export function readTarget(targetFeature: string | null, meant: Looks | null = null): Target {
  const said = targetFeature ?? '';
  const values = said
    .normalize('NFKC')
    .split(/[()[\]{},;&|、，；（）]+/)
    // `3=渝D2S035`, `PlateNo:渝D2S035`; also with nothing before it.
    .map((part) => part.replace(/^[^=:]*[=:]/, '').trim())
    .filter((value) => value !== '');
  const text = (values.join(' ') || said.trim()).slice(0, longestName);
  if (values.length === 0) return { kind: 'none', problem: 'no-target', text, looksLike: meant ?? 'person' };
  const plates = new Set<string>();
  const idNumbers = new Set<string>();
  const names = new Set<string>();
  for (const value of values) {
    const found = classify(value);
    if (found === null) {
      return { kind: 'none', problem: 'unreadable-target', text, looksLike: meant ?? looksOf(value) };
    }
    ({ plate: plates, idNumber: idNumbers, name: names })[found.is].add(found.value);
  }
  const person = idNumbers.size + names.size > 0;
  if (plates.size > 1 || idNumbers.size > 1 || names.size > 1 || (plates.size > 0 && person)) {
    const looksOfSeveral = plates.size === 0 ? 'person' : person ? (meant ?? 'person') : 'vehicle';
    return { kind: 'none', problem: 'several-targets', text, looksLike: looksOfSeveral };
  }
  const [plate] = plates;
  if (plate !== undefined) return { kind: 'vehicle', plate };
  return { kind: 'person', idNumber: [...idNumbers][0] ?? null, name: [...names][0] ?? null };
}

function classify(value: string): { is: 'plate' | 'idNumber' | 'name'; value: string } | null {
  const plate = plateIn(value);
  if (plate !== null) return { is: 'plate', value: plate };
  const idNumber = normaliseIdNumber(value);
  // Of other documents only those with a letter: a telephone number is as long as some of them.
  if (isResidentNumber(idNumber) || (/^[A-Z]{1,2}\d{6,}$/.test(idNumber) && isListableIdNumber(idNumber))) {
    return { is: 'idNumber', value: idNumber };
  }
  return isName(value) ? { is: 'name', value } : null;
}

/** A plate, or a pattern that names enough of one not to hit half the town. Its colour may stand before it: 蓝渝D2S035. */
function plateIn(value: string): string | null {
  const plate = normalisePlate(value).replace(/^(?:黄绿|渐绿|蓝|黄|白|黑|绿)(?=\p{Script=Han}[A-Z])/u, '');
  if (plateFormOf(plate) !== null) return plate;
  const pattern = isPlatePattern(plate) && new RegExp(`^[${provinces}?*][A-Z0-9?*]{2,8}[警学挂港澳领]?$`).test(plate);
  return pattern && plate.replace(/[?*]/g, '').length >= 3 ? plate : null;
}

/** 张三, 阿卜杜拉·买买提, Li Lei. */
const isName = (value: string): boolean =>
  /^[\p{Script=Han}·•]{2,30}$/u.test(value) || /^\p{Lu}[\p{L} .'-]{1,62}\p{L}$/u.test(value);

const looksOf = (value: string): Looks =>
  new RegExp(`^.{0,2}[${provinces}][A-Za-z][A-Za-z0-9]{2,}`).test(value) ? 'vehicle' : 'person';
