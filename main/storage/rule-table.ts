import { z } from 'zod';
import { rule } from '#contract/rule.ts';
import type { NewRule, Rule } from '#contract/rule.ts';
import type { RuleStore } from '../alarms/rule-store.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';
import { saveNamedRow } from './named-row.ts';

const ruleRow = z.object({
  id: z.number(),
  name: z.string(),
  enabled: z.number(),
  trigger_json: jsonColumn,
  schedule_json: jsonColumn,
  scope_json: jsonColumn,
  priority: z.number(),
  procedure_json: jsonColumn,
  action_ids_json: jsonColumn,
  changed_by: z.string(),
  changed_at_ms: z.number(),
});

export class RuleTable implements RuleStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<Rule[]> {
    const rows: unknown[] = await this.#database.read('rules').select().orderBy('id');
    return rows.map(ruleOf);
  }

  save(id: number | null, written: NewRule, by: string, atMs: number): Promise<Rule | null> {
    return this.#database.write(async (trx) => {
      const saved = await saveNamedRow(trx, 'rules', id, rowOf(written, by, atMs));
      return saved === null ? null : { ...written, id: saved, changedBy: by, changedAtMs: atMs };
    });
  }

  remove(id: number): Promise<boolean> {
    return this.#database.write(async (trx) => (await trx('rules').where({ id }).delete()) > 0);
  }
}

function rowOf(written: NewRule, by: string, atMs: number) {
  return {
    name: written.name,
    enabled: written.enabled,
    trigger_json: JSON.stringify(written.trigger),
    schedule_json: JSON.stringify(written.schedule),
    scope_json: JSON.stringify(written.scope),
    priority: written.priority,
    procedure_json: JSON.stringify(written.procedure),
    action_ids_json: JSON.stringify(written.actionIds),
    changed_by: by,
    changed_at_ms: atMs,
  };
}

function ruleOf(row: unknown): Rule {
  const read = ruleRow.parse(row);
  return rule.parse({
    id: read.id,
    name: read.name,
    enabled: read.enabled === 1,
    trigger: read.trigger_json,
    schedule: read.schedule_json,
    scope: read.scope_json,
    priority: read.priority,
    procedure: read.procedure_json,
    actionIds: read.action_ids_json,
    changedBy: read.changed_by,
    changedAtMs: read.changed_at_ms,
  });
}
