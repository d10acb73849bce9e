/** Vehicle classes as a guard tells them apart. Pure. */

/**
 * GA/T 1400 VehicleClass takes the codes of GA 24.4: a letter for what it is, a digit for its size, one for its body.
 * A filter may name 64 codes; all groups together stay below.
 */
const codes = {
  car: ['K30', 'K31', 'K32', 'K33', 'K34', 'K38', 'K39', 'K40', 'K41', 'K42', 'K43', 'K49'],
  coach: ['K10', 'K11', 'K12', 'K13', 'K14', 'K15', 'K20', 'K21', 'K22', 'K23', 'K24', 'K25'],
  heavyTruck: ['H10', 'H11', 'H12', 'H13', 'H14', 'H15', 'H17', 'H19', 'Q10', 'Q11', 'Q12', 'Q20', 'Q21', 'Q22'],
  lightTruck: ['H20', 'H21', 'H22', 'H23', 'H25', 'H27', 'H30', 'H31', 'H32', 'H33', 'H35', 'H37', 'H40', 'H41', 'H42'],
  motorcycle: ['M10', 'M11', 'M12', 'M13', 'M14', 'M15', 'M20', 'M21', 'M22'],
} as const;

export type ClassGroup = keyof typeof codes;
export const classGroups = Object.keys(codes) as readonly ClassGroup[];

export const codesOf = (group: ClassGroup): readonly string[] => codes[group];

/** Null: a code of no group, shown as it is. */
export function classGroupOf(code: string): ClassGroup | null {
  return classGroups.find((group) => codesOf(group).includes(code)) ?? null;
}
