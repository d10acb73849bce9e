/** A camera that moves only while somebody holds a key: one command at a time, the newest wish wins, always a stop. */
import type { PtzVelocity } from '#contract/onvif.ts';
import { seconds } from '../../system/clock.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { DeviceVelocity } from './onvif-device.ts';
import { asFailure } from './onvif-failure.ts';

export interface PtzMotor {
  move(velocity: DeviceVelocity, timeoutMs: number | null): Promise<void>;
  halt(): Promise<void>;
}

/** A hold that is not renewed for so long is over: the page is gone, or the network. */
export const holdLapsesAfterMs = seconds(1);
/** The camera's own net, should this station die: a little more than the time between two commands of a long hold. */
const cameraStopsAfterMs = seconds(3);
const repeatAfterMs = seconds(1.5);
const stopTries = 3;
const stopAgainAfterMs = 300;

interface Sent {
  velocity: PtzVelocity;
  atMs: number;
}

export class PtzMover {
  readonly #motor: PtzMotor;
  readonly #clock: Clock;
  readonly #log: Log;
  /** Null: it is to stand still. */
  #wanted: PtzVelocity | null = null;
  /** The last command the camera took since it stood still. */
  #sent: Sent | null = null;
  /** Axes that may be moving, whatever became of the command: a lost answer is no lost command. */
  #moving = { panTilt: false, zoom: false };
  #timeoutMs: number | null = cameraStopsAfterMs;
  #cancelLapse: Cancel | null = null;
  #running: Promise<void> | null = null;

  constructor({ motor, clock, log }: { motor: PtzMotor; clock: Clock; log: Log }) {
    this.#motor = motor;
    this.#clock = clock;
    this.#log = log;
  }

  get moving(): boolean {
    return this.#moving.panTilt || this.#moving.zoom;
  }

  /** To be called again while the key is held. Resolves when the camera does what was wished last. */
  hold(velocity: PtzVelocity): Promise<void> {
    if (velocity.x === 0 && velocity.y === 0 && velocity.zoom === 0) return this.release();
    this.#wanted = velocity;
    this.#cancelLapse?.();
    this.#cancelLapse = this.#clock.after(holdLapsesAfterMs, () => {
      this.release().catch((error: unknown) => {
        this.#log.warn('a camera may still be moving', { reason: asFailure(error).message });
      });
    });
    return this.#settle();
  }

  release(): Promise<void> {
    this.#cancelLapse?.();
    this.#cancelLapse = null;
    this.#wanted = null;
    return this.#settle();
  }

  #settle(): Promise<void> {
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  async #run(): Promise<void> {
    for (;;) {
      const wanted = this.#wanted;
      if (wanted === null) {
        if (!this.moving) return;
        await this.#halt();
      } else {
        if (this.#sent !== null && same(this.#sent.velocity, wanted) && !this.#isOld(this.#sent)) return;
        await this.#move(wanted);
      }
    }
  }

  /** What the camera is to be told again before its own net stops it. */
  #isOld({ atMs }: Sent): boolean {
    return this.#timeoutMs !== null && this.#clock.monotonicMs() - atMs >= repeatAfterMs;
  }

  async #move(velocity: PtzVelocity): Promise<void> {
    const { x, y, zoom } = velocity;
    this.#moving = {
      panTilt: this.#moving.panTilt || x !== 0 || y !== 0,
      zoom: this.#moving.zoom || zoom !== 0,
    };
    // An axis that is not named goes on as it was; one that never moved may not exist.
    const named = {
      panTilt: this.#moving.panTilt ? { x, y } : null,
      zoom: this.#moving.zoom ? zoom : null,
    };
    try {
      await this.#motor.move(named, this.#timeoutMs);
    } catch (error) {
      if (this.#timeoutMs === null || !['refused', 'not-supported'].includes(asFailure(error).problem)) throw error;
      // Some take no timeout, or none this short; then the lapse of the hold is the only net.
      await this.#motor.move(named, null);
      this.#timeoutMs = null;
    }
    this.#sent = { velocity, atMs: this.#clock.monotonicMs() };
  }

  async #halt(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#motor.halt();
        break;
      } catch (error) {
        // A key pressed meanwhile is a newer wish than to stand still.
        if (this.#wanted !== null) return;
        if (tries === stopTries) throw error;
        await new Promise<void>((resolve) => this.#clock.after(stopAgainAfterMs, resolve));
      }
    }
    this.#moving = { panTilt: false, zoom: false };
    this.#sent = null;
  }
}

function same(one: PtzVelocity, other: PtzVelocity): boolean {
  return one.x === other.x && one.y === other.y && one.zoom === other.zoom;
}
