/**
 * What a camera makes of a plate: the noise model that recall and precision are measured with. Nothing of it is known to the
 * matcher but the classes of look-alikes.
 *
 * - A right read: the camera's confidence is 1 − 0.03·E, E exponential with mean 1: 0.97 on average, below 0.9 in 3.6 %,
 *   below 0.8 in 0.13 % of reads.
 * - A misread: the camera doubts; confidence is normal, 0.5 ± 0.1. What a camera reads wrongly and is sure of cannot be told
 *   from a right read of another car, nor can what a camera says that states no confidence: that is a row of its own.
 * - In bad light right reads are 0.93 on average, below 0.8 in 5.7 %: also a row of its own.
 * - A look-alike misread: one character (80 %) or two (15 %) become another of their class, each of the class as likely, the
 *   impossible I and O too; or the province becomes another of the 31 (5 %). Plates without such characters: the province.
 * - A one-edit misread: a character of letters and digits becomes any other, of another class (60 %); one is lost (25 %),
 *   the province with the same chance as the others; one is put in between (15 %).
 */
import { lookAlikesOf } from '../../../preload/contract/plate-pattern.ts';
import { provinces } from '../../../main/watchlist/plate.ts';
import { comparePlates } from '../../../main/watchlist/plate-likeness.ts';
import type { Random } from '../search/random.ts';

export interface CameraRead {
  text: string;
  /** Null: the camera states none. */
  confidence: number | null;
}

const characters = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Mean of what a camera lacks to be sure of a right read; the other is of a camera in bad light. */
const usualLack = 0.03;
export const lackInBadLight = 0.07;

export function rightRead(plate: string, random: Random, lack = usualLack): CameraRead {
  return { text: plate, confidence: Math.max(0, 1 + lack * Math.log(1 - random.next())) };
}

/** Normal, by Box and Muller. */
function doubt(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return Math.min(1, Math.max(0, 0.5 + 0.1 * radius * Math.cos(2 * Math.PI * random.next())));
}

export function lookAlikeMisread(plate: string, random: Random): CameraRead {
  const places = Array.from(plate).flatMap((character, at) =>
    at > 0 && lookAlikesOf(character).length > 1 ? [at] : [],
  );
  const kind = random.next();
  let text = plate;
  if (places.length === 0 || kind < 0.05) {
    text = otherOf(provinces, plate.charAt(0), random) + plate.slice(1);
  } else {
    const changes = kind < 0.2 && places.length > 1 ? 2 : 1;
    for (let change = 0; change < changes; change++) {
      const [at = 0] = places.splice(random.below(places.length), 1);
      text = put(text, at, otherOf(lookAlikesOf(plate.charAt(at)), plate.charAt(at), random));
    }
  }
  return { text, confidence: doubt(random) };
}

export function oneEditMisread(plate: string, random: Random): CameraRead {
  for (;;) {
    const text = oneEdit(plate, random);
    if (comparePlates(text, plate)?.likeness === 'one-edit') return { text, confidence: doubt(random) };
  }
}

function oneEdit(plate: string, random: Random): string {
  const kind = random.next();
  const at = random.below(plate.length);
  if (kind < 0.6) {
    const place = 1 + random.below(plate.length - 1);
    return put(plate, place, otherOf(characters, plate.charAt(place), random));
  }
  if (kind < 0.85) return plate.slice(0, at) + plate.slice(at + 1);
  return plate.slice(0, at + 1) + random.of(Array.from(characters)) + plate.slice(at + 1);
}

function otherOf(among: string, not: string, random: Random): string {
  return random.of(Array.from(among).filter((each) => each !== not));
}

function put(text: string, at: number, character: string): string {
  return text.slice(0, at) + character + text.slice(at + 1);
}
