/** What the receiver needs of the station's records; the station joins it to the journal and the database. */
import { z } from 'zod';
import { pictureRole } from '#contract/sighting.ts';
import type { Picture, Sighting } from '#contract/sighting.ts';
import type { RememberedSubscription } from './subscribe/subscription.ts';

/** What was said of a picture before it came. */
export const imageFacts = z.object({
  role: pictureRole.nullable(),
  shotAtMs: z.number().int().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
});
export type ImageFacts = z.infer<typeof imageFacts>;

/** What a device says of itself (APE): text for the console, never an address anything is fetched from. */
export const toldFacts = z.object({
  name: z.string().nullable(),
  model: z.string().nullable(),
  place: z.string().nullable(),
  ipAddress: z.string().nullable(),
  /** Null: it says that it does not know, or has not said. */
  online: z.boolean().nullable(),
});
export type ToldFacts = z.infer<typeof toldFacts>;

export interface ViidRecords {
  /** Those of the keys that are in the journal. */
  findSightings(keys: readonly { deviceId: string; objectId: string }[]): Promise<Sighting[]>;
  /** A picture that came apart from its sighting; null: none of that name, or it is forgotten. */
  findNamedPicture(deviceId: string, name: string): Promise<Picture | null>;
  /** Null: no longer stored. */
  readPicture(digest: string): Promise<{ bytes: Buffer } | null>;
  /** A stored picture goes out to this device: into the retrieval register, or it does not go. Throws AppError. */
  recordLook(deviceId: string, digest: string): void;
  images: {
    /** Durable when it resolves. Forgets what is hours old, and of each device what is too much. */
    save(deviceId: string, images: readonly { imageId: string; facts: ImageFacts }[], atMs: number): Promise<void>;
    find(deviceId: string, imageId: string): Promise<ImageFacts | null>;
  };
  told: {
    all(): Promise<{ deviceId: string; facts: ToldFacts; atMs: number }[]>;
    save(deviceId: string, facts: ToldFacts, atMs: number): Promise<void>;
  };
  subscriptions: {
    all(): Promise<RememberedSubscription[]>;
    /** Replaces what was remembered. */
    save(subscriptions: readonly RememberedSubscription[]): Promise<void>;
  };
}
