import type { Action, ActionRun, ActionTarget, NewAction } from '#contract/action.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { ActedAlarms } from '../../main/alarms/actions/actions.ts';
import type { Controller, Order, Outcome } from '../../main/alarms/actions/controller.ts';

export const aCoil: ActionTarget = { kind: 'modbus-coil', host: '127.0.0.1', port: 1502, unit: 1, coil: 3 };

/** The barrier of the east gate: held shut on hits of barred ones. */
export function aNewAction(given: Partial<NewAction> = {}): NewAction {
  return {
    name: '东门道闸',
    effect: 'hold',
    target: aCoil,
    scope: { points: [], cameraIds: [] },
    onHits: ['barred'],
    pulseSeconds: null,
    timeoutMs: 1000,
    onStop: 'leave',
    enabled: true,
    ...given,
  };
}

export function anAction(given: Partial<Action> = {}): Action {
  return { ...aNewAction(given), id: 1, changedBy: 'chief1', changedAtMs: 0, ...given };
}

/** A controller that does as a test says, and remembers what it was told. */
export class FakeController implements Controller<ActionTarget> {
  readonly heard: { way: 'put' | 'probe'; target: ActionTarget; order: Order }[] = [];
  /** Of the orders to come; the last one stays. */
  answers: Outcome[] = [{ outcome: 'done', detail: 'as told' }];
  running = 0;
  mostRunning = 0;
  #held: Promise<void> | null = null;

  get states(): string[] {
    return this.heard.filter(({ way }) => way === 'put').map(({ order }) => order.facts.wanted);
  }

  /** Orders wait until what is returned is called, or their signal is aborted. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return () => {
      this.#held = null;
      resolve();
    };
  }

  put(target: ActionTarget, order: Order): Promise<Outcome> {
    return this.#hear('put', target, order);
  }

  probe(target: ActionTarget, order: Order): Promise<Outcome> {
    return this.#hear('probe', target, order);
  }

  async #hear(way: 'put' | 'probe', target: ActionTarget, order: Order): Promise<Outcome> {
    this.heard.push({ way, target, order });
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    const aborted = new Promise<void>((resolve) => order.signal.addEventListener('abort', () => resolve()));
    await Promise.race([this.#held, aborted]);
    this.running -= 1;
    if (order.signal.aborted)
      return { outcome: 'failed', failure: 'timeout', detail: 'no answer', perhapsMoved: true, repeatable: true };
    return this.answers.length > 1 ? this.answers.shift()! : this.answers[0]!;
  }
}

/** Alarms as a test has them: announced when it says so, each run on its card. */
export class FakeAlarms implements ActedAlarms {
  readonly alarms = new Map<number, Alarm>();
  /** Every state in which a run was put on a card, in order. */
  readonly shown: ActionRun[] = [];
  readonly #listeners = new Set<(alarm: Alarm) => void>();

  unresolved(): Alarm[] {
    return [...this.alarms.values()].filter(({ state }) => state !== 'resolved');
  }

  find(id: number): Promise<Alarm | null> {
    return Promise.resolve(this.alarms.get(id) ?? null);
  }

  watch(listener: (alarm: Alarm) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** As the real ones do, a card that gets a run is announced again. */
  recordRun(alarmId: number, run: ActionRun): Promise<void> {
    this.shown.push(run);
    const alarm = this.alarms.get(alarmId);
    if (alarm === undefined || alarm.resolved !== null) return Promise.resolve();
    const actionRuns = [run, ...alarm.actionRuns.filter(({ id }) => id !== run.id)].slice(0, 20);
    this.announce({ ...alarm, actionRuns });
    return Promise.resolve();
  }

  announce(alarm: Alarm): void {
    this.alarms.set(alarm.id, alarm);
    for (const listener of this.#listeners) listener(alarm);
  }
}
