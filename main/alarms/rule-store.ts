import type { NewRule, Rule } from '#contract/rule.ts';

/** Where rules are kept. */
export interface RuleStore {
  all(): Promise<Rule[]>;
  /** Adds it when `id` is null. Null: there is no such rule, or another one has the name. Durable when it resolves. */
  save(id: number | null, rule: NewRule, by: string, atMs: number): Promise<Rule | null>;
  /** Whether there was one. */
  remove(id: number): Promise<boolean>;
}
