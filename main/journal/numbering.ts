import type { NewSighting, Picture, Sighting } from '#contract/sighting.ts';
import type { AwaitedPicture } from './apart-pictures.ts';
import type { ArrivedPicture } from './evidence.ts';
import type { SightingKey } from './journal-store.ts';

/** The outcome of appending one sighting. `known`: its device sent it before; nothing new was stored. */
export interface Appended {
  outcome: 'new' | 'known';
  sighting: Sighting;
}

/** A sighting that waits for its number, its pictures already told apart by content. */
export interface Arrival {
  facts: Omit<NewSighting, 'pictures'>;
  pictures: readonly (ArrivedPicture & { role: Picture['role'] })[];
  /** Pictures that come apart from it. */
  awaits?: NewSighting['awaits'];
}

export interface Numbered {
  /** One for each arrival, in its order. */
  answers: Appended[];
  /** What is to be stored, in order of id. */
  fresh: Sighting[];
  /** The pictures of those, each digest once. */
  pictures: ArrivedPicture[];
  /** What those name that comes apart from them. */
  awaits: AwaitedPicture[];
}

export const keyOf = (key: SightingKey): string => `${key.deviceId}\u0000${key.objectId}`;

/** Gives each arrival that was not there before the next number, from `firstId` on. */
export function numberArrivals(
  arrivals: readonly Arrival[],
  known: readonly Sighting[],
  firstId: number,
  cameraName: (cameraId: string) => string | null,
): Numbered {
  const there = new Map(known.map((sighting) => [keyOf(sighting), sighting]));
  const fresh: Sighting[] = [];
  const pictures = new Map<string, ArrivedPicture>();
  const awaits: AwaitedPicture[] = [];
  const answers = arrivals.map(({ facts, pictures: arrived, awaits: named = [] }): Appended => {
    const earlier = there.get(keyOf(facts));
    if (earlier !== undefined) return { outcome: 'known', sighting: earlier };
    const sighting: Sighting = {
      ...facts,
      id: firstId + fresh.length,
      cameraName: facts.cameraId === null ? null : cameraName(facts.cameraId),
      pictures: arrived.map(({ digest, role, contentType, bytes }) => ({
        digest,
        role,
        contentType,
        bytes: bytes.byteLength,
      })),
      alarmId: null,
    };
    there.set(keyOf(facts), sighting);
    fresh.push(sighting);
    for (const { digest, contentType, bytes } of arrived) pictures.set(digest, { digest, contentType, bytes });
    awaits.push(...named.map((name) => ({ ...name, sightingId: sighting.id, sinceMs: sighting.receivedAtMs })));
    return { outcome: 'new', sighting };
  });
  return { answers, fresh, pictures: [...pictures.values()], awaits };
}
