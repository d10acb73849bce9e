/** Relay outputs of linked cameras: doors, barriers, lights and sirens that hang on a camera. */
import type { RelayOutput } from '#contract/action.ts';
import type { OnvifFailed } from '#contract/onvif.ts';
import type { Clock } from '../../system/clock.ts';
import { askSigned, measureDrift } from './device-session.ts';
import type { LinkedDevices } from './linked-devices.ts';
import type { OnvifDevice, OpenOnvifDevice } from './onvif-device.ts';
import { attempt, OnvifFailure } from './onvif-failure.ts';

export interface RelayControlOptions {
  devices: LinkedDevices;
  open: OpenOnvifDevice;
  clock: Clock;
  /** Of the whole room. */
  stopping: AbortSignal;
}

/**
 * Asked in a session of its own, which the caller's signal ends: a door that opens long after it was given up is worse
 * than one that does not. All throw AppError `not-found` for a camera that is not linked.
 */
export class RelayControl {
  readonly #devices: LinkedDevices;
  readonly #open: OpenOnvifDevice;
  readonly #clock: Clock;
  readonly #stopping: AbortSignal;

  constructor({ devices, open, clock, stopping }: RelayControlOptions) {
    this.#devices = devices;
    this.#open = open;
    this.#clock = clock;
    this.#stopping = stopping;
  }

  async list(
    cameraId: string,
    signal: AbortSignal,
  ): Promise<{ outcome: 'listed'; relays: RelayOutput[] } | OnvifFailed> {
    const ask = await this.#asking(cameraId, signal);
    return attempt(async () => ({ outcome: 'listed', relays: await ask((device) => device.readRelays()) }));
  }

  /** `active` is the logical state, whatever the contact does when idle; a monostable relay falls back by itself. */
  async set(
    cameraId: string,
    token: string,
    active: boolean,
    signal: AbortSignal,
  ): Promise<{ outcome: 'done' } | { outcome: 'no-such-relay'; detail: string } | OnvifFailed> {
    const ask = await this.#asking(cameraId, signal);
    return attempt(async () => {
      try {
        await ask((device) => device.setRelay(token, active));
        return { outcome: 'done' };
      } catch (error) {
        // ONVIF Core, SetRelayOutputState: ter:InvalidArgVal/ter:RelayToken.
        const unknown = error instanceof OnvifFailure && /\b(?:RelayToken|NoToken)\b/.test(error.message);
        if (!unknown) throw error;
        return { outcome: 'no-such-relay', detail: error.message };
      }
    });
  }

  async #asking(
    cameraId: string,
    signal: AbortSignal,
  ): Promise<<T>(question: (device: OnvifDevice) => Promise<T>) => Promise<T>> {
    const link = await this.#devices.link(cameraId);
    return async (question) => {
      const device = this.#open(this.#devices.endpointOf(link), {
        clock: this.#clock,
        signal: AbortSignal.any([signal, this.#stopping]),
      });
      const drift = await measureDrift(device, this.#clock);
      if (drift.source === 'onvif' && drift.driftMs !== null) device.followClock(drift.driftMs);
      return askSigned(device, drift, () => question(device));
    };
  }
}
