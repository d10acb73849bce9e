/** Resident identity numbers 公民身份号码 (GB 11643-1999), and their masked form. */

/** ISO 7064 MOD 11-2, as GB 11643 prescribes: weight of position i is 2^(17-i) mod 11. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';

/** Check character of the first 17 digits. */
export function checkCharacterOf(digits17: string): string {
  let sum = 0;
  for (const [index, weight] of weights.entries()) sum += weight * Number(digits17[index]);
  return checkCharacters.charAt(sum % 11);
}

/** One spelling per number: half-width, upper case, no separators; the 15-digit form of before 1999 becomes 18 digits. */
export function normaliseIdNumber(written: string): string {
  const bare = written
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Pc}.·]/gu, '');
  if (!/^\d{15}$/.test(bare)) return bare;
  // The short form left out the century; its holders were born in the 1900s.
  const digits17 = `${bare.slice(0, 6)}19${bare.slice(6)}`;
  return isBirthDate(digits17.slice(6, 14)) ? digits17 + checkCharacterOf(digits17) : bare;
}

/** Whether a normalised number is a resident number: shape, date of birth, check character. */
export function isResidentNumber(idNumber: string): boolean {
  return (
    /^[1-9]\d{16}[\dX]$/.test(idNumber) &&
    isBirthDate(idNumber.slice(6, 14)) &&
    checkCharacterOf(idNumber.slice(0, 17)) === idNumber.charAt(17)
  );
}

/**
 * Whether a normalised number can be listed: a resident number, or that of another document (passport, travel
 * permit), which carries no check we could hold it to. 15 and 18 digits are always held to the resident's rules.
 */
export function isListableIdNumber(idNumber: string): boolean {
  if (/^(?:\d{15}|\d{17}[\dX])$/.test(idNumber)) return isResidentNumber(idNumber);
  return /^[A-Z0-9]{5,20}$/.test(idNumber) && /\d{4}/.test(idNumber);
}

/** 371525********1234. Shorter numbers keep their last two characters. */
export function maskIdNumber(idNumber: string): string {
  if (idNumber.length >= 15) return idNumber.slice(0, 6) + '*'.repeat(idNumber.length - 10) + idNumber.slice(-4);
  return '*'.repeat(Math.max(0, idNumber.length - 2)) + idNumber.slice(-2);
}

function isBirthDate(yyyymmdd: string): boolean {
  const [year, month, day] = [yyyymmdd.slice(0, 4), yyyymmdd.slice(4, 6), yyyymmdd.slice(6)].map(Number);
  if (year === undefined || month === undefined || day === undefined || year < 1850) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
