import type { Alarm, AlarmSettings } from '#contract/alarm.ts';
import { usualAlarmSettings } from '#contract/alarm.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import { seconds } from '../system/clock.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Alarms } from './alarms.ts';
import { dueEscalation } from './lifecycle.ts';

export interface EscalationsOptions {
  alarms: Pick<Alarms, 'unresolved' | 'watch' | 'escalate'>;
  settings: { read(): Promise<AlarmSettings | null>; write(settings: AlarmSettings): Promise<void> };
  /** Whether the county would hear of this alarm: only then it goes to level 2. */
  concernsCounty(alarm: Alarm): boolean;
  clock: Clock;
  log: Log;
}

/** Well within what 5 s, the shortest time that can be set, allow to be late. */
const lookEveryMs = seconds(1);

/**
 * Takes alarms that nobody acknowledges further. Time is counted by the clock that never jumps; what passed before a
 * restart is told by the clock on the wall, and when that was set back meanwhile the time starts anew.
 */
export class Escalations {
  readonly #options: EscalationsOptions;
  readonly #log: Log;
  /** Open alarms, and since when by the monotonic clock. */
  readonly #waiting = new Map<number, { alarm: Alarm; sinceMs: number; busy: boolean }>();
  #settings: AlarmSettings = usualAlarmSettings;
  #stops: Cancel[] = [];

  constructor(options: EscalationsOptions) {
    this.#options = options;
    this.#log = options.log.room('alarms');
  }

  /** After the alarms have been loaded. */
  async start(): Promise<void> {
    const { alarms, settings, clock } = this.#options;
    this.#settings = (await settings.read()) ?? usualAlarmSettings;
    this.#stops.push(alarms.watch((alarm) => this.#follow(alarm)));
    for (const alarm of alarms.unresolved()) this.#follow(alarm);
    this.#stops.push(clock.every(lookEveryMs, () => this.#look()));
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  get settings(): AlarmSettings {
    return this.#settings;
  }

  /** Holds for alarms that wait already, too. Throws `bad-input` when the county would hear before the chief. */
  async setSettings(settings: AlarmSettings): Promise<AlarmSettings> {
    const { chiefAfterSeconds: chief, countyAfterSeconds: county } = settings;
    if (chief !== null && county !== null && county < chief) {
      throw new AppError('bad-input', 'the county does not hear of an alarm before the chief', {
        facts: { paths: 'countyAfterSeconds', problem: 'before-chief' },
      });
    }
    await this.#options.settings.write(settings);
    this.#settings = settings;
    return settings;
  }

  #follow(alarm: Alarm): void {
    if (alarm.state !== 'open') {
      this.#waiting.delete(alarm.id);
      return;
    }
    const known = this.#waiting.get(alarm.id);
    if (known !== undefined) {
      known.alarm = alarm;
      return;
    }
    const { clock } = this.#options;
    const waitedMs = Math.max(0, clock.nowMs() - alarm.raisedAtMs);
    this.#waiting.set(alarm.id, { alarm, sinceMs: clock.monotonicMs() - waitedMs, busy: false });
  }

  #look(): void {
    const { alarms, clock, concernsCounty } = this.#options;
    for (const waiting of this.#waiting.values()) {
      const { alarm, sinceMs, busy } = waiting;
      if (busy) continue;
      const waitedMs = clock.monotonicMs() - sinceMs;
      const level = dueEscalation(alarm, waitedMs, this.#settings, () => concernsCounty(alarm));
      if (level === null) continue;
      waiting.busy = true;
      alarms
        .escalate(alarm.id, level)
        // Tried again at the next look: a full disk must not silence it for good.
        .catch((error: unknown) => {
          this.#log.error('an alarm could not be taken further', { alarm: alarm.id, level, reason: reasonOf(error) });
        })
        .finally(() => (waiting.busy = false));
    }
  }
}
