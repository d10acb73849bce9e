import type { Colour } from '#contract/sighting.ts';
import { readText } from './viid/field-reader.ts';

const names: Readonly<Record<string, Colour>> = {
  black: 'black',
  white: 'white',
  grey: 'grey',
  gray: 'grey',
  silver: 'grey',
  red: 'red',
  blue: 'blue',
  deepblue: 'blue',
  yellow: 'yellow',
  orange: 'orange',
  brown: 'brown',
  green: 'green',
  newenergygreen: 'green',
  newenergyyellowgreen: 'green',
  purple: 'purple',
  cyan: 'cyan',
  pink: 'pink',
  other: 'other',
};

/** Of a word, as ONVIF and ISAPI have it; null when it is none we know. */
export function colourByName(value: unknown): Colour | null {
  const name = (readText(value, 32) ?? '').toLowerCase().replace(/[^a-z]/g, '');
  return Object.hasOwn(names, name) ? (names[name] ?? null) : null;
}
