/** Beside the other sides of the county screen. */
export function PackagesPage() {
  return null;
}
