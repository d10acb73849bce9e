import type { Action, ActionRun } from '#contract/action.ts';
import type { ActionStore, NewRun, StoredAction } from '../../main/alarms/actions/action-store.ts';

type Row = ActionRun & { byItself: boolean; pulse: boolean };

/** A store that keeps everything and can be made to fail. A station that dies leaves it as it is. */
export class MemoryActionStore implements ActionStore {
  readonly rows: Row[] = [];
  readonly stored = new Map<number, StoredAction>();
  /** Thrown by the writes to come. */
  failure: Error | null = null;
  #lastActionId = 0;

  actions(): Promise<StoredAction[]> {
    return Promise.resolve([...this.stored.values()]);
  }

  async saveAction(
    id: number | null,
    { action, headersSealed, by, atMs }: Parameters<ActionStore['saveAction']>[1],
  ): Promise<Action | null> {
    this.#fail();
    if ([...this.stored.values()].some((each) => each.action.name === action.name && each.action.id !== id))
      return null;
    if (id !== null && !this.stored.has(id)) return null;
    const saved = { ...action, id: id ?? ++this.#lastActionId, changedBy: by, changedAtMs: atMs };
    this.stored.set(saved.id, { action: saved, headersSealed, atRest: false });
    return saved;
  }

  async removeAction(id: number): Promise<boolean> {
    return this.stored.delete(id);
  }

  async setAtRest(ids: readonly number[], atRest: boolean): Promise<void> {
    for (const id of ids) {
      const stored = this.stored.get(id);
      if (stored) this.stored.set(id, { ...stored, atRest });
    }
  }

  async beginRun(run: NewRun): Promise<number | null> {
    this.#fail();
    const same = (row: Row): boolean => row.byItself && row.alarmId === run.alarmId && row.actionId === run.actionId;
    if (run.byItself && this.rows.some(same)) return null;
    const id = this.rows.length + 1;
    this.rows.push({ ...run, id });
    return id;
  }

  async beginHeldBack(id: number, changes: Parameters<ActionStore['beginHeldBack']>[1]): Promise<boolean> {
    this.#fail();
    const row = this.rows.find((each) => each.id === id && each.state === 'held-back');
    if (row === undefined) return false;
    Object.assign(row, changes, { state: 'running', failure: null });
    return true;
  }

  async endRun(id: number, end: object, { own, earlier }: { own: boolean; earlier: boolean }): Promise<void> {
    this.#fail();
    const row = this.rows.find((each) => each.id === id)!;
    Object.assign(row, end, own ? {} : { pulse: false });
    if (earlier) return;
    for (const each of this.rows) if (each.actionId === row.actionId && each.id < id) each.pulse = false;
  }

  ownRuns(alarmId: number): Promise<ActionRun[]> {
    return Promise.resolve(this.rows.filter((row) => row.byItself && row.alarmId === alarmId).map(runOf));
  }

  unendedRuns(): Promise<ActionRun[]> {
    return Promise.resolve(this.rows.filter(({ state }) => state === 'running').map(runOf));
  }

  pulses(): Promise<ActionRun[]> {
    return Promise.resolve(
      this.rows
        .filter(({ pulse }) => pulse)
        .map(runOf)
        .toReversed(),
    );
  }

  async forgetPulses(actionId: number): Promise<void> {
    for (const row of this.rows) if (row.actionId === actionId) row.pulse = false;
  }

  page(): Promise<ActionRun[]> {
    return Promise.resolve(this.rows.map(runOf).toReversed());
  }

  trimRuns(): Promise<number> {
    return Promise.resolve(0);
  }

  #fail(): void {
    if (this.failure) throw this.failure;
  }
}

function runOf({ byItself: _own, pulse: _pulse, ...run }: Row): ActionRun {
  return { ...run };
}
