/** Beside the other sides of the county screen. */
export function SummariesPage() {
  return null;
}
