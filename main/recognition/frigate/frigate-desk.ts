/**
 * From Frigate's messages to sightings. One for each of Frigate's events, at its first message: a guard wants it at
 * once. What comes later (better scores, a better picture) is dropped, with one exception: a number plate that is read
 * later, or read otherwise, is a sighting of its own, for it is what the lists are matched against.
 */
import type { NewSighting } from '#contract/sighting.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import type { SourceTally } from '../source-tally.ts';
import { isPicture } from '../viid/pictures.ts';
import { readFrigateMessage, withPlate } from './frigate-message.ts';
import type { FrigateEvent } from './frigate-message.ts';

/** The snapshot of what has just been seen is published a moment after it. */
export const snapshotWithinMs = 500;
/** Events remembered; the journal knows those that are forgotten here. */
const mostEvents = 4096;
/** Readings of one plate that differ, of one event. */
const mostPlates = 4;
/** Events waiting for their snapshot. */
const mostWaiting = 64;
const largestSnapshotBytes = 8 * 1024 * 1024;

export interface FrigateDeskOptions {
  /** The camera that has this name in Frigate; null: none of ours. */
  cameraIdOf(frigateName: string): string | null;
  /** Of a camera's name in Frigate. */
  deviceIdOf(frigateName: string): string;
  tallyOf(frigateName: string): SourceTally;
  clock: Clock;
}

/** A sighting, and where its snapshot would be published. */
export interface FrigateSighting {
  sighting: NewSighting;
  place: string;
}

interface Waiting extends FrigateSighting {
  cancel: Cancel;
  release: (sighting: NewSighting) => void;
}

export class FrigateDesk {
  readonly #options: FrigateDeskOptions;
  /** Plates already told of, by event. */
  readonly #events = new Map<string, Set<string>>();
  readonly #waiting = new Set<Waiting>();

  constructor(options: FrigateDeskOptions) {
    this.#options = options;
  }

  /** What a message of `…/events` is worth keeping for: nothing, or one sighting. */
  event(payload: Buffer): FrigateSighting | null {
    const read = readFrigateMessage(payload);
    if (read.outcome === 'unreadable') {
      this.#options.tallyOf('').unreadable('not-an-event');
      return null;
    }
    if (read.outcome === 'other-label') {
      this.#options.tallyOf('').dropped([`label.${read.label}`]);
      return null;
    }
    const { event, dropped } = read;
    const tally = this.#options.tallyOf(event.camera);
    tally.heard();
    if (event.falsePositive) return null;
    const told = this.#events.get(event.id);
    const plate = event.plate?.text ?? null;
    if (told !== undefined && (plate === null || told.has(plate) || told.size >= mostPlates)) return null;
    this.#remember(event.id, new Set([...(told ?? []), ...(plate === null ? [] : [plate])]));
    tally.dropped(dropped);
    const sighting = this.#sightingOf(event, told === undefined ? null : plate);
    return { sighting, place: placeOf(event.camera, event.label) };
  }

  /** Calls back once, with the snapshot if it comes in time. */
  awaitSnapshot({ sighting, place }: FrigateSighting, release: (sighting: NewSighting) => void): void {
    if (this.#waiting.size >= mostWaiting) {
      release(sighting);
      return;
    }
    const cancel = this.#options.clock.after(snapshotWithinMs, () => this.#release(waiting));
    const waiting: Waiting = { sighting, place, cancel, release };
    this.#waiting.add(waiting);
  }

  /** A message of `…/CAMERA/LABEL/snapshot`. One the broker had kept is of something older. */
  snapshot(camera: string, label: string, bytes: Buffer, retained: boolean): void {
    if (retained || bytes.length > largestSnapshotBytes) return;
    const place = placeOf(camera, label);
    for (const waiting of this.#waiting) {
      if (waiting.place !== place) continue;
      if (!isPicture(bytes)) this.#options.tallyOf(camera).pictureFaults(['not-a-picture']);
      else waiting.sighting = { ...waiting.sighting, pictures: [{ role: 'scene', bytes }] };
      this.#release(waiting);
      return;
    }
  }

  /** The connection is gone: nothing more comes for those that wait. */
  releaseAll(): void {
    for (const waiting of [...this.#waiting]) this.#release(waiting);
  }

  #release(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    waiting.cancel();
    waiting.release(waiting.sighting);
  }

  /** `plate`: it was read later, so that this is the second sighting of the event. */
  #sightingOf(event: FrigateEvent, plate: string | null): NewSighting {
    const receivedAtMs = this.#options.clock.nowMs();
    const frameMs = event.frameMs ?? event.startMs;
    return {
      source: 'mqtt',
      deviceId: this.#options.deviceIdOf(event.camera),
      objectId: plate === null ? event.id : `${event.id}:plate:${plate}`,
      cameraId: this.#options.cameraIdOf(event.camera),
      seenAtMs: (plate === null ? event.startMs : frameMs) ?? receivedAtMs,
      receivedAtMs,
      facts: withPlate(event),
      // Frigate's box is in the pixels of the stream it detects on, its snapshot usually a part of another.
      box: null,
      pictures: [],
    };
  }

  #remember(id: string, plates: Set<string>): void {
    this.#events.delete(id); // to the end
    this.#events.set(id, plates);
    if (this.#events.size <= mostEvents) return;
    for (const oldest of this.#events.keys()) {
      this.#events.delete(oldest);
      break;
    }
  }
}

const placeOf = (camera: string, label: string): string => JSON.stringify([camera, label]);
