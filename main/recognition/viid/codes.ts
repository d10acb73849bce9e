/** Code tables of GA/T 1400.3, read tolerantly: `1`, `"1"` and `"01"` are the same code. */
import type { Colour, PictureRole, SightingFacts } from '#contract/sighting.ts';
import { readText } from './field-reader.ts';

/** The code without leading zeros; null when it is none. */
function readCode(value: unknown): string | null {
  const text = readText(value, 16);
  return text !== null && /^\d{1,4}$/.test(text) ? String(Number(text)) : null;
}

const colours: ReadonlyMap<string, Colour> = new Map([
  ['1', 'black'],
  ['2', 'white'],
  ['3', 'grey'],
  ['4', 'red'],
  ['5', 'blue'],
  ['6', 'yellow'],
  ['7', 'orange'],
  ['8', 'brown'],
  ['9', 'green'],
  ['10', 'purple'],
  ['11', 'cyan'],
  ['12', 'pink'],
  ['13', 'transparent'],
  ['99', 'other'],
]);

/** Colour of a plate, a body or clothes. Cameras may list several, the main one first: `"1,4"`. */
export function readColour(value: unknown): Colour | null {
  const first = readText(value, 64)?.split(/[,;，；]/)[0];
  return colours.get(readCode(first) ?? '') ?? null;
}

export function readGender(value: unknown): 'male' | 'female' | null {
  const code = readCode(value);
  return code === '1' ? 'male' : code === '2' ? 'female' : null;
}

const pictureRoles: ReadonlyMap<string, PictureRole> = new Map([
  ['1', 'scene'], // the whole view with the vehicle in it
  ['2', 'plate'],
  ['4', 'face'], // driver
  ['5', 'face'], // co-driver
  ['9', 'vehicle'],
  ['10', 'person'],
  ['11', 'face'],
  ['12', 'cycle'],
  ['14', 'scene'],
]);

/** From the image Type. Composites (08), things (13) and general pictures (100) are `other`. */
export function readPictureRole(value: unknown): PictureRole {
  return pictureRoles.get(readCode(value) ?? '') ?? 'other';
}

export type BehaviourFacts = Extract<SightingFacts, { kind: 'behaviour' }>;

const behaviours: ReadonlyMap<string, BehaviourFacts['behaviour']> = new Map([
  ['3', 'fight'],
  ['19', 'tripwire'],
  ['20', 'intrusion'],
  ['22', 'loitering'],
  ['23', 'left-object'],
]);

/** From EventSort. Null: it is no behaviour (a pass, a face, a plate) or no code. From 600 on the vendor's own. */
export function readBehaviour(value: unknown): BehaviourFacts | null {
  const code = readCode(value);
  if (code === null) return null;
  const behaviour = behaviours.get(code);
  if (behaviour !== undefined) return { kind: 'behaviour', behaviour };
  return Number(code) >= 600 ? { kind: 'behaviour', behaviour: 'other', detail: `EventSort ${code}` } : null;
}

/** PlateClass as two digits. */
export function readPlateClass(value: unknown): string | null {
  const code = readCode(value);
  return code === null || code === '0' || code.length > 2 ? null : code.padStart(2, '0');
}

/**
 * Whether something is worn or carried, from a style or colour code of it. 99 ("other") says nothing: cameras send it
 * for people who wear none just as well. No code says "none" but 0.
 */
export function readWorn(value: unknown): boolean | null {
  const code = readCode(value);
  if (code === null || code === '99') return null;
  return code !== '0';
}

/** A share of 1. Cameras send 0–1, others per cent. */
export function readShare(value: number | null): number | null {
  if (value === null || value < 0 || value > 100) return null;
  return value <= 1 ? value : value / 100;
}

/** PlateReliability: "0"–"100" by the standard, so a whole 1 is one per cent; a fraction can only be a share. */
export function readReliability(value: number | null): number | null {
  if (value === null || value < 0 || value > 100) return null;
  return Number.isInteger(value) ? value / 100 : readShare(value);
}
