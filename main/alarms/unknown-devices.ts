import { reasonOf } from '../system/app-error.ts';
import { hours, seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Alarms } from './alarms.ts';
import { ruleMatch } from './decide-rules.ts';
import type { Rules } from './rules.ts';

export interface UnknownDevicesOptions {
  rules: Pick<Rules, 'inForce'>;
  alarms: Pick<Alarms, 'notice'>;
  clock: Clock;
  log: Log;
}

/** A device tries again every few seconds; it is counted at most this often. */
const quietMs = seconds(10);
/** Devices that get an alarm of their own in an hour; whoever tries ever new names gets one alarm for all of them. */
const mostNamed = 20;
const namedForMs = hours(1);
const longestName = 64;
const everyOther = 'others';

/** Raises the alarms about devices that the station does not know and refuses. Bounded, whatever they call themselves. */
export class UnknownDevices {
  /** Tries that came too soon after one that was counted. */
  uncounted = 0;
  readonly #options: UnknownDevicesOptions;
  /** Monotonic: when each was named first within the hour, and counted last. */
  readonly #named = new Map<string, { firstMs: number; lastMs: number }>();

  constructor(options: UnknownDevicesOptions) {
    this.#options = options;
  }

  refused(deviceId: string): void {
    const { rules, alarms, clock, log } = this.#options;
    const inForce = rules.inForce('unknown-device', null);
    if (inForce.length === 0) return;
    const name = this.#count(plainName(deviceId), clock.monotonicMs());
    if (name === null) return;
    const matches = inForce.map(({ rule }) =>
      ruleMatch(rule, name, { kind: 'unknown-device', ...(name !== everyOther && { deviceId: name }) }),
    );
    alarms
      .notice({ cameraId: null, cameraName: null, receivedAtMs: clock.nowMs() }, matches)
      .catch((error: unknown) => log.error('an unknown device raised no alarm', { reason: reasonOf(error) }));
  }

  /** Under what name it counts; null: it was counted a moment ago. */
  #count(deviceId: string, nowMs: number): string | null {
    for (const [name, { firstMs }] of this.#named) if (nowMs - firstMs >= namedForMs) this.#named.delete(name);
    const name = this.#named.has(deviceId) || this.#named.size < mostNamed ? deviceId : everyOther;
    const known = this.#named.get(name);
    if (known !== undefined && nowMs - known.lastMs < quietMs) {
      this.uncounted += 1;
      return null;
    }
    this.#named.set(name, { firstMs: known?.firstMs ?? nowMs, lastMs: nowMs });
    return name;
  }
}

/** What a device calls itself, as far as a guard can read it out. */
function plainName(deviceId: string): string {
  const name = deviceId.replace(/[^\p{L}\p{N}._:@-]/gu, '').slice(0, longestName);
  return name === '' || name === everyOther ? '?' : name;
}
