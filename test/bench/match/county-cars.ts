/**
 * The cars of a county town, made up: seven in ten have the plates of its own city, the others those of its neighbours.
 * Lists and strangers are drawn from the same cars; strangers from all over the country would flatter the matcher.
 */
import type { Colour } from '../../../preload/contract/sighting.ts';
import { Weighted } from '../search/random.ts';
import type { Random } from '../search/random.ts';

export interface Car {
  plate: string;
  colour: Colour;
}

const letters = Array.from('ABCDEFGHJKLMNPQRSTUVWXYZ');
const digits = Array.from('0123456789');

const offices = new Weighted<string>([
  ['鲁P', 700],
  // The same province, the provinces next to it, and who passes through.
  ...Array.from('ABCDEFGHJKLMNQRSUVY', (letter) => [`鲁${letter}`, 7] as const),
  ...Array.from('豫冀', (province) => Array.from('ABCDEFGHJ', (letter) => [`${province}${letter}`, 6] as const)).flat(),
  ...Array.from('京津晋苏皖', (province) =>
    Array.from('ABCEJNP', (letter) => [`${province}${letter}`, 1.5] as const),
  ).flat(),
]);

/** Serials as they were issued, D a digit, L a letter: one letter is usual by now, three are never. */
const civilShapes = new Weighted<string>([
  ['LDDDD', 30],
  ['DDDDD', 18],
  ['DLDDD', 14],
  ['DDLDD', 8],
  ['DDDLD', 8],
  ['DDDDL', 8],
  ['LLDDD', 5],
  ['LDDDL', 3],
  ['DDDLL', 2],
  ['DLDDL', 2],
  ['DLLDD', 2],
]);
/** Small new-energy cars begin with D or F, the later ones with another letter behind it; large ones end in it. */
const newEnergyShapes = new Weighted<string>([
  ['NDDDDD', 60],
  ['NLDDDD', 35],
  ['DDDDDN', 5],
]);
const newEnergyShare = 0.12;
const yellowShare = 0.08;

export function aCar(random: Random): Car {
  const office = offices.choose(random);
  if (random.next() < newEnergyShare)
    return { plate: office + serial(newEnergyShapes.choose(random), random), colour: 'green' };
  return {
    plate: office + serial(civilShapes.choose(random), random),
    colour: random.next() < yellowShare ? 'yellow' : 'blue',
  };
}

/** So many plates, all different. */
export function differentPlates(count: number, random: Random, not: ReadonlySet<string> = new Set()): string[] {
  const plates = new Set<string>();
  while (plates.size < count) {
    const { plate } = aCar(random);
    if (!not.has(plate)) plates.add(plate);
  }
  return [...plates];
}

/** Patterns as witnesses give them: the end forgotten, one character not seen, only the end known. */
export function differentPatterns(count: number, random: Random): string[] {
  const patterns = new Set<string>();
  while (patterns.size < count) {
    const { plate } = aCar(random);
    const at = 2 + random.below(plate.length - 2);
    patterns.add(
      random.of([
        `${plate.slice(0, at)}?${plate.slice(at + 1)}`,
        `${plate.slice(0, 3)}??${plate.slice(5)}`,
        `${plate.slice(0, 2)}*${plate.slice(-4)}`,
        `*${plate.slice(-4)}`,
        `${plate.slice(0, 5)}*`,
        `?${plate.slice(1)}`,
        `*${plate.slice(3, 6)}*`,
      ]),
    );
  }
  return [...patterns];
}

function serial(shape: string, random: Random): string {
  return Array.from(shape, (kind) => {
    if (kind === 'N') return random.next() < 0.8 ? 'D' : 'F';
    return random.of(kind === 'D' ? digits : letters);
  }).join('');
}
