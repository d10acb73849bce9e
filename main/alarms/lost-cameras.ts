import { reasonOf } from '../system/app-error.ts';
import { seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Alarms } from './alarms.ts';
import { ruleMatch } from './decide-rules.ts';
import type { Rules } from './rules.ts';

/** A camera as it is now. */
export interface SeenCamera {
  id: string;
  name: string;
  /** Null: it is being connected to, or nobody has asked it for pictures yet. */
  hasPictures: boolean | null;
  /** In this run, as far as its streams remember. */
  hadPictures: boolean;
}

export interface LostCamerasOptions {
  look(): SeenCamera[];
  rules: Pick<Rules, 'inForce'>;
  alarms: Pick<Alarms, 'notice'>;
  clock: Clock;
  log: Log;
}

interface Loss {
  /** By the monotonic clock. */
  sinceMs: number;
  /** Rules that have raised their alarm about this loss. */
  toldBy: Set<number>;
}

const lookEveryMs = seconds(1);

/**
 * Watches for cameras that lose their pictures. Only a camera that had pictures can lose them: in this run, or at the
 * end of the last one (whoever cuts the power of the room and of the camera is not to be missed). One that was never
 * set up right is no alarm.
 */
export class LostCameras {
  readonly #options: LostCamerasOptions;
  /** Null: it has pictures. Absent: it has had none yet. */
  readonly #cameras = new Map<string, Loss | null>();

  constructor(options: LostCamerasOptions) {
    this.#options = options;
  }

  /** `hadPictures`: cameras that lived when the last run ended. Gives the way to stop. */
  start(hadPictures: readonly string[]): () => void {
    const { clock } = this.#options;
    for (const id of hadPictures) this.#cameras.set(id, { sinceMs: clock.monotonicMs(), toldBy: new Set() });
    return clock.every(lookEveryMs, () => this.#look());
  }

  #look(): void {
    const { look, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const cameras = look();
    const there = new Set(cameras.map(({ id }) => id));
    for (const id of this.#cameras.keys()) if (!there.has(id)) this.#cameras.delete(id);
    for (const camera of cameras) {
      const loss = this.#cameras.get(camera.id);
      if (camera.hasPictures === true) this.#cameras.set(camera.id, null);
      // It may have lived and died between two looks.
      else if ((loss === null || (loss === undefined && camera.hadPictures)) && camera.hasPictures === false) {
        this.#cameras.set(camera.id, { sinceMs: nowMs, toldBy: new Set() });
      } else if (loss) this.#tell(camera, loss, nowMs);
    }
  }

  #tell({ id, name }: SeenCamera, { sinceMs, toldBy }: Loss, nowMs: number): void {
    const { rules, alarms, clock, log } = this.#options;
    const matches = rules
      .inForce('camera-lost', id)
      .filter(({ rule, trigger }) => nowMs - sinceMs >= trigger.seconds * 1000 && !toldBy.has(rule.id))
      .map(({ rule, trigger }) => ruleMatch(rule, id, { kind: 'camera-lost', seconds: trigger.seconds }));
    if (matches.length === 0) return;
    for (const { rule } of matches) toldBy.add(rule.id);
    alarms
      .notice({ cameraId: id, cameraName: name, receivedAtMs: clock.nowMs() }, matches)
      // Tried again at the next look.
      .catch((error: unknown) => {
        for (const { rule } of matches) toldBy.delete(rule.id);
        log.error('the loss of a camera raised no alarm', { cameraId: id, reason: reasonOf(error) });
      });
  }
}
