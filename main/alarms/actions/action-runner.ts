/** Runs: written down before anything is sent, carried out one at a time for each controller, put back when their time is over. */
import type { Action, ActionRun, ActionTarget } from '#contract/action.ts';
import type { Alarm } from '#contract/alarm.ts';
import { AppError, reasonOf } from '../../system/app-error.ts';
import { seconds } from '../../system/clock.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { ActionStore, PulsesLeft, RunEnd } from './action-store.ts';
import type { CallFacts } from './call-template.ts';
import { notSent } from './controller.ts';
import type { Outcome } from './controller.ts';
import { controllerNameOf } from './controllers.ts';
import type { Controllers } from './controllers.ts';
import { Lanes } from './lanes.ts';
import type { LaneRefusal } from './lanes.ts';

/** What is to be done, and why. */
export interface RunOrder extends Pick<ActionRun, 'cause' | 'by' | 'wanted' | 'dry'> {
  action: Pick<Action, 'id' | 'name' | 'effect' | 'timeoutMs'>;
  /** With the values of its headers. */
  target: ActionTarget;
  alarm: Alarm | null;
  byItself: boolean;
  /** The run that waited for this, which it becomes. */
  heldBackId: number | null;
  /** Put back after so long; null: it stays. */
  putBackAfterMs: number | null;
  /** The station is stopping: it has the last seconds, and nothing is put back after it. */
  last?: boolean;
}

export interface ActionRunnerOptions {
  store: ActionStore;
  controllers: Controllers;
  /** Puts a run, or how it stands now, on its alarm's card. */
  recordRun(alarmId: number, run: ActionRun): Promise<void>;
  clock: Clock;
  log: Log;
}

/** What runs when the station is stopped may end, this long; the dead man's runs come behind it. */
const graceMs = seconds(1);
/** For everything that is put to its state at the end. */
const stopWithinMs = seconds(5);

export class ActionRunner {
  readonly #store: ActionStore;
  readonly #controllers: Controllers;
  readonly #recordRun: ActionRunnerOptions['recordRun'];
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #lanes: Lanes;
  readonly #ending = new AbortController();
  readonly #lastEnding = new AbortController();
  readonly #inFlight = new Set<Promise<unknown>>();
  /** What waits to be put back, by action; of actions that were never saved, by minus their run. */
  readonly #pulses = new Map<number, { cancel: Cancel; order: RunOrder }>();
  #stopping = false;

  constructor({ store, controllers, recordRun, clock, log }: ActionRunnerOptions) {
    this.#store = store;
    this.#controllers = controllers;
    this.#recordRun = recordRun;
    this.#clock = clock;
    this.#log = log;
    this.#lanes = new Lanes({ clock });
  }

  /** For the engineer. */
  figures(): { waiting: number; refused: number; pulses: number } {
    return { waiting: this.#lanes.waiting, refused: this.#lanes.refused, pulses: this.#pulses.size };
  }

  /** Durable when it resolves. Null: its alarm has set this action off before. */
  async begin(order: RunOrder): Promise<ActionRun | null> {
    if (this.#stopping && order.last !== true) throw new AppError('unavailable', 'the station is stopping');
    const { action, alarm, cause, by, wanted, dry, byItself, heldBackId } = order;
    const startedAtMs = this.#clock.nowMs();
    const run = {
      ...{ actionId: action.id, actionName: action.name, effect: action.effect, alarmId: alarm?.id ?? null },
      ...{ cause, by, dry, wanted, startedAtMs, endedAtMs: null, attempts: 0, failure: null, detail: '' },
      state: 'running' as const,
    };
    // What was never saved is not known any more after a crash.
    const pulse = order.putBackAfterMs !== null && action.id !== 0 && !dry;
    if (heldBackId !== null) {
      const begun = await this.#store.beginHeldBack(heldBackId, { cause, by, wanted, startedAtMs, pulse });
      return begun ? { ...run, id: heldBackId } : null;
    }
    const id = await this.#store.beginRun({ ...run, byItself, pulse });
    return id === null ? null : { ...run, id };
  }

  /** What was begun, to its end. Never throws for what a controller does wrong. */
  carryOut(run: ActionRun, order: RunOrder): Promise<ActionRun> {
    const carried = this.#carryOut(run, order);
    this.#inFlight.add(carried);
    return carried.finally(() => this.#inFlight.delete(carried));
  }

  /** Both, for whoever does not wait for it. */
  async start(order: RunOrder): Promise<void> {
    const run = await this.begin(order);
    if (run !== null)
      this.carryOut(run, order).catch((error: unknown) => this.#complain('a run was not ended', run, error));
  }

  /** Puts a run on its alarm's card; the runs' own table has it in any case. */
  show(run: ActionRun): void {
    if (run.alarmId === null) return;
    this.#recordRun(run.alarmId, run).catch((error: unknown) => this.#complain('a run is not on its card', run, error));
  }

  /**
   * Within a few seconds: ends what runs, carries out the orders, and puts back what nobody will be there to put back.
   * The orders that were done.
   */
  async stop(orders: readonly RunOrder[]): Promise<RunOrder[]> {
    this.#stopping = true;
    this.#lanes.clear();
    const covered = new Set(orders.map(({ action }) => action.id));
    const pulses = [...this.#pulses.values()];
    for (const { cancel } of pulses) cancel();
    this.#pulses.clear();
    const ends = pulses.map(({ order }) => putBackOf(order)).filter(({ action }) => !covered.has(action.id));
    const cancelGrace = this.#clock.after(graceMs, () => this.#ending.abort());
    const cancelLast = this.#clock.after(stopWithinMs, () => this.#lastEnding.abort());
    const done = await Promise.all([...orders, ...ends].map((order) => this.#last({ ...order, last: true })));
    this.#ending.abort();
    await Promise.allSettled(this.#inFlight);
    cancelGrace();
    cancelLast();
    return done.flatMap((order) => order ?? []);
  }

  async #last(order: RunOrder): Promise<RunOrder | null> {
    try {
      const run = await this.begin(order);
      const ended = run === null ? null : await this.carryOut(run, order);
      return ended?.state === 'done' ? order : null;
    } catch (error) {
      this.#log.error('not put to its state', { action: order.action.id, reason: reasonOf(error) });
      return null;
    }
  }

  async #carryOut(run: ActionRun, order: RunOrder): Promise<ActionRun> {
    const { target, wanted, dry, action } = order;
    this.show(run);
    const wish = {
      ...{ target, dry, timeoutMs: action.timeoutMs, facts: factsOf(order, run.startedAtMs) },
      signal: (order.last === true ? this.#lastEnding : this.#ending).signal,
    };
    const answer = await this.#lanes.run<LaneRefusal | Awaited<ReturnType<Controllers['carryOut']>>>(
      controllerNameOf(target),
      // The station may have been stopped while it was written down.
      async () => (this.#stopping && order.last !== true ? 'stopped' : this.#controllers.carryOut(wish)),
    );
    const { outcome, attempts } = typeof answer === 'string' ? notBegun(answer) : answer;
    const end: RunEnd = {
      endedAtMs: this.#clock.nowMs(),
      attempts,
      detail: outcome.detail.slice(0, 400),
      ...(outcome.outcome === 'done'
        ? { state: 'done', failure: null }
        : { state: 'failed', failure: outcome.failure }),
    };
    const ended: ActionRun = { ...run, ...end };
    const pulses = dry ? { own: false, earlier: true } : this.#settlePulses(run.id, order, outcome);
    try {
      await this.#store.endRun(run.id, end, pulses);
    } catch (error) {
      // The next start calls it unknown; what was done stays done, and the card says so.
      this.#complain('the end of a run is not written down', run, error);
    }
    this.#log.info('action', { action: action.id, run: run.id, cause: run.cause, wanted, dry, ...end });
    this.show(ended);
    return ended;
  }

  #settlePulses(runId: number, order: RunOrder, outcome: Outcome): PulsesLeft {
    const moved = outcome.outcome === 'done' || outcome.perhapsMoved;
    const key = order.action.id === 0 ? -runId : order.action.id;
    if (order.putBackAfterMs !== null && moved && order.last !== true) {
      this.#pulses.get(key)?.cancel();
      const cancel = this.#clock.after(order.putBackAfterMs, () => this.#putBack(key));
      this.#pulses.set(key, { cancel, order });
      return { own: order.action.id !== 0, earlier: false };
    }
    if (outcome.outcome === 'failed') return { own: false, earlier: true };
    this.#pulses.get(key)?.cancel();
    this.#pulses.delete(key);
    return { own: false, earlier: false };
  }

  #putBack(key: number): void {
    const pulse = this.#pulses.get(key);
    this.#pulses.delete(key);
    if (pulse === undefined) return;
    this.start(putBackOf(pulse.order)).catch((error: unknown) => {
      this.#log.error('not put back', { action: pulse.order.action.id, reason: reasonOf(error) });
    });
  }

  #complain(event: string, { id, actionId }: ActionRun, error: unknown): void {
    this.#log.error(event, { run: id, action: actionId, reason: reasonOf(error) });
  }
}

/** The run that ends a pulse. */
export function putBackOf(order: RunOrder): RunOrder {
  return {
    ...order,
    ...{ cause: 'pulse-end', by: 'station', wanted: order.wanted === 'on' ? 'off' : 'on' },
    ...{ dry: false, byItself: false, heldBackId: null, putBackAfterMs: null },
  };
}

function factsOf({ alarm, wanted }: RunOrder, atMs: number): CallFacts {
  const facts = { alarmId: alarm?.id ?? null, cameraName: alarm?.cameraName ?? null, atMs, wanted };
  if (alarm === null) return { ...facts, subject: null };
  const { cause } = alarm;
  if (cause.by === 'rule') return { ...facts, subject: cause.rule.name };
  return { ...facts, subject: cause.entry.kind === 'vehicle' ? cause.entry.plate : `entry:${cause.entry.id}` };
}

function notBegun(refusal: LaneRefusal): { outcome: Outcome; attempts: 0 } {
  const reasons: Readonly<Record<LaneRefusal, Outcome>> = {
    full: notSent('timeout', 'too many runs wait for this controller'),
    'waited-too-long': notSent('timeout', 'it waited too long for this controller'),
    stopped: notSent('station-died', 'the station was stopped before it was sent'),
  };
  return { outcome: reasons[refusal], attempts: 0 };
}
