import type { ActionRun } from '#contract/action.ts';

/** The barrier at the east gate, being held shut by a guard's key. */
export function aRun(given: Partial<ActionRun> = {}): ActionRun {
  return {
    id: 1,
    actionId: 1,
    actionName: '东门道闸保持关闭',
    effect: 'hold',
    alarmId: 1,
    cause: 'guard',
    by: 'guard1',
    dry: false,
    wanted: 'on',
    state: 'running',
    startedAtMs: Date.UTC(2026, 10, 23, 6, 32),
    endedAtMs: null,
    attempts: 1,
    failure: null,
    detail: '',
    ...given,
  };
}
