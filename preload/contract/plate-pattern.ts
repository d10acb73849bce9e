/** Plates as people ask for them: with wildcards, and with characters that cameras take for one another. Pure. */

/** Characters that are misread for one another; the first stands for its class. */
export const lookAlikeClasses: readonly string[] = ['0OQD', '1I', '2Z', '5S', '8B'];

const classOf = new Map(lookAlikeClasses.flatMap((members) => Array.from(members, (member) => [member, members])));

/** Every character that is misread for this one, itself included. */
export function lookAlikesOf(character: string): string {
  return classOf.get(character) ?? character;
}

/** The one that stands for this character and all that are misread for it. */
export function foldLookAlike(character: string): string {
  return lookAlikesOf(character).charAt(0);
}

/** Plates that fold alike differ in look-alikes only. A 7-character plate never folds like an 8-character one. */
export function foldPlate(plate: string): string {
  let folded = '';
  for (const character of plate) folded += foldLookAlike(character);
  return folded;
}

/** The plate in every spelling that folds alike, itself included; null when there are more than `most`. */
export function lookAlikePlates(plate: string, most: number): string[] | null {
  let spellings = [''];
  for (const character of plate) {
    const alike = Array.from(lookAlikesOf(character));
    if (spellings.length * alike.length > most) return null;
    spellings = spellings.flatMap((start) => alike.map((each) => start + each));
  }
  return spellings;
}

/** `?` stands for one character, `*` for any number of them. */
export function isPlatePattern(text: string): boolean {
  return text.includes('?') || text.includes('*');
}

export function fillsPlatePattern(plate: string, pattern: string): boolean {
  let [at, patternAt] = [0, 0];
  // Where to try again with the last star one character longer.
  let [starAt, filledTo] = [-1, 0];
  while (at < plate.length) {
    const wanted = pattern.charAt(patternAt);
    if (wanted === '*') {
      starAt = patternAt++;
      filledTo = at;
    } else if (patternAt < pattern.length && (wanted === '?' || wanted === plate.charAt(at))) {
      at += 1;
      patternAt += 1;
    } else if (starAt >= 0) {
      patternAt = starAt + 1;
      at = ++filledTo;
    } else return false;
  }
  while (pattern.charAt(patternAt) === '*') patternAt += 1;
  return patternAt === pattern.length;
}
