import type { NewSighting, PictureRole } from '#contract/sighting.ts';

/** What became of one sighting. `known`: it was there already, which is as good as new to whoever sent it. */
export type TakeResult = { outcome: 'new' } | { outcome: 'known' } | { outcome: 'refused'; reason: string };

/**
 * Hands sightings to the station, which answers one result each, in order, once they are durable. Rejects when nothing
 * of the batch was kept; the device is then told to send it again.
 */
export type Take = (batch: NewSighting[]) => Promise<readonly TakeResult[]>;

/** A picture that comes apart from the sighting that names it (`NewSighting.awaits`), before or after it. */
export interface ApartPicture {
  /** The device that sends it. */
  deviceId: string;
  /** Its name for the picture. */
  name: string;
  /** What it shows; null: the sender did not say. */
  role: PictureRole | null;
  bytes: Uint8Array;
}

/** Resolves once the picture is durable. `waiting`: no sighting names it yet. Rejects when it was not kept. */
export type Attach = (picture: ApartPicture) => Promise<{ outcome: 'joined' | 'waiting' | 'known' | 'no-picture' }>;
