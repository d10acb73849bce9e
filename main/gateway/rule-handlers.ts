import type { Rule } from '#contract/rule.ts';
import type { AuditEntry } from '../access/audit-log.ts';
import type { RuleDryRuns } from '../alarms/rule-dry-run.ts';
import type { Rules } from '../alarms/rules.ts';
import { accountOf } from './handlers.ts';
import type { Caller, Handlers } from './handlers.ts';

export interface RuleHandlersOptions {
  rules: Pick<Rules, 'list' | 'save' | 'remove'>;
  dryRuns: Pick<RuleDryRuns, 'run'>;
  note: (caller: Caller, action: string, subject: string, facts?: AuditEntry['facts']) => void;
}

export function ruleHandlers({ rules, dryRuns, note }: RuleHandlersOptions): Handlers['rules'] {
  return {
    list: async () => rules.list(),
    async save({ id, ...written }, caller) {
      const saved = await rules.save(id, written, accountOf(caller));
      note(caller, id === null ? 'rule.add' : 'rule.change', `rule:${saved.id}`, factsOf(saved));
      return saved;
    },
    async remove({ id }, caller) {
      const removed = await rules.remove(id);
      note(caller, 'rule.remove', `rule:${id}`, factsOf(removed));
      return { ok: true };
    },
    dryRun: (written) => dryRuns.run(written),
  };
}

/** All that a rule says: what an alarm was not raised for is asked years later. */
function factsOf({
  name,
  enabled,
  priority,
  trigger,
  schedule,
  scope,
  procedure,
  actionIds,
}: Rule): AuditEntry['facts'] {
  return { name, enabled, priority, says: JSON.stringify({ trigger, schedule, scope, procedure, actionIds }) };
}
