/** Whoever an action speaks to, by what it speaks; and one try after the other, at most two. */
import type { ActionTarget } from '#contract/action.ts';
import { assertNever } from '../../system/app-error.ts';
import type { Clock } from '../../system/clock.ts';
import type { CallFacts, HttpTarget } from './call-template.ts';
import { pause } from './controller.ts';
import type { CoilTarget, Controller, Outcome, RelayTarget } from './controller.ts';

export interface ControllerSet {
  relay: Controller<RelayTarget>;
  http: Controller<HttpTarget>;
  coil: Controller<CoilTarget>;
}

/** What holds a controller up for a moment (a restart of its network, a busy unit) is over by then. */
const pauseMs = 300;

export interface Wish {
  target: ActionTarget;
  facts: CallFacts;
  /** For each try. */
  timeoutMs: number;
  dry: boolean;
  /** Ends what runs. */
  signal: AbortSignal;
}

export class Controllers {
  readonly #set: ControllerSet;
  readonly #clock: Clock;

  constructor(set: ControllerSet, clock: Clock) {
    this.#set = set;
    this.#clock = clock;
  }

  /** Never throws: what a controller does wrong is an outcome, and so is a fault of ours in speaking to it. */
  async carryOut(wish: Wish): Promise<{ outcome: Outcome; attempts: 1 | 2 }> {
    const first = await this.#try(wish);
    if (first.outcome === 'done' || !first.repeatable || wish.dry || wish.signal.aborted)
      return { outcome: first, attempts: 1 };
    // The station may be stopped in between.
    if (!(await pause(this.#clock, pauseMs, wish.signal))) return { outcome: first, attempts: 1 };
    const second = await this.#try(wish);
    const moved = first.perhapsMoved && second.outcome === 'failed';
    return { outcome: moved ? { ...second, perhapsMoved: true } : second, attempts: 2 };
  }

  async #try({ target, facts, timeoutMs, dry, signal }: Wish): Promise<Outcome> {
    const deadline = new AbortController();
    const cancel = this.#clock.after(timeoutMs, () => deadline.abort());
    const order = { facts, withinMs: timeoutMs, signal: AbortSignal.any([signal, deadline.signal]) };
    const way = dry ? 'probe' : 'put';
    try {
      switch (target.kind) {
        case 'onvif-relay':
          return await this.#set.relay[way](target, order);
        case 'http':
          return await this.#set.http[way](target, order);
        case 'modbus-coil':
          return await this.#set.coil[way](target, order);
        default:
          return assertNever(target);
      }
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { outcome: 'failed', failure: 'unreachable', detail, perhapsMoved: true, repeatable: false };
    } finally {
      cancel();
    }
  }
}

/** Who must not be spoken to twice at once: relays of one camera, everything on one host. */
export function controllerNameOf(target: ActionTarget): string {
  switch (target.kind) {
    case 'onvif-relay':
      return `camera:${target.cameraId}`;
    case 'http':
      return `host:${new URL(target.url).hostname}`;
    case 'modbus-coil':
      return `host:${target.host.toLowerCase()}`;
    default:
      return assertNever(target);
  }
}
