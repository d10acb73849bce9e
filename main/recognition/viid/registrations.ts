import type { Clock } from '../../system/clock.ts';
import { seconds } from '../../system/clock.ts';
import type { ViidDevice } from './viid-devices.ts';

/**
 * Keepalives come every 90 s without other traffic; three missed, and half a minute for a slow network. The same five
 * minutes registrations live on the platforms seen in the field.
 */
export const registrationLifeMs = seconds(300);

type Registration =
  | { state: 'registered'; address: string; registeredAtMs: number; heardAtMonotonicMs: number }
  | { state: 'unregistered' };

export type RegistrationCheck =
  | { state: 'registered' }
  /** `address`: registered, but from elsewhere. The header naming a device is easily forged, so each speaks from where it registered. */
  | { state: 'unregistered'; why: 'never' | 'expired' | 'address' };

/** What the console shows of a device; its camera's name is the station's to add. */
export interface ViidDeviceFacts {
  deviceId: string;
  cameraId: string | null;
  registered: boolean;
  registeredAtMs: number | null;
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

  register(deviceId: string, address: string): void {
    const before = this.#devices.get(deviceId);
    const nowMs = this.#clock.nowMs();
    this.#devices.set(deviceId, {
      sightings: before?.sightings ?? 0,
      clockDriftMs: before?.clockDriftMs ?? null,
      lastHeardAtMs: nowMs,
      registration: {
        state: 'registered',
        address,
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
    if (this.#hasExpired(heard)) return { state: 'unregistered', why: 'expired' };
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
      const registered = heard !== undefined && registration?.state === 'registered' && !this.#hasExpired(heard);
      return {
        deviceId,
        cameraId,
        registered,
        registeredAtMs: registered ? registration.registeredAtMs : null,
        lastHeardAtMs: heard?.lastHeardAtMs ?? null,
        sightings: heard?.sightings ?? 0,
        clockDriftMs: heard?.clockDriftMs ?? null,
      };
    });
  }

  #hasExpired(heard: Heard): boolean {
    return (
      heard.registration.state === 'registered' &&
      this.#clock.monotonicMs() - heard.registration.heardAtMonotonicMs >= registrationLifeMs
    );
  }
}
