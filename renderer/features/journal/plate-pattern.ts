/** Plates as people type them, and what that asks for. Pure. */

/** As the journal stores plates: upper case, without the dot and spaces people type. Full-width signs are the input method's. */
export function typedPlate(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s·.・-]/g, '')
    .toUpperCase();
}

/** A civil plate has seven characters, a new-energy one eight (GA 36-2018). */
const wholePlate = 7;

/**
 * What is typed in part is looked for in part: `123` anywhere, `鲁P1` at the beginning. A whole plate, or one with
 * wildcards of its own, is taken as it stands.
 */
export function askedPlate(text: string): string {
  const plate = typedPlate(text);
  if (plate === '' || plate.length >= wholePlate || /[*?]/.test(plate)) return plate;
  return /^\p{Script=Han}/u.test(plate) ? `${plate}*` : `*${plate}*`;
}

/** Characters that are misread for each other, as the station takes them. */
const alike = ['0OD', '1I', '8B', '2Z', '5S'] as const;

export function plateMatches(pattern: string, plate: string, alikeToo: boolean): boolean {
  const parts = Array.from(pattern, (character) => {
    if (character === '*') return '.*';
    if (character === '?') return '.';
    const group = alikeToo ? alike.find((each) => each.includes(character)) : undefined;
    return group === undefined ? character.replace(/[^\p{L}\p{N}]/gu, '\\$&') : `[${group}]`;
  });
  return new RegExp(`^${parts.join('')}$`, 'u').test(plate);
}
