/** Relay outputs of cameras: what this room asks of whoever knows the cameras. */
import type { ActionFailure, RelayOutput, RelaysListed } from '#contract/action.ts';
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import { done, notSent } from './controller.ts';
import type { Controller, Order, Outcome, RelayTarget } from './controller.ts';

export interface RelayFailed {
  outcome: 'failed';
  failure: ActionFailure;
  detail: string;
}

export interface Relays {
  /** `active`: the relay's logical state, whatever its contact does when idle. Ended by the signal, then nothing more is sent. */
  setRelay(
    cameraId: string,
    token: string,
    active: boolean,
    deadline: AbortSignal,
  ): Promise<{ outcome: 'done' } | RelayFailed>;
  listRelays(
    cameraId: string,
    deadline: AbortSignal,
  ): Promise<{ outcome: 'listed'; relays: RelayOutput[] } | RelayFailed>;
}

const listedWithinMs = seconds(8);

/** A relay is put to a state, not toggled, so that saying it twice is harmless. What its state is cannot be asked back. */
export class RelayController implements Controller<RelayTarget> {
  readonly #relays: Relays;
  readonly #clock: Clock;

  constructor({ relays, clock }: { relays: Relays; clock: Clock }) {
    this.#relays = relays;
    this.#clock = clock;
  }

  /** For choosing one. */
  async list(cameraId: string): Promise<RelaysListed> {
    const deadline = new AbortController();
    const cancel = this.#clock.after(listedWithinMs, () => deadline.abort());
    try {
      return await this.#relays.listRelays(cameraId, deadline.signal);
    } finally {
      cancel();
    }
  }

  async put({ cameraId, token }: RelayTarget, { facts, signal }: Order): Promise<Outcome> {
    const answer = await this.#relays.setRelay(cameraId, token, facts.wanted === 'on', signal);
    if (answer.outcome === 'done') return done(`relay ${token} ← ${facts.wanted}`);
    const failure = signal.aborted ? 'timeout' : answer.failure;
    const lost = failure === 'timeout' || failure === 'unreachable';
    // A wrong password is not said again: cameras lock accounts.
    return { outcome: 'failed', failure, detail: answer.detail, perhapsMoved: lost, repeatable: lost };
  }

  async probe({ cameraId, token }: RelayTarget, { facts, signal }: Order): Promise<Outcome> {
    const answer = await this.#relays.listRelays(cameraId, signal);
    if (answer.outcome === 'failed') return notSent(signal.aborted ? 'timeout' : answer.failure, answer.detail);
    const relay = answer.relays.find((each) => each.token === token);
    const known = answer.relays.map((each) => each.token).join(', ');
    if (relay === undefined) return notSent('not-found', `the camera has no relay ${token}, but: ${known || 'none'}`);
    return done(`would set relay ${token} (${relay.mode}) to ${facts.wanted}`);
  }
}
