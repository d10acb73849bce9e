import type { ActionRun, RelaysListed } from '#contract/action.ts';
import type { AuditEntry } from '../access/audit-log.ts';
import type { Actions } from '../alarms/actions/actions.ts';
import { accountOf } from './handlers.ts';
import type { Caller, Handlers } from './handlers.ts';

export interface ActionHandlersOptions {
  actions: Pick<Actions, 'list' | 'save' | 'remove' | 'run' | 'test' | 'runs'>;
  listRelays(cameraId: string): Promise<RelaysListed>;
  /** Of an account; undefined when there is none. */
  nameOf(account: string): string | undefined;
  /** Writes the audit chain; must not throw. */
  note(caller: Caller, action: string, subject: string, facts?: AuditEntry['facts']): void;
}

export function actionHandlers({ actions, listRelays, nameOf, note }: ActionHandlersOptions): Handlers['actions'] {
  const named = (run: ActionRun): ActionRun => {
    const name = nameOf(run.by);
    return name === undefined ? run : { ...run, byName: name };
  };
  return {
    list: async () => actions.list(),
    async save({ id, ...draft }, caller) {
      const saved = await actions.save(draft, id, accountOf(caller));
      note(caller, 'action.save', `action:${saved.id}`, { name: saved.name, target: saved.target.kind });
      return saved;
    },
    async remove({ id }, caller) {
      const removed = await actions.remove(id);
      note(caller, 'action.remove', `action:${id}`, { name: removed.name });
      return { ok: true };
    },
    async run({ id, alarmId, wanted }, caller) {
      const run = await actions.run(id, alarmId, wanted, accountOf(caller));
      note(caller, 'action.run', `action:${id}`, { alarm: alarmId, wanted, ...resultOf(run) });
      return named(run);
    },
    async test(asked, caller) {
      const run = await actions.test(asked, accountOf(caller));
      note(caller, 'action.test', `action:${run.actionId}`, { name: run.actionName, dry: run.dry, ...resultOf(run) });
      return named(run);
    },
    runs: async (of) => (await actions.runs(of)).map(named),
    relays: ({ cameraId }) => listRelays(cameraId),
  };
}

function resultOf({ id, state, failure }: ActionRun): AuditEntry['facts'] {
  return { run: id, state, failure };
}
