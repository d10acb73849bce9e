import type { NewRule } from '#contract/rule.ts';

/** Its name, its steps and what it sets off change nothing about when it raises. */
export function wouldRaiseTheSame(asked: NewRule, now: NewRule | null): boolean {
  const raising = ({ trigger, schedule, scope, priority }: NewRule): string =>
    JSON.stringify([trigger, schedule, scope, priority]);
  return now !== null && raising(asked) === raising(now);
}
