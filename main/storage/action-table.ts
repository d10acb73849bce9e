import type { Knex } from 'knex';
import { z } from 'zod';
import { action as actionSchema, actionRun } from '#contract/action.ts';
import type { Action, ActionRun } from '#contract/action.ts';
import type { ActionStore, NewRun, PulsesLeft, RunEnd, StoredAction } from '../alarms/actions/action-store.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

const actionRow = z.object({
  id: z.number(),
  name: z.string(),
  effect: z.string(),
  target_json: jsonColumn,
  headers_sealed: z.string().nullable(),
  scope_json: jsonColumn,
  on_hits_json: jsonColumn,
  pulse_seconds: z.number().nullable(),
  timeout_ms: z.number(),
  on_stop: z.string(),
  enabled: z.number(),
  at_rest: z.number(),
  changed_by: z.string(),
  changed_at_ms: z.number(),
});

const runRow = z.object({
  id: z.number(),
  action_id: z.number(),
  action_name: z.string(),
  effect: z.string(),
  alarm_id: z.number().nullable(),
  cause: z.string(),
  done_by: z.string(),
  dry: z.number(),
  wanted: z.string(),
  state: z.string(),
  started_at_ms: z.number(),
  ended_at_ms: z.number().nullable(),
  attempts: z.number(),
  failure: z.string().nullable(),
  detail: z.string(),
});

export class ActionTable implements ActionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async actions(): Promise<StoredAction[]> {
    const rows: unknown[] = await this.#database.read('actions').select().orderBy('id');
    return rows.map((row) => {
      const read = actionRow.parse(row);
      return { action: actionOf(read), headersSealed: read.headers_sealed, atRest: read.at_rest === 1 };
    });
  }

  saveAction(
    id: number | null,
    { action, headersSealed, by, atMs }: Parameters<ActionStore['saveAction']>[1],
  ): Promise<Action | null> {
    return this.#database.write(async (trx) => {
      const namesake: unknown = await trx('actions')
        .where({ name: action.name })
        .whereNot('id', id ?? 0)
        .first();
      if (namesake !== undefined) return null;
      const row = {
        name: action.name,
        effect: action.effect,
        target_json: JSON.stringify(action.target),
        headers_sealed: headersSealed,
        scope_json: JSON.stringify(action.scope),
        on_hits_json: JSON.stringify(action.onHits),
        pulse_seconds: action.pulseSeconds,
        timeout_ms: action.timeoutMs,
        on_stop: action.onStop,
        enabled: Number(action.enabled),
        at_rest: 0,
        changed_by: by,
        changed_at_ms: atMs,
      };
      const saved = { ...action, changedBy: by, changedAtMs: atMs };
      if (id === null) {
        const [added] = await trx('actions').insert(row);
        return { ...saved, id: Number(added) };
      }
      const changed = await trx('actions').where({ id }).update(row);
      return changed === 0 ? null : { ...saved, id };
    });
  }

  removeAction(id: number): Promise<boolean> {
    return this.#database.write(async (trx) => (await trx('actions').where({ id }).delete()) > 0);
  }

  async setAtRest(ids: readonly number[], atRest: boolean): Promise<void> {
    if (ids.length === 0) return;
    await this.#database.write((trx) =>
      trx('actions')
        .whereIn('id', ids)
        .update({ at_rest: Number(atRest) }),
    );
  }

  beginRun({ byItself, pulse, ...run }: NewRun): Promise<number | null> {
    return this.#database.write(async (trx) => {
      const own = { action_id: run.actionId, alarm_id: run.alarmId, by_itself: 1 };
      if (byItself && (await trx('action_runs').where(own).first()) !== undefined) return null;
      const [added] = await trx('action_runs').insert({
        action_id: run.actionId,
        action_name: run.actionName,
        effect: run.effect,
        alarm_id: run.alarmId,
        by_itself: Number(byItself),
        cause: run.cause,
        done_by: run.by,
        dry: Number(run.dry),
        wanted: run.wanted,
        state: run.state,
        pulse: Number(pulse),
        started_at_ms: run.startedAtMs,
        ended_at_ms: run.endedAtMs,
        attempts: run.attempts,
        failure: run.failure,
        detail: run.detail,
      });
      return Number(added);
    });
  }

  beginHeldBack(
    id: number,
    { cause, by, wanted, startedAtMs, pulse }: Parameters<ActionStore['beginHeldBack']>[1],
  ): Promise<boolean> {
    const row = { cause, done_by: by, wanted, started_at_ms: startedAtMs, pulse: Number(pulse) };
    return this.#database.write(async (trx) => {
      const waiting = trx('action_runs').where({ id, state: 'held-back' });
      return (await waiting.update({ ...row, state: 'running', failure: null })) > 0;
    });
  }

  endRun(id: number, end: RunEnd, { own, earlier }: PulsesLeft): Promise<void> {
    const { endedAtMs, state, attempts, failure, detail } = end;
    return this.#database.write(async (trx) => {
      await trx('action_runs')
        .where({ id })
        .update({ ended_at_ms: endedAtMs, state, attempts, failure, detail, ...(own ? {} : { pulse: 0 }) });
      if (earlier) return;
      await trx('action_runs')
        .where({ pulse: 1 })
        .where('id', '<', id)
        .whereIn('action_id', trx('action_runs').where({ id }).select('action_id'))
        .update({ pulse: 0 });
    });
  }

  ownRuns(alarmId: number): Promise<ActionRun[]> {
    return this.#runs((runs) => runs.where({ alarm_id: alarmId, by_itself: 1 }).orderBy('id'));
  }

  unendedRuns(): Promise<ActionRun[]> {
    return this.#runs((runs) => runs.where({ state: 'running' }).orderBy('id'));
  }

  pulses(): Promise<ActionRun[]> {
    return this.#runs((runs) => runs.where({ pulse: 1 }).orderBy('id', 'desc'));
  }

  async forgetPulses(actionId: number): Promise<void> {
    await this.#database.write((trx) =>
      trx('action_runs').where({ action_id: actionId, pulse: 1 }).update({ pulse: 0 }),
    );
  }

  page({ actionId, alarmId, before, limit }: Parameters<ActionStore['page']>[0]): Promise<ActionRun[]> {
    return this.#runs((runs) => {
      if (actionId !== undefined) void runs.where({ action_id: actionId });
      if (alarmId !== undefined) void runs.where({ alarm_id: alarmId });
      if (before !== undefined) void runs.where('id', '<', before);
      return runs.orderBy('id', 'desc').limit(limit);
    });
  }

  trimRuns(keep: number): Promise<number> {
    return this.#database.write(async (trx) =>
      trx('action_runs')
        .where('id', '<=', trx('action_runs').select('id').orderBy('id', 'desc').offset(keep).limit(1))
        .whereNot({ state: 'running' })
        .where({ pulse: 0 })
        .delete(),
    );
  }

  async #runs(narrow: (runs: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<ActionRun[]> {
    const rows: unknown = await narrow(this.#database.read('action_runs').select());
    return z.array(z.unknown()).parse(rows).map(runOf);
  }
}

function actionOf(row: z.output<typeof actionRow>): Action {
  return actionSchema.parse({
    id: row.id,
    name: row.name,
    effect: row.effect,
    target: row.target_json,
    scope: row.scope_json,
    onHits: row.on_hits_json,
    pulseSeconds: row.pulse_seconds,
    timeoutMs: row.timeout_ms,
    onStop: row.on_stop,
    enabled: row.enabled === 1,
    changedBy: row.changed_by,
    changedAtMs: row.changed_at_ms,
  });
}

function runOf(row: unknown): ActionRun {
  const read = runRow.parse(row);
  return actionRun.parse({
    id: read.id,
    actionId: read.action_id,
    actionName: read.action_name,
    effect: read.effect,
    alarmId: read.alarm_id,
    cause: read.cause,
    by: read.done_by,
    dry: read.dry === 1,
    wanted: read.wanted,
    state: read.state,
    startedAtMs: read.started_at_ms,
    endedAtMs: read.ended_at_ms,
    attempts: read.attempts,
    failure: read.failure,
    detail: read.detail,
  });
}
