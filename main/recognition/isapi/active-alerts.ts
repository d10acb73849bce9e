/** Which states last on one stream: cameras repeat an alert several times a second while it does, and few say when it ends. */
import { seconds } from '../../system/clock.ts';
import type { Alert } from './alert.ts';

/** Without repetition for this long a state is over. */
export const clearAfterMs = seconds(5);
const mostActive = 1024;

interface Active {
  lastAtMonotonicMs: number;
  postCount: number | null;
}

export class ActiveAlerts {
  readonly #active = new Map<string, Active>();

  /** Whether this alert begins something. */
  begins(alert: Alert, nowMonotonicMs: number): boolean {
    const key = JSON.stringify([alert.eventType, alert.channel, alert.region]);
    const before = this.#active.get(key);
    if (!alert.active) {
      this.#active.delete(key);
      // Some say of everything but its beginning nothing, and of others the end of each region at once.
      if (alert.region === null) this.#endAll(alert);
      return false;
    }
    this.#active.delete(key); // to the end
    this.#active.set(key, { lastAtMonotonicMs: nowMonotonicMs, postCount: alert.postCount });
    if (this.#active.size > mostActive) this.#forgetOldest();
    if (before === undefined || nowMonotonicMs - before.lastAtMonotonicMs >= clearAfterMs) return true;
    // The counter runs up while one state lasts; where it falls, another has begun.
    return alert.postCount !== null && before.postCount !== null && alert.postCount < before.postCount;
  }

  #endAll({ eventType, channel }: Alert): void {
    const prefix = JSON.stringify([eventType, channel]).slice(0, -1);
    for (const key of this.#active.keys()) if (key.startsWith(`${prefix},`)) this.#active.delete(key);
  }

  #forgetOldest(): void {
    for (const oldest of this.#active.keys()) {
      this.#active.delete(oldest);
      return;
    }
  }
}
