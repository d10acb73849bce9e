import type { NewSighting } from '#contract/sighting.ts';

/** What became of one sighting. `known`: it was there already, which is as good as new to whoever sent it. */
export type TakeResult = { outcome: 'new' } | { outcome: 'known' } | { outcome: 'refused'; reason: string };

/**
 * Hands sightings to the station, which answers one result each, in order, once they are durable. Rejects when nothing
 * of the batch was kept; the device is then told to send it again.
 */
export type Take = (batch: NewSighting[]) => Promise<readonly TakeResult[]>;
