import type { CaseItem } from '#contract/retention.ts';
import type { AuditEntry, AuditLog } from '../access/audit-log.ts';
import type { Cases } from '../journal/cases.ts';
import type { Retention } from '../journal/retention.ts';
import type { Caller, Handlers } from './handlers.ts';
import { accountOf } from './handlers.ts';

export function retentionHandlers(retention: Pick<Retention, 'facts' | 'deletions'>): Handlers['retention'] {
  return {
    facts: () => retention.facts(),
    deletions: ({ before, limit }) => retention.deletions(before ?? null, limit),
  };
}

export interface CaseHandlersOptions {
  cases: Cases;
  audit: Pick<AuditLog, 'append'>;
}

/** Cases. What is held beyond its period is in the audit chain, with the reason, before the caller hears of it. */
export function caseHandlers({ cases, audit }: CaseHandlersOptions): Handlers['cases'] {
  const note = async (caller: Caller, action: string, caseId: number, facts: AuditEntry['facts']): Promise<void> => {
    await audit.append({ actor: accountOf(caller), action, subject: `case:${caseId}`, facts });
  };
  const named = ({ kind, id }: CaseItem): AuditEntry['facts'] => ({ item: `${kind}:${id}` });
  return {
    list: () => cases.list(),
    async open(given, caller) {
      const opened = await cases.open(given, accountOf(caller));
      await note(caller, 'case.open', opened.id, { title: opened.title, reason: opened.reason });
      return opened;
    },
    async add({ caseId, item }, caller) {
      const added = await cases.add(caseId, item, accountOf(caller));
      if (added.changed) await note(caller, 'case.add', caseId, named(item));
      return added.case;
    },
    async remove({ caseId, item }, caller) {
      const changed = await cases.remove(caseId, item);
      await note(caller, 'case.remove', caseId, named(item));
      return changed;
    },
    async close({ caseId }, caller) {
      const closed = await cases.close(caseId, accountOf(caller));
      await note(caller, 'case.close', caseId, { items: closed.items.length });
      return closed;
    },
  };
}
