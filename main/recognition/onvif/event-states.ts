/** From notifications to events: the beginning of a state is one, its repetition, its end and its first mention are none. */
import { createHash } from 'node:crypto';
import type { SightingFacts } from '#contract/sighting.ts';
import type { OnvifNotification } from './notification.ts';
import { meaningOf, stateOf } from './topics.ts';

/** Properties of one camera; more are forgotten from the oldest. */
const mostProperties = 512;

export type Judged =
  | { outcome: 'event'; facts: SightingFacts; objectId: string; dropped: string[] }
  /** `state`: no event of its own; `unknown`: a topic that is no sighting. */
  | { outcome: 'state' | 'unknown' };

/** Of one subscription: a new one begins with the camera telling how things stand. */
export class EventStates {
  readonly #known = new Map<string, string>();

  judge(notification: OnvifNotification, receivedAtMs: number): Judged {
    const meaning = meaningOf(notification);
    if (meaning === null) return { outcome: 'unknown' };
    const { operation } = notification;
    const property = propertyOf(notification);
    if (operation === 'deleted') {
      this.#known.delete(property);
      return { outcome: 'state' };
    }
    const before = this.#known.get(property);
    if (meaning.lasts !== 'moment') {
      const value = meaning.lasts === 'state' ? String(stateOf(notification)) : countOf(meaning.facts);
      this.#remember(property, value);
      if (operation === 'initialized' || value === before || value === 'false') return { outcome: 'state' };
    } else if (operation === 'initialized') {
      return { outcome: 'state' };
    }
    const asked = new Set(meaning.asked);
    const dropped = [...notification.data.keys()].filter((name) => !asked.has(name));
    return { outcome: 'event', facts: meaning.facts, objectId: objectIdOf(notification, receivedAtMs), dropped };
  }

  #remember(property: string, value: string): void {
    this.#known.delete(property); // to the end
    this.#known.set(property, value);
    if (this.#known.size <= mostProperties) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      break;
    }
  }
}

const countOf = (facts: SightingFacts): string => (facts.kind === 'crowd' ? String(facts.people) : '');

/** What the state is of: topic, source and key, in any order of their items. */
function propertyOf({ topic, source, key }: OnvifNotification): string {
  return JSON.stringify([topic, sorted(source), sorted(key)]);
}

/**
 * The same for the same notification sent again: topic, the camera's time as written, and what it says. One without time
 * is dated by our clock: better twice than the second of two taken for the first.
 */
function objectIdOf(notification: OnvifNotification, receivedAtMs: number): string {
  const { topic, utcTime, operation, data } = notification;
  const said = JSON.stringify([propertyOf(notification), operation, sorted(data)]);
  const digest = createHash('sha256').update(said).digest('hex').slice(0, 24);
  return `${topic.slice(-96)}@${utcTime ?? `received ${receivedAtMs}`}#${digest}`;
}

const sorted = (items: ReadonlyMap<string, string>): string[][] =>
  [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, value]);
