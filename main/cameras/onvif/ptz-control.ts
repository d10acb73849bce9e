/** Pan, tilt and zoom 云台 of linked cameras. */
import type { PtzDone, PtzPresets, PtzPresetSet, PtzVelocity } from '#contract/onvif.ts';
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { LinkedDevices, LinkedSession } from './linked-devices.ts';
import { attempt, OnvifFailure } from './onvif-failure.ts';
import { PtzMover } from './ptz-mover.ts';

/** How long a stop of the station waits for cameras to stand still. */
const haltWithinMs = seconds(2);

export class PtzControl {
  readonly #devices: LinkedDevices;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #movers = new Map<string, PtzMover>();

  constructor({ devices, clock, log }: { devices: LinkedDevices; clock: Clock; log: Log }) {
    this.#devices = devices;
    this.#clock = clock;
    this.#log = log;
  }

  /** To be called again at least every second while the key is held: the camera stops otherwise. */
  async move(cameraId: string, velocity: PtzVelocity): Promise<PtzDone> {
    // Unknown cameras are refused before anything is kept for them.
    await this.#devices.link(cameraId);
    return this.#done(() => this.#mover(cameraId).hold(velocity));
  }

  async stop(cameraId: string): Promise<PtzDone> {
    return this.#done(async () => this.#movers.get(cameraId)?.release());
  }

  presets(cameraId: string): Promise<PtzPresets> {
    return attempt(async () => ({
      outcome: 'listed',
      presets: await this.#withPtz(cameraId, ({ device }, profile) => device.readPresets(profile)),
    }));
  }

  goToPreset(cameraId: string, token: string): Promise<PtzDone> {
    return this.#standing(cameraId, ({ device }, profile) => device.goToPreset(profile, token));
  }

  /** Where the camera looks now, under a name; a token replaces that preset. */
  setPreset(cameraId: string, name: string, token: string | null): Promise<PtzPresetSet> {
    return attempt(async () => ({
      outcome: 'set',
      token: await this.#withPtz(cameraId, ({ device }, profile) => device.setPreset(profile, name, token)),
    }));
  }

  removePreset(cameraId: string, token: string): Promise<PtzDone> {
    return this.#done(() => this.#withPtz(cameraId, ({ device }, profile) => device.removePreset(profile, token)));
  }

  goHome(cameraId: string): Promise<PtzDone> {
    return this.#standing(cameraId, ({ device }, profile) => device.goHome(profile));
  }

  setHome(cameraId: string): Promise<PtzDone> {
    return this.#done(() => this.#withPtz(cameraId, ({ device }, profile) => device.setHome(profile)));
  }

  forget(cameraId: string): void {
    const mover = this.#movers.get(cameraId);
    if (mover?.moving !== true) this.#movers.delete(cameraId);
  }

  async haltAll(): Promise<void> {
    const halted = [...this.#movers.values()].map((mover) => mover.release().catch(() => undefined));
    if (halted.length === 0) return;
    const patience = new Promise<void>((resolve) => this.#clock.after(haltWithinMs, resolve));
    await Promise.race([Promise.all(halted), patience]);
  }

  #mover(cameraId: string): PtzMover {
    const known = this.#movers.get(cameraId);
    if (known !== undefined) return known;
    const mover = new PtzMover({
      motor: {
        move: (velocity, timeoutMs) =>
          this.#withPtz(cameraId, ({ device }, profile) => device.move(profile, velocity, timeoutMs)),
        halt: () => this.#withPtz(cameraId, ({ device }, profile) => device.halt(profile)),
      },
      clock: this.#clock,
      log: this.#log,
    });
    this.#movers.set(cameraId, mover);
    return mover;
  }

  #withPtz<T>(cameraId: string, job: (session: LinkedSession, profile: string) => Promise<T>): Promise<T> {
    return this.#devices.use(cameraId, async (session) => {
      if (session.link.ptzProfile === null) throw new OnvifFailure('not-supported', 'the camera does not move');
      return job(session, session.link.ptzProfile);
    });
  }

  /** A held key would take the camera away from where it is sent. */
  #standing(cameraId: string, job: (session: LinkedSession, profile: string) => Promise<void>): Promise<PtzDone> {
    return this.#done(async () => {
      await this.#movers.get(cameraId)?.release();
      await this.#withPtz(cameraId, job);
    });
  }

  #done(job: () => Promise<void>): Promise<PtzDone> {
    return attempt(async () => {
      await job();
      return { outcome: 'done' };
    });
  }
}
