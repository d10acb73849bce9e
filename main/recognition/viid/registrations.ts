import type { Clock } from '../../system/clock.ts';
import { profileOf } from './profile.ts';
import type { ViidDevice } from './viid-devices.ts';

type Registration =
  | { state: 'registered'; address: string; lifeMs: number; registeredAtMs: number; heardAtMonotonicMs: number }
  | { state: 'unregistered' };

/** `expired`: registered once, and silent for too long since. `never`: not since the station started, or it left. */
export type RegistrationState = 'registered' | 'expired' | 'never';

export type RegistrationCheck =
  | { state: 'registered' }
  /** `address`: registered, but from elsewhere. The header naming a device is easily forged, so each speaks from where it registered. */
  | { state: 'unregistered'; why: 'never' | 'expired' | 'address' };

/** What the console shows of a device; its camera's name is the station's to add. */
export interface ViidDeviceFacts {
  deviceId: string;
  cameraId: string | null;
  state: RegistrationState;
  registeredAtMs: number | null;
  /** When the registration ends, or ended, unless the device is heard; null: never registered. */
  expiresAtMs: number | null;
  lastHeardAtMs: number | null;
  /** New sightings since the station started. */
  sightings: number;
  clockDriftMs: number | null;
}

interface Heard {
  registration: Registration;
  lastHeardAtMs: number;
  sightings: number;
  clockDriftMs: number | null;
}

/** Who is registered, from where, and what was heard of them. Holds devices of the directory only, so it stays small. */
export class Registrations {
  readonly #clock: Clock;
  readonly #devices = new Map<string, Heard>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  register(device: ViidDevice, address: string): void {
    const before = this.#devices.get(device.deviceId);
    const nowMs = this.#clock.nowMs();
    this.#devices.set(device.deviceId, {
      sightings: before?.sightings ?? 0,
      clockDriftMs: before?.clockDriftMs ?? null,
      lastHeardAtMs: nowMs,
      registration: {
        state: 'registered',
        address,
        lifeMs: profileOf(device).registrationMs,
        registeredAtMs: nowMs,
        heardAtMonotonicMs: this.#clock.monotonicMs(),
      },
    });
  }

  unregister(deviceId: string): void {
    const heard = this.#devices.get(deviceId);
    if (heard !== undefined) heard.registration = { state: 'unregistered' };
  }

  check(deviceId: string, address: string): RegistrationCheck {
    const heard = this.#devices.get(deviceId);
    if (heard?.registration.state !== 'registered') return { state: 'unregistered', why: 'never' };
    if (this.#leftMs(heard.registration) <= 0) return { state: 'unregistered', why: 'expired' };
    if (heard.registration.address !== address) return { state: 'unregistered', why: 'address' };
    return { state: 'registered' };
  }

  /** Any traffic of a registered device keeps it registered. */
  heard(deviceId: string): void {
    const heard = this.#devices.get(deviceId);
    if (heard === undefined) return;
    heard.lastHeardAtMs = this.#clock.nowMs();
    if (heard.registration.state === 'registered') {
      heard.registration.heardAtMonotonicMs = this.#clock.monotonicMs();
    }
  }

  sighted(deviceId: string, newSightings: number, clockDriftMs: number | null): void {
    const heard = this.#devices.get(deviceId);
    if (heard === undefined) return;
    heard.sightings += newSightings;
    heard.clockDriftMs = clockDriftMs ?? heard.clockDriftMs;
  }

  facts(devices: readonly ViidDevice[]): ViidDeviceFacts[] {
    return devices.map(({ deviceId, cameraId }) => {
      const heard = this.#devices.get(deviceId);
      const registration = heard?.registration;
      const lastLeftMs = registration?.state === 'registered' ? this.#leftMs(registration) : null;
      return {
        deviceId,
        cameraId,
        state: lastLeftMs === null ? 'never' : lastLeftMs > 0 ? 'registered' : 'expired',
        registeredAtMs: registration?.state === 'registered' ? registration.registeredAtMs : null,
        expiresAtMs: lastLeftMs === null ? null : Math.round(this.#clock.nowMs() + lastLeftMs),
        lastHeardAtMs: heard?.lastHeardAtMs ?? null,
        sightings: heard?.sightings ?? 0,
        clockDriftMs: heard?.clockDriftMs ?? null,
      };
    });
  }

  /** Until the registration ends, by the clock that does not jump; zero or less: it has ended. */
  #leftMs({ lifeMs, heardAtMonotonicMs }: Extract<Registration, { state: 'registered' }>): number {
    return heardAtMonotonicMs + lifeMs - this.#clock.monotonicMs();
  }
}
