/** Beside the other sides of the county screen. */
export function VerifyPage() {
  return null;
}
