import type { NewRule, Rule } from '#contract/rule.ts';
import type { RuleStore } from '../../main/alarms/rule-store.ts';

export class MemoryRuleStore implements RuleStore {
  readonly rules = new Map<number, Rule>();
  #lastId = 0;

  all(): Promise<Rule[]> {
    return Promise.resolve([...this.rules.values()]);
  }

  save(id: number | null, rule: NewRule, by: string, atMs: number): Promise<Rule | null> {
    const namesake = [...this.rules.values()].some((other) => other.name === rule.name && other.id !== id);
    if (namesake || (id !== null && !this.rules.has(id))) return Promise.resolve(null);
    const saved = { ...rule, id: id ?? ++this.#lastId, changedBy: by, changedAtMs: atMs };
    this.rules.set(saved.id, saved);
    return Promise.resolve(saved);
  }

  remove(id: number): Promise<boolean> {
    return Promise.resolve(this.rules.delete(id));
  }
}
