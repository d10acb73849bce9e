/** Cases: which come first, and what is in them. Pure. */
import type { CaseItem, UnitCase } from '#contract/retention.ts';

export const itemKey = ({ kind, id }: CaseItem): string => `${kind}-${String(id)}`;

export const holds = (unitCase: UnitCase, item: CaseItem): boolean =>
  unitCase.items.some((each) => itemKey(each.item) === itemKey(item));

/** Open ones first, the newest of each first. */
export function orderedCases(cases: readonly UnitCase[]): UnitCase[] {
  return cases.toSorted(
    (a, b) => Number(a.closed !== null) - Number(b.closed !== null) || b.openedAtMs - a.openedAtMs || b.id - a.id,
  );
}
