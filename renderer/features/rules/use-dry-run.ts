import { useMutation } from '@tanstack/react-query';
import type { NewRule, RuleDryRun } from '#contract/rule.ts';
import { useStation } from '../../api/station-provider.tsx';

/** What a rule would have raised, and the rule that was asked for. */
export interface DryRunAnswer {
  rule: NewRule;
  result: RuleDryRun;
}

/** Asked for by a button, not by being shown: it reads a week of records. */
export function useDryRun(onAnswer: (answer: DryRunAnswer) => void): {
  ask: (rule: NewRule) => void;
  asking: boolean;
  error: Error | null;
} {
  const { byPath } = useStation();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (rule: NewRule) => (await byPath.query('rules.dryRun', rule)) as RuleDryRun,
    onSuccess: (result, rule) => onAnswer({ rule, result }),
  });
  return { ask: mutate, asking: isPending, error };
}
