import type { Alarm } from '#contract/alarm.ts';
import { AppError, reasonOf } from '../../system/app-error.ts';
import type { Clock } from '../../system/clock.ts';
import { seconds } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import { defaultClipSpan } from './clips.ts';
import type { Clips, ClipSpan } from './clips.ts';

/** What an alarm shows lies behind by then: one judged this late (after a crash) finds nothing of it in the ring. */
const latestMs = seconds(30);
const mostRemembered = 1000;

/** Every alarm gets a clip of its own camera, once, however often it is told of. */
export class AlarmClips {
  readonly #clips: Pick<Clips, 'cut'>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #span: ClipSpan;
  readonly #seen = new Set<number>();

  constructor(options: { clips: Pick<Clips, 'cut'>; clock: Clock; log: Log; span?: ClipSpan }) {
    this.#clips = options.clips;
    this.#clock = options.clock;
    this.#log = options.log.room('clips');
    this.#span = options.span ?? defaultClipSpan;
  }

  /** Takes every change of every alarm. */
  take(alarm: Alarm): void {
    if (alarm.state !== 'open' || alarm.cameraId === null || this.#seen.has(alarm.id)) return;
    this.#remember(alarm.id);
    const lateMs = Math.max(0, this.#clock.nowMs() - alarm.raisedAtMs);
    if (lateMs > latestMs) return;
    const { afterSeconds } = this.#span;
    const beforeSeconds = this.#span.beforeSeconds + lateMs / 1000;
    this.#clips
      .cut(alarm.cameraId, { beforeSeconds, afterSeconds, reason: 'alarm', alarmId: alarm.id, by: 'station' })
      .catch((error: unknown) => {
        const code = error instanceof AppError ? error.code : null;
        this.#log.warn('no clip of an alarm', { alarm: alarm.id, code, reason: reasonOf(error) });
      });
  }

  #remember(alarmId: number): void {
    this.#seen.add(alarmId);
    const [oldest] = this.#seen;
    if (this.#seen.size > mostRemembered && oldest !== undefined) this.#seen.delete(oldest);
  }
}
