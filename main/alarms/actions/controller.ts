/** What a door controller is asked and what it answers, whatever it speaks. */
import type { ActionFailure, ActionTarget } from '#contract/action.ts';
import type { Clock } from '../../system/clock.ts';
import type { CallFacts } from './call-template.ts';

export type RelayTarget = Extract<ActionTarget, { kind: 'onvif-relay' }>;
export type CoilTarget = Extract<ActionTarget, { kind: 'modbus-coil' }>;

export interface Order {
  facts: CallFacts;
  /** Until when, in milliseconds from now. */
  withinMs: number;
  /** Aborted when the time is up, or the station stops. */
  signal: AbortSignal;
}

export type Outcome =
  /** `detail`: what was said and answered, for the engineer. Never a credential. */
  | { outcome: 'done'; detail: string }
  | {
      outcome: 'failed';
      failure: ActionFailure;
      detail: string;
      /** It may have moved all the same: the order was on its way when it went wrong. */
      perhapsMoved: boolean;
      /** Whether saying it once more can do no harm: an absolute state, or nothing that was sent. */
      repeatable: boolean;
    };

export interface Controller<Target> {
  put(target: Target, order: Order): Promise<Outcome>;
  /** Whether there is somebody to say it to, and what would be said. Moves nothing. */
  probe(target: Target, order: Order): Promise<Outcome>;
}

export const done = (detail: string): Outcome => ({ outcome: 'done', detail });

/** A failure before anything was sent. */
export const notSent = (failure: ActionFailure, detail: string, repeatable = false): Outcome => ({
  ...{ outcome: 'failed', failure, detail, repeatable },
  perhapsMoved: false,
});

/** errno or code of whatever failed, else its message. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

/** True when the time is over; false as soon as the signal is aborted. */
export function pause(clock: Clock, forMs: number, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.after(forMs, () => resolve(true));
  const onAbort = (): void => resolve(false);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  return promise.finally(() => {
    cancel();
    signal.removeEventListener('abort', onAbort);
  });
}
