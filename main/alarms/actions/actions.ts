/** Actions 联动: kept, set off by alarms within their interlocks, run by guards, put to rest when the station stops. */
import type { Action, ActionRun, NewAction } from '#contract/action.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { CameraPoint } from '#contract/camera.ts';
import { isInScope } from '#contract/scope.ts';
import { AppError, reasonOf } from '../../system/app-error.ts';
import { hours, seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { Secrets } from '../../system/secrets.ts';
import { ActionList } from './action-list.ts';
import { ActionRunner, putBackOf } from './action-runner.ts';
import type { RunOrder } from './action-runner.ts';
import type { ActionStore, RunEnd } from './action-store.ts';
import { saysState } from './call-template.ts';
import { Controllers } from './controllers.ts';
import type { ControllerSet } from './controllers.ts';
import { decideActions, standingIn } from './decide-actions.ts';
import type { ActionDecision } from './decide-actions.ts';

/** What actions need of the alarms. */
export interface ActedAlarms {
  unresolved(): Alarm[];
  find(id: number): Promise<Alarm | null>;
  watch(listener: (alarm: Alarm) => void): () => void;
  /** Puts a run on the card, or how it stands now when it is there. */
  recordRun(alarmId: number, run: ActionRun): Promise<void>;
}

export interface ActionsOptions {
  store: ActionStore;
  alarms: ActedAlarms;
  controllers: ControllerSet;
  /** Null: there is no such camera. */
  pointOf(cameraId: string): CameraPoint | null;
  secrets: Secrets;
  clock: Clock;
  log: Log;
}

/** Runs that are kept. */
const runsKept = 20_000;
const trimEveryMs = hours(6);
/** Alarms that may wait to be decided on: as many as the alarms' own desk takes. */
const mostUndecided = 5_000;
/** A test is put back after this, unless the action says when. */
const testedForMs = seconds(3);

export class Actions {
  readonly #store: ActionStore;
  readonly #alarms: ActedAlarms;
  readonly #pointOf: ActionsOptions['pointOf'];
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #list: ActionList;
  readonly #runner: ActionRunner;
  readonly #undecided = new Map<number, Alarm>();
  readonly #ends: (() => void)[] = [];
  #deciding: Promise<void> | null = null;
  #running = false;
  #dropped = 0;

  constructor({ store, alarms, controllers, pointOf, secrets, clock, log }: ActionsOptions) {
    this.#store = store;
    this.#alarms = alarms;
    this.#pointOf = pointOf;
    this.#clock = clock;
    this.#log = log.room('actions');
    this.#list = new ActionList({ store, secrets });
    this.#runner = new ActionRunner({
      ...{ store, controllers: new Controllers(controllers, clock), clock, log: this.#log },
      recordRun: (alarmId, run) => alarms.recordRun(alarmId, run),
    });
  }

  /**
   * Says of what the last run of the station left in flight that nobody knows, puts to rest and puts back what it could
   * not any more, and looks at the alarms from now on. Waits for the disk, for no controller.
   */
  async start(): Promise<void> {
    const stored = await this.#list.load();
    await this.#store.trimRuns(runsKept);
    await this.#giveUpUnended();
    const restless = stored.filter(({ action, atRest }) => needsRest(action) && !atRest).map(({ action }) => action);
    const pulses = await this.#store.pulses();
    // From here on a kill is noticed by the next start.
    await this.#store.setAtRest(
      stored.map(({ action }) => action.id),
      false,
    );
    this.#running = true;
    for (const action of restless) await this.#inBackground(this.#restOf(action));
    await this.#putBackPulses(pulses, new Set(restless.map(({ id }) => id)));
    this.#ends.push(this.#alarms.watch((alarm) => this.#take(alarm)));
    this.#ends.push(
      this.#clock.every(trimEveryMs, () => {
        this.#store.trimRuns(runsKept).catch((error: unknown) => {
          this.#log.error('old runs not removed', { reason: reasonOf(error) });
        });
      }),
    );
    for (const alarm of this.#alarms.unresolved()) this.#take(alarm);
  }

  /** Takes nothing more, and within a few seconds puts each action to the state it is to have while nobody is there. */
  async stop(): Promise<void> {
    this.#running = false;
    for (const end of this.#ends.splice(0)) end();
    this.#undecided.clear();
    await this.#deciding;
    const resting = this.#list.all().filter(needsRest);
    const done = await this.#runner.stop(resting.flatMap((action) => this.#restOf(action) ?? []));
    const atRest = done.filter(({ cause }) => cause === 'stop').map(({ action }) => action.id);
    await this.#store.setAtRest(atRest, true);
    this.#log.info('put to rest', { actions: atRest.length, of: resting.length });
  }

  /** Resolves once everything that was announced so far is decided on. */
  async decided(): Promise<void> {
    await this.#deciding;
  }

  /** Values of headers are empty. */
  list(): Action[] {
    return this.#list.all();
  }

  async save(draft: NewAction, id: number | null, by: string): Promise<Action> {
    return this.#list.save(draft, id, by, this.#clock.nowMs());
  }

  async remove(id: number): Promise<Action> {
    const action = this.#list.get(id);
    await this.#list.remove(id);
    return action;
  }

  runs(of: {
    actionId?: number | undefined;
    alarmId?: number | undefined;
    before?: number | undefined;
    limit: number;
  }) {
    return this.#store.page(of);
  }

  /** For the engineer. */
  figures() {
    return { ...this.#runner.figures(), undecided: this.#undecided.size, dropped: this.#dropped };
  }

  /** A guard's key. Of an alarm it settles what waits there for a guard: that runs now, as the guard wants it, and not again. */
  async run(id: number, alarmId: number | null, wanted: 'on' | 'off', by: string): Promise<ActionRun> {
    this.#refuseUnlessRunning();
    const action = this.#list.get(id);
    if (!action.enabled) throw new AppError('conflict', 'the action is disabled', { facts: { problem: 'disabled' } });
    const alarm = alarmId === null ? null : await this.#alarms.find(alarmId);
    if (alarmId !== null && alarm === null) throw new AppError('not-found', `there is no alarm ${alarmId}`);
    if (alarm !== null && !isInScope(action.scope, { cameraId: alarm.cameraId, point: this.#pointAt(alarm) }))
      throw new AppError('conflict', 'the action is not for this camera', { facts: { problem: 'scope' } });
    const target = this.#list.targetOf(id);
    const own = alarm === null ? [] : await this.#store.ownRuns(alarm.id);
    const waiting = own.find((run) => run.actionId === id && run.state === 'held-back');
    const order: RunOrder = {
      ...{ action, target, alarm, cause: 'guard', by, wanted, dry: false, byItself: false },
      ...{ heldBackId: waiting?.id ?? null, putBackAfterMs: wanted === 'on' ? pulseOf(action) : null },
    };
    // It may have begun by itself in between; the guard's wish is one of its own then.
    const alone = { ...order, heldBackId: null };
    const run = (await this.#runner.begin(order)) ?? (await this.#runner.begin(alone));
    if (run === null) throw new AppError('internal', 'a run could not be begun');
    return this.#runner.carryOut(run, order);
  }

  /** Real: put on, and back again. Dry: nothing moves. Of an action as it is written, saved or not. */
  async test({ id, dry, ...draft }: NewAction & { id: number | null; dry: boolean }, by: string): Promise<ActionRun> {
    this.#refuseUnlessRunning();
    const { target, ...action } = this.#list.completed(draft, id);
    const returns = !dry && (target.kind !== 'http' || saysState(target));
    const order: RunOrder = {
      ...{ action: { ...action, id: id ?? 0 }, target, alarm: null, cause: 'test', by, wanted: 'on', dry },
      ...{ byItself: false, heldBackId: null, putBackAfterMs: returns ? (pulseOf(action) ?? testedForMs) : null },
    };
    const run = await this.#runner.begin(order);
    if (run === null) throw new AppError('internal', 'a test could not be begun');
    return this.#runner.carryOut(run, order);
  }

  #take(alarm: Alarm): void {
    if (!this.#running || this.#decisionsOn(alarm, []).length === 0) return;
    if (this.#undecided.size >= mostUndecided && !this.#undecided.has(alarm.id)) {
      this.#dropped += 1;
      return;
    }
    this.#undecided.set(alarm.id, alarm);
    this.#deciding ??= this.#decide();
  }

  /** One alarm after the other, each as it stands now. */
  async #decide(): Promise<void> {
    for (const [id, alarm] of this.#undecided) {
      this.#undecided.delete(id);
      try {
        const own = await this.#store.ownRuns(id);
        for (const decision of this.#decisionsOn(alarm, own)) await this.#carryOut(alarm, decision, own);
      } catch (error) {
        // Asked again when the alarm changes, and at the next start.
        this.#log.error('actions of an alarm not decided', { alarm: id, reason: reasonOf(error) });
      }
    }
    this.#deciding = null;
  }

  #decisionsOn(alarm: Alarm, own: readonly ActionRun[]): ActionDecision[] {
    return decideActions({
      ...{ alarm, point: this.#pointAt(alarm), actions: this.#list.all(), nowMs: this.#clock.nowMs() },
      standingOf: standingIn(own),
    });
  }

  async #carryOut(alarm: Alarm, decision: ActionDecision, own: readonly ActionRun[]): Promise<void> {
    const { action, cause } = decision;
    if (decision.decision === 'hold-back') {
      const nowMs = this.#clock.nowMs();
      const run = {
        ...{ actionId: action.id, actionName: action.name, effect: action.effect, alarmId: alarm.id, cause },
        by: 'station',
        dry: false,
        wanted: 'on',
        state: 'held-back',
        ...{ startedAtMs: nowMs, endedAtMs: null, attempts: 0, failure: decision.interlock, detail: '' },
      } as const;
      const id = await this.#store.beginRun({ ...run, byItself: true, pulse: false });
      if (id !== null) this.#runner.show({ ...run, id });
      return;
    }
    await this.#runner.start({
      ...{ action, target: this.#list.targetOf(action.id), alarm, cause, wanted: 'on', dry: false, byItself: true },
      by: cause === 'confirmed' ? (alarm.resolved?.by ?? 'station') : 'station',
      heldBackId: own.find((run) => run.actionId === action.id)?.id ?? null,
      putBackAfterMs: pulseOf(action),
    });
  }

  async #giveUpUnended(): Promise<void> {
    for (const run of await this.#store.unendedRuns()) {
      const end: RunEnd = {
        state: 'unknown',
        failure: 'station-died',
        endedAtMs: this.#clock.nowMs(),
        attempts: run.attempts,
        detail: 'the station died in between: whether it moved is not known',
      };
      // What is to be put back is put back, moved or not.
      await this.#store.endRun(run.id, end, { own: true, earlier: true });
      this.#runner.show({ ...run, ...end });
    }
  }

  /** `resting`: the dead man has the word on these. */
  async #putBackPulses(pulses: readonly ActionRun[], resting: ReadonlySet<number>): Promise<void> {
    const newest = new Map(pulses.toReversed().map((run) => [run.actionId, run]));
    for (const [actionId, run] of newest) {
      const action = this.#list.find(actionId);
      if (action === null) await this.#store.forgetPulses(actionId);
      else if (!resting.has(actionId)) {
        const alarm = run.alarmId === null ? null : await this.#alarms.find(run.alarmId);
        const order = this.#stationOrder(action, alarm, run.wanted);
        await this.#inBackground(order === null ? null : putBackOf(order));
      }
    }
  }

  #restOf(action: Action): RunOrder | null {
    return this.#stationOrder(action, null, action.onStop === 'on' ? 'on' : 'off');
  }

  #stationOrder(action: Action, alarm: Alarm | null, wanted: 'on' | 'off'): RunOrder | null {
    try {
      return {
        ...{ action, target: this.#list.targetOf(action.id), alarm, cause: 'stop', by: 'station', wanted, dry: false },
        ...{ byItself: false, heldBackId: null, putBackAfterMs: null },
      };
    } catch (error) {
      this.#log.error('not put to its state', { action: action.id, reason: reasonOf(error) });
      return null;
    }
  }

  async #inBackground(order: RunOrder | null): Promise<void> {
    if (order !== null) await this.#runner.start(order);
  }

  #pointAt({ cameraId }: Alarm): CameraPoint | null {
    return cameraId === null ? null : this.#pointOf(cameraId);
  }

  #refuseUnlessRunning(): void {
    if (!this.#running) throw new AppError('unavailable', 'the station is starting or stopping');
  }
}

function needsRest({ enabled, onStop }: Action): boolean {
  return enabled && onStop !== 'leave';
}

function pulseOf({ pulseSeconds }: Pick<Action, 'pulseSeconds'>): number | null {
  return pulseSeconds === null ? null : seconds(pulseSeconds);
}
