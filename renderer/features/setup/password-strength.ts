/** NIST SP 800-63B: length, not composition. Eight is the least that is taken. */
export const shortestPassword = 8;

export type PasswordStrength = { length: 'too-short'; lacking: number } | { length: 'weak' | 'fair' | 'strong' };

export function passwordStrength(password: string): PasswordStrength {
  const length = Array.from(password).length;
  if (length < shortestPassword) return { length: 'too-short', lacking: shortestPassword - length };
  if (length < 12) return { length: 'weak' };
  return { length: length < 16 ? 'fair' : 'strong' };
}
