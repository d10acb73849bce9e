/**
 * Pictures that come apart from their sighting: it names them, as its device does, and they come before it or after it.
 * What is to be joined is decided here, purely; the day's pack keeps it with the rest of its group.
 */
import { z } from 'zod';
import { picture, pictureRole } from '#contract/sighting.ts';
import type { Picture, PictureRole, Sighting } from '#contract/sighting.ts';
import type { ArrivedPicture } from './evidence.ts';

/** What a picture is called before its bytes are known: by the device that sends it. */
export const pictureName = z.object({ deviceId: z.string().max(128), name: z.string().min(1).max(256) });
export type PictureName = z.infer<typeof pictureName>;

/** A sighting waits for a picture. */
export const awaitedPicture = pictureName.extend({
  sightingId: z.number().int().positive(),
  role: pictureRole,
  sinceMs: z.number().int(),
});
export type AwaitedPicture = z.infer<typeof awaitedPicture>;

/** A picture that came, under its name. */
export const namedPicture = pictureName.extend({ picture });
export type NamedPicture = z.infer<typeof namedPicture>;

/** What a group says of pictures that come apart. */
export const apartPictures = z.object({
  awaited: z.array(awaitedPicture),
  come: z.array(
    namedPicture.extend({
      atMs: z.number().int(),
      /** Sightings of earlier groups that waited for it, and what it shows of each. */
      joins: z.array(z.object({ sightingId: z.number().int().positive(), role: pictureRole })),
      /** A sighting has it: of those, or of this group. */
      claimed: z.boolean(),
    }),
  ),
  /** Names of pictures of earlier groups that a sighting of this one has. */
  claimed: z.array(pictureName),
});
export type ApartPictures = z.infer<typeof apartPictures>;

/** What is held for one device until the other half comes. */
export interface ApartFacts {
  deviceId: string;
  /** Pictures that sightings name and that have not come. */
  awaited: number;
  /** Pictures that came and that no sighting names. */
  unclaimed: number;
}

/** The rows of what waits; the journal's own commit writes them. */
export interface ApartPictureStore {
  /** Those of the names whose picture came and is not yet forgotten. */
  came(names: readonly PictureName[]): Promise<NamedPicture[]>;
  /** Who waits for the pictures of these names. */
  awaiting(names: readonly PictureName[]): Promise<AwaitedPicture[]>;
  /** Forgets what is older, and of each device what exceeds so many rows; the pictures stay in their pack. */
  forget(beforeMs: number, mostPerDevice: number): Promise<{ awaited: number; unclaimed: number }>;
  facts(): Promise<ApartFacts[]>;
}

/** A picture as it came, its content looked at. `role` null: its sender did not say what it shows. */
export type ApartArrival = PictureName & { picture: ArrivedPicture; role: PictureRole | null; atMs: number };

/**
 * `joined`: sightings have it now. `waiting`: none names it yet. `known`: one of that name came before, and stays.
 * `no-picture`: its content is none; nothing was kept.
 */
export interface Attached {
  outcome: 'joined' | 'waiting' | 'known' | 'no-picture';
}

export interface JoinedPictures {
  /** The sightings, in their order, with the pictures that came before them or with them. */
  sightings: Sighting[];
  apart: ApartPictures;
  /** What is to be stored. */
  pictures: ArrivedPicture[];
  /** One for each arrival, in its order. */
  answers: Attached[];
}

export const nameKey = ({ deviceId, name }: PictureName): string => `${deviceId}\u0000${name}`;

/** Joins the sightings and pictures of one group with each other and with what waits from earlier groups. */
export function joinPictures(group: {
  sightings: readonly Sighting[];
  /** What those sightings name. */
  awaits: readonly AwaitedPicture[];
  arrivals: readonly ApartArrival[];
  /** Of earlier groups. */
  came: readonly NamedPicture[];
  awaiting: readonly AwaitedPicture[];
}): JoinedPictures {
  const earlier = new Map(group.came.map((named) => [nameKey(named), named.picture]));
  const come = new Map<string, ApartPictures['come'][number]>();
  const pictures: ArrivedPicture[] = [];
  const answers = group.arrivals.map(({ deviceId, name, picture: arrived, role, atMs }): Attached => {
    const key = nameKey({ deviceId, name });
    if (earlier.has(key) || come.has(key)) return { outcome: 'known' };
    const { digest, contentType, bytes } = arrived;
    const stored: Picture = { digest, contentType, bytes: bytes.byteLength, role: role ?? 'other' };
    const waiters = group.awaiting.filter((awaited) => nameKey(awaited) === key);
    const joins = waiters.map(({ sightingId, role: asked }) => ({ sightingId, role: roleOf(asked, stored) }));
    const claimed = joins.length > 0 || group.awaits.some((awaited) => nameKey(awaited) === key);
    come.set(key, { deviceId, name, picture: stored, atMs, joins, claimed });
    pictures.push(arrived);
    return { outcome: claimed ? 'joined' : 'waiting' };
  });

  const found = new Map<number, Picture[]>();
  const awaited: AwaitedPicture[] = [];
  const claimed = new Map<string, PictureName>();
  for (const wanted of group.awaits) {
    const key = nameKey(wanted);
    const there = come.get(key)?.picture ?? earlier.get(key);
    if (there === undefined) {
      awaited.push(wanted);
      continue;
    }
    if (earlier.has(key)) claimed.set(key, { deviceId: wanted.deviceId, name: wanted.name });
    const of = found.get(wanted.sightingId) ?? [];
    found.set(wanted.sightingId, withPicture(of, { ...there, role: roleOf(wanted.role, there) }));
  }
  return {
    sightings: group.sightings.map((sighting) => {
      const more = found.get(sighting.id);
      return more === undefined ? sighting : { ...sighting, pictures: more.reduce(withPicture, sighting.pictures) };
    }),
    apart: { awaited, come: [...come.values()], claimed: [...claimed.values()] },
    pictures,
    answers,
  };
}

/** The pictures with one more, unless it is among them. */
export function withPicture(pictures: readonly Picture[], more: Picture): Picture[] {
  return pictures.some(({ digest }) => digest === more.digest) ? [...pictures] : [...pictures, more];
}

export const saysNothing = ({ awaited, come, claimed }: ApartPictures): boolean =>
  awaited.length + come.length + claimed.length === 0;

/** What the sighting says that it shows of it; what the picture says of itself when the sighting does not. */
const roleOf = (asked: PictureRole, { role }: Picture): PictureRole => (asked === 'other' ? role : asked);
