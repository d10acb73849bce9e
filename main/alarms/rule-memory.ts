import { minutes } from '../system/clock.ts';

/** A crowd of which nothing was heard this long may have gone and come again: its time starts anew. */
const crowdGapMs = minutes(10);
/** Places that report crowds, and plates, remembered of one rule; the ones not seen for longest go. */
const mostCrowds = 500;
const mostPlates = 20_000;

/** What one rule remembers between sightings; bounded, and gone when the station stops or the rule is changed. */
export class RuleMemory {
  /** Of each place, by level: since when so many people have been there. */
  readonly #crowds = new Map<string, { heardAtMs: number; since: (number | null)[] }>();
  /** When each plate was seen, oldest first. */
  readonly #plates = new Map<string, number[]>();

  /** How long the people at a place have been as many as each level asks; null: they are not. Levels rise. */
  crowd(place: string, people: number, levels: readonly number[], atMs: number): (number | null)[] {
    const before = this.#crowds.get(place);
    // A clock that was set back gives no time that can be counted.
    const goesOn = before !== undefined && atMs >= before.heardAtMs && atMs - before.heardAtMs <= crowdGapMs;
    const since = levels.map((level, n) => (people < level ? null : ((goesOn ? before.since[n] : null) ?? atMs)));
    renew(this.#crowds, place, { heardAtMs: atMs, since }, mostCrowds);
    return since.map((sinceMs) => (sinceMs === null ? null : atMs - sinceMs));
  }

  /** How often a plate was seen within the time, now included; counted no further than `most`. */
  plateSeen(plate: string, atMs: number, withinMs: number, most: number): number {
    const seen = (this.#plates.get(plate) ?? []).filter((then) => then <= atMs && atMs - then < withinMs);
    const now = [...seen, atMs].slice(-most);
    renew(this.#plates, plate, now, mostPlates);
    return now.length;
  }
}

/** Puts it last, and lets the first go when there are too many. */
function renew<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
