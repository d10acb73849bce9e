import { mediaHeaderBytes, writeMediaHeader } from '#contract/media.ts';
import type { StationMessage } from '#contract/media.ts';
import type { StreamName } from '#contract/camera.ts';
import { SoundQueue } from '../cameras/sound-queue.ts';
import type { SoundSource } from '../cameras/sounds.ts';
import type { Clock } from '../system/clock.ts';

export interface SoundFeedOptions {
  sounds: SoundSource;
  clock: Clock;
  say: (message: StationMessage) => void;
  send: (message: Buffer) => void;
  /** Sound waits, and in the end is dropped, long before pictures have to. */
  hasRoom: () => boolean;
}

interface Heard {
  tile: number;
  watchId: number;
  queue: SoundQueue;
  sequence: number;
  stop: () => void;
}

/** The sound of one window: of one tile at a time, and only while the window asks for it. */
export class SoundFeed {
  readonly #options: SoundFeedOptions;
  #heard: Heard | null = null;

  constructor(options: SoundFeedOptions) {
    this.#options = options;
  }

  /** The tile must be watched; `credit` in units. Replaces what was heard. */
  listen(asked: { tile: number; watchId: number; credit: number }, camera: { id: string; stream: StreamName }): void {
    this.stop();
    const { sounds, say, clock } = this.#options;
    const { tile, watchId } = asked;
    const heard: Heard = { tile, watchId, queue: new SoundQueue(asked.credit), sequence: 0, stop: () => undefined };
    // Set before listening: the source speaks at once.
    this.#heard = heard;
    const isHeard = (): boolean => this.#heard === heard;
    const stop = sounds.listen(camera.id, camera.stream, {
      onSound(sound) {
        if (isHeard()) say({ type: 'sound', tile, watchId, sound });
      },
      onUnit: (unit) => {
        if (!isHeard()) return;
        heard.queue.offer(unit, clock.monotonicMs());
        this.#serve(heard);
      },
    });
    if (stop === null) say({ type: 'sound', tile, watchId, sound: { sound: 'none' } });
    else heard.stop = stop;
  }

  /** Credit for what was heard before is void. */
  grant(watchId: number, units: number): void {
    if (this.#heard?.watchId !== watchId) return;
    this.#heard.queue.grant(units);
    this.#serve(this.#heard);
  }

  /** The tile is no longer watched. */
  leave(tile: number): void {
    if (this.#heard?.tile === tile) this.stop();
  }

  stop(): void {
    this.#heard?.stop();
    this.#heard = null;
  }

  #serve(heard: Heard): void {
    while (this.#options.hasRoom()) {
      const unit = heard.queue.take(this.#options.clock.monotonicMs());
      if (unit === null) return;
      const message = Buffer.allocUnsafe(mediaHeaderBytes + unit.bytes.byteLength);
      writeMediaHeader(new DataView(message.buffer, message.byteOffset, mediaHeaderBytes), {
        kind: 'sound',
        key: true,
        tile: heard.tile,
        sequence: heard.sequence,
        presentationUs: unit.presentationUs,
        arrivalMs: unit.arrivalMs,
        droppedFrames: heard.queue.counts().dropped,
        watchId: heard.watchId,
        bytes: unit.bytes.byteLength,
      });
      message.set(unit.bytes, mediaHeaderBytes);
      heard.sequence += 1;
      this.#options.send(message);
    }
  }
}
