/** The events of all ONVIF cameras: those of the provision file, and those linked on the screen as they come and go. */
import { reasonOf } from '../../system/app-error.ts';
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { EventSource, SourceDevice } from '../event-source.ts';
import type { TallySnapshot } from '../source-tally.ts';
import type { Take } from '../take.ts';
import { OnvifListener } from './onvif-listener.ts';
import type { OnvifEventCamera } from './onvif-listener.ts';

export interface OnvifEventsOptions {
  /** Which cameras there are now; asked again and again. Rejects: as before. */
  cameras: () => Promise<readonly OnvifEventCamera[]>;
  take: Take;
  clock: Clock;
  log: Log;
  chance?: () => number;
}

/** Links are made, changed and removed, and go with their cameras, without a word to us. */
const lookEveryMs = seconds(10);

export class OnvifEvents implements EventSource {
  readonly #options: OnvifEventsOptions;
  /** By everything that makes a listener what it is. */
  readonly #listeners = new Map<string, OnvifListener>();
  #looking: Promise<void> = Promise.resolve();
  #stopLooking: () => void = () => undefined;
  #stopped = false;

  constructor(options: OnvifEventsOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.look();
    this.#stopLooking = this.#options.clock.every(lookEveryMs, () => void this.look());
  }

  /** Starts listeners for cameras that are new, stops those of cameras that are gone or changed. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    if (this.#stopped) return;
    const { cameras, clock, log, take, chance } = this.#options;
    let wanted: ReadonlyMap<string, OnvifEventCamera>;
    try {
      wanted = new Map((await cameras()).map((camera) => [JSON.stringify(camera), camera]));
    } catch (error) {
      log.error('linked cameras not read', { reason: reasonOf(error) });
      return;
    }
    const gone = [...this.#listeners].filter(([key]) => !wanted.has(key));
    for (const [key] of gone) this.#listeners.delete(key);
    for (const [key, camera] of wanted) {
      if (this.#listeners.has(key)) continue;
      const listener = new OnvifListener({ camera, take, clock, log, ...(chance === undefined ? {} : { chance }) });
      this.#listeners.set(key, listener);
      listener.start();
    }
    await Promise.all(gone.map(([, listener]) => listener.stop()));
  }

  devices(): SourceDevice[] {
    return [...this.#listeners.values()].map((listener) => listener.device());
  }

  tallies(): Readonly<Record<string, TallySnapshot>> {
    return Object.fromEntries([...this.#listeners.values()].map(({ deviceId, tally }) => [deviceId, tally.snapshot()]));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopLooking();
    await this.#looking;
    await Promise.all([...this.#listeners.values()].map((listener) => listener.stop()));
  }
}
