import type { CameraWithState } from '#contract/api.ts';
import type { StreamName } from '#contract/camera.ts';
import type { CameraHealth as Facts, EventHealth, HealthHistory, OnlineTime } from '#contract/health.ts';
import { reasonOf } from '../../system/app-error.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import { days, hours, minutes, seconds } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { CameraStatistics } from '../cameras.ts';
import type { RingLimits } from '../ring.ts';
import { ConditionLog } from './condition-log.ts';
import { conditionOf, onlineTime, withRate } from './conditions.ts';
import type { Condition } from './conditions.ts';
import { decideEventHealth, EventRhythm, rhythmDays } from './event-rhythm.ts';
import type { CameraStanding, HealthStore } from './health-store.ts';

export type { CameraStanding } from './health-store.ts';

export interface CameraHealthOptions {
  cameras: {
    list(): CameraWithState[];
    statistics(): CameraStatistics[];
    watchChanges(listener: () => void): () => void;
  };
  /** Ids of the cameras that a recognition device is tied to. */
  recognisingCameras: () => readonly string[];
  ring: Record<StreamName, RingLimits>;
  store: HealthStore;
  clock: Clock;
  log: Log;
  /** 0 to 23, by the unit's clock. */
  hourOfDay?: (atMs: number) => number;
}

/** After a crash the last condition of a camera is known up to here before it. */
const heartbeatMs = seconds(10);
const rhythmEveryMs = minutes(1);
const pruneEveryMs = hours(6);
/** Intervals are kept for a quarter and a bit. */
const keptMs = days(100);
const mostIntervals = 2000;
/** Rates of a month change slowly, and counting them reads a month. */
const ratesStandMs = seconds(30);

interface Rates {
  atMs: number;
  day: Map<string, OnlineTime>;
  week: Map<string, OnlineTime>;
  month: Map<string, OnlineTime>;
}
const nothingKnown: OnlineTime = { liveMs: 0, knownMs: 0, rate: null };

/** Are the cameras there, were they there, and do their events come. */
export class CameraHealth {
  readonly #options: CameraHealthOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #conditions: ConditionLog;
  readonly #hourOfDay: (atMs: number) => number;
  readonly #rhythms = new Map<string, EventRhythm>();
  /** Since when the video of a camera lives, as far as events are concerned. */
  readonly #watchedSince = new Map<string, number>();
  readonly #silent = new Set<string>();
  #stops: Cancel[] = [];
  #writing: Promise<void> = Promise.resolve();
  #writesWaiting = 0;
  #rates: Promise<Rates> | null = null;
  #ratesAtMs = 0;

  constructor(options: CameraHealthOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#log = options.log.room('health');
    this.#conditions = new ConditionLog(options.clock);
    this.#hourOfDay = options.hourOfDay ?? ((atMs) => new Date(atMs).getHours());
  }

  async start(): Promise<void> {
    const { store, cameras } = this.#options;
    const known = await store.rhythmSince(this.#clock.nowMs() - days(rhythmDays));
    for (const [cameraId, rhythm] of Map.groupBy(known, (hour) => hour.cameraId)) {
      this.#rhythms.set(cameraId, new EventRhythm(this.#hourOfDay, rhythm));
    }
    this.#look();
    this.#stops = [
      cameras.watchChanges(() => this.#look()),
      this.#clock.every(heartbeatMs, () => {
        this.#look();
        // A disk that has stopped keeping up gets no queue of heartbeats.
        if (this.#writesWaiting === 0) void this.#write(false);
      }),
      this.#clock.every(rhythmEveryMs, () => {
        if (this.#writesWaiting < 2) void this.#write(true);
        this.#noticeSilence();
      }),
      this.#clock.every(pruneEveryMs, () => void this.#prune()),
    ];
  }

  /** Writes how things stand. Call it while the cameras still run. */
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    this.#look();
    await this.#write(true);
  }

  /** A camera's device has reported. `receivedAtMs` by our clock: the device's own may be wrong. */
  noteEvent(cameraId: string, receivedAtMs: number): void {
    const rhythm = this.#rhythms.get(cameraId) ?? new EventRhythm(this.#hourOfDay);
    this.#rhythms.set(cameraId, rhythm);
    rhythm.event(receivedAtMs);
    // Events while the video is away say nothing of how long a silence with video lasts.
    if (this.#conditions.current(cameraId)?.condition === 'offline') rhythm.interrupt();
  }

  /** In the order of the screen. */
  async list(): Promise<Facts[]> {
    const { cameras, recognisingCameras } = this.#options;
    const rates = await this.#currentRates();
    const statistics = Map.groupBy(cameras.statistics(), ({ cameraId }) => cameraId);
    const recognising = new Set(recognisingCameras());
    return cameras.list().map((entry) => {
      const { id, name } = entry.camera;
      return {
        cameraId: id,
        cameraName: name,
        ...conditionOf(entry),
        sinceMs: this.#conditions.current(id)?.fromMs ?? null,
        online: {
          day: rates.day.get(id) ?? nothingKnown,
          week: rates.week.get(id) ?? nothingKnown,
          month: rates.month.get(id) ?? nothingKnown,
        },
        streams: (statistics.get(id) ?? []).map((stream) => this.#streamFacts(stream)),
        events: this.#eventHealth(id, recognising.has(id)),
      };
    });
  }

  async history(cameraId: string, fromMs: number, toMs: number): Promise<HealthHistory> {
    await this.#write(false);
    const { store } = this.#options;
    const newest = await store.intervals(cameraId, fromMs, toMs, mostIntervals + 1);
    const truncated = newest.length > mostIntervals;
    const intervals = newest.slice(0, mostIntervals).reverse();
    if (!truncated) return { online: onlineTime(intervals, fromMs, toMs), intervals, truncated };
    const sum = (await store.sums(fromMs, toMs)).find((of) => of.cameraId === cameraId);
    return { online: sum === undefined ? nothingKnown : withRate(sum), intervals, truncated };
  }

  /** How each camera stood in the period; those of which nothing is known in it are left out. */
  async standings(fromMs: number, toMs: number): Promise<CameraStanding[]> {
    await this.#write(false);
    return this.#options.store.sums(fromMs, toMs);
  }

  /** Whose video lives while its events have stopped, now. */
  silentCameras(): string[] {
    return this.#options.recognisingCameras().filter((cameraId) => this.#eventHealth(cameraId, true).is === 'silent');
  }

  #streamFacts({ stream, statistics }: CameraStatistics): Facts['streams'][number] {
    const { ring } = statistics;
    const capacity = this.#options.ring[stream];
    return {
      stream,
      viewers: statistics.viewers,
      framesPerSecond: statistics.framesPerSecond,
      kilobitsPerSecond: statistics.kilobitsPerSecond,
      frames: statistics.frames,
      lostPackets: statistics.lostPackets,
      droppedFrames: statistics.droppedFrames,
      reconnects: statistics.reconnects,
      lastError: statistics.lastError,
      ring: {
        seconds: ring.seconds,
        bytes: ring.bytes,
        capacitySeconds: capacity.seconds,
        capacityBytes: capacity.bytes,
        crowdedOut: ring.crowdedOut,
      },
    };
  }

  #eventHealth(cameraId: string, hasDevice: boolean): EventHealth {
    const rhythm = this.#rhythms.get(cameraId);
    const watchedSinceMs = this.#watchedSince.get(cameraId);
    return decideEventHealth({
      hasDevice,
      videoIsLive: watchedSinceMs !== undefined,
      lastEventAtMs: rhythm?.lastEventAtMs ?? null,
      watchedSinceMs: watchedSinceMs ?? 0,
      nowMs: this.#clock.nowMs(),
      expectedWithinMs: (atMs) => rhythm?.expectedWithinMs(atMs) ?? null,
    });
  }

  #look(): void {
    const conditions = new Map(this.#options.cameras.list().map((entry) => [entry.camera.id, conditionOf(entry)]));
    for (const { cameraId, after } of this.#conditions.look(conditions)) this.#follow(cameraId, after);
    for (const cameraId of [...this.#watchedSince.keys()]) {
      if (!conditions.has(cameraId)) this.#watchedSince.delete(cameraId);
    }
  }

  /** A picture that only stands still for a moment does not explain silence. */
  #follow(cameraId: string, { condition }: Condition): void {
    if (condition === 'live' && !this.#watchedSince.has(cameraId)) {
      this.#watchedSince.set(cameraId, this.#clock.nowMs());
    } else if (condition === 'offline' || condition === 'unknown') {
      this.#watchedSince.delete(cameraId);
      this.#rhythms.get(cameraId)?.interrupt();
    }
  }

  #noticeSilence(): void {
    for (const cameraId of this.#options.recognisingCameras()) {
      const health = this.#eventHealth(cameraId, true);
      if (health.is === 'silent' && !this.#silent.has(cameraId)) {
        this.#silent.add(cameraId);
        this.#log.warn('video lives, but events have stopped', { cameraId, silentForMs: health.silentForMs });
      } else if (health.is !== 'silent') this.#silent.delete(cameraId);
    }
  }

  async #currentRates(): Promise<Rates> {
    const nowMs = this.#clock.nowMs();
    if (this.#rates === null || Math.abs(nowMs - this.#ratesAtMs) > ratesStandMs) {
      this.#ratesAtMs = nowMs;
      this.#rates = this.#countRates(nowMs);
      this.#rates.catch(() => (this.#rates = null));
    }
    return this.#rates;
  }

  async #countRates(nowMs: number): Promise<Rates> {
    await this.#write(false);
    const over = async (ms: number): Promise<Map<string, OnlineTime>> => {
      const sums = await this.#options.store.sums(nowMs - ms, nowMs);
      return new Map(sums.map((sum) => [sum.cameraId, withRate(sum)]));
    };
    const [day, week, month] = await Promise.all([over(days(1)), over(days(7)), over(days(30))]);
    return { atMs: nowMs, day, week, month };
  }

  /** Never throws; what could not be written is kept. */
  #write(withRhythm: boolean): Promise<void> {
    this.#writesWaiting += 1;
    this.#writing = this.#writing.then(async () => {
      const { intervals, giveBack } = this.#conditions.take();
      try {
        await this.#options.store.saveIntervals(intervals);
        if (withRhythm) await this.#writeRhythm();
      } catch (error) {
        giveBack();
        this.#log.warn('health could not be written', { reason: reasonOf(error) });
      } finally {
        this.#writesWaiting -= 1;
      }
    });
    return this.#writing;
  }

  async #writeRhythm(): Promise<void> {
    const changed = [...this.#rhythms].map(([cameraId, rhythm]) => ({ cameraId, rhythm, hours: rhythm.takeChanged() }));
    const rows = changed.flatMap(({ cameraId, hours: of }) => of.map((hour) => ({ cameraId, ...hour })));
    try {
      if (rows.length > 0) await this.#options.store.saveRhythm(rows);
    } catch (error) {
      for (const { rhythm, hours: of } of changed) rhythm.giveBack(of);
      throw error;
    }
  }

  async #prune(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    try {
      await this.#options.store.prune({ intervalsMs: nowMs - keptMs, rhythmMs: nowMs - days(rhythmDays + 1) });
    } catch (error) {
      this.#log.warn('old health could not be forgotten', { reason: reasonOf(error) });
    }
  }
}
