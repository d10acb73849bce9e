import type { Action, ActionRun, NewAction } from '#contract/action.ts';

export interface StoredAction {
  /** Values of headers are empty. */
  action: Action;
  /** Secrets.seal of the values of headers, by name, as JSON; null: there are none. */
  headersSealed: string | null;
  /** The dead man was carried out when the station stopped, and nothing has moved it since. */
  atRest: boolean;
}

export type RunFacts = Omit<ActionRun, 'id' | 'byName'>;

export interface NewRun extends RunFacts {
  /** Set off by its alarm: there is one for each alarm and action, whatever becomes of it. */
  byItself: boolean;
  /** To be put back: still to be done after a crash. */
  pulse: boolean;
}

export interface RunEnd {
  endedAtMs: number;
  state: 'done' | 'failed' | 'unknown';
  attempts: number;
  failure: ActionRun['failure'];
  detail: string;
}

/** Which pulses are still to be put back when a run has ended: its own, if it is one, and the earlier ones of its action. */
export interface PulsesLeft {
  own: boolean;
  earlier: boolean;
}

export interface ActionStore {
  actions(): Promise<StoredAction[]>;
  /** A new one when `id` is null. Null: there is no such action, or another has its name. It is not at rest then. */
  saveAction(
    id: number | null,
    saved: { action: NewAction; headersSealed: string | null; by: string; atMs: number },
  ): Promise<Action | null>;
  removeAction(id: number): Promise<boolean>;
  setAtRest(ids: readonly number[], atRest: boolean): Promise<void>;

  /** Null: its alarm has set this action off before. Durable when it resolves. */
  beginRun(run: NewRun): Promise<number | null>;
  /** A held-back run begins. False: it has begun already. */
  beginHeldBack(
    id: number,
    changes: Pick<RunFacts, 'cause' | 'by' | 'wanted' | 'startedAtMs'> & { pulse: boolean },
  ): Promise<boolean>;
  endRun(id: number, end: RunEnd, pulses: PulsesLeft): Promise<void>;
  /** The runs that an alarm has set off by itself. */
  ownRuns(alarmId: number): Promise<ActionRun[]>;
  /** Begun and never ended: the station died. */
  unendedRuns(): Promise<ActionRun[]>;
  /** Runs that are still to be put back, newest first. */
  pulses(): Promise<ActionRun[]>;
  forgetPulses(actionId: number): Promise<void>;
  /** Newest first. */
  page(of: {
    actionId?: number | undefined;
    alarmId?: number | undefined;
    before?: number | undefined;
    limit: number;
  }): Promise<ActionRun[]>;
  /** Removes all but the newest ended ones; how many. */
  trimRuns(keep: number): Promise<number>;
}
