/** What guards and chiefs ask the journal, drawn anew for each question. */
import type { Colour } from '../../../preload/contract/sighting.ts';
import type { SightingFilter } from '../../../preload/contract/search.ts';
import type { Random } from './random.ts';
import { cameraCount, cameraIdOf, carOf, monthDays, plateOfCar, vehicleClasses } from './recorded-month.ts';

export interface Question {
  family: string;
  filter: SightingFilter;
}

const dayMs = 86_400_000;
const colours = ['white', 'black', 'grey', 'red', 'blue', 'brown', 'yellow', 'green', 'purple', 'pink'] as const;

type Maker = (random: Random, endMs: number) => SightingFilter;

const someCameras = (random: Random): string[] => {
  const first = random.below(cameraCount - 3);
  return Array.from({ length: 1 + random.below(3) }, (_, index) => cameraIdOf(first + index));
};
const someColour = (random: Random): Colour => random.of(colours);
const aWeek = (random: Random, endMs: number): { fromMs: number; toMs: number } => {
  const fromMs = endMs - dayMs * (7 + random.below(monthDays - 7));
  return { fromMs, toMs: fromMs + 7 * dayMs };
};
const anHour = (random: Random, endMs: number): { fromMs: number; toMs: number } => {
  const fromMs = endMs - 3_600_000 * (1 + random.below((monthDays - 1) * 24));
  return { fromMs, toMs: fromMs + 3_600_000 };
};
const aPlate = (random: Random): string => plateOfCar(carOf(random)).plate;
/** Some characters of a plate are not known. */
const withGaps = (plate: string, random: Random): string => {
  const gap = 2 + random.below(plate.length - 2);
  return `${plate.slice(0, gap)}?${plate.slice(gap + 1)}`;
};

const families: Readonly<Record<string, Maker>> = {
  everything: () => ({}),
  'a kind': (random) => ({ kinds: [random.of(['vehicle', 'face', 'person', 'cycle', 'behaviour', 'crowd'])] }),
  'cameras and a kind': (random) => ({
    cameraIds: someCameras(random),
    kinds: [random.of(['vehicle', 'face', 'person'])],
  }),
  'an hour on cameras': (random, endMs) => ({ ...anHour(random, endMs), cameraIds: someCameras(random) }),
  'a plate': (random) => ({ plate: aPlate(random) }),
  'a plate or its look-alikes': (random) => ({ plate: aPlate(random), plateAlike: true }),
  'how a plate begins': (random) => ({ plate: `${aPlate(random).slice(0, 4)}*` }),
  'how a plate ends': (random) => ({ plate: `*${aPlate(random).slice(-3)}` }),
  'a part of a plate': (random) => ({ plate: `*${aPlate(random).slice(3, 6)}*` }),
  'a plate with a gap, in a week': (random, endMs) => ({
    plate: withGaps(aPlate(random), random),
    ...aWeek(random, endMs),
  }),
  'a car by its looks': (random) => ({
    vehicleColours: [someColour(random)],
    vehicleClasses: [random.of(vehicleClasses)],
    plateColours: [random.of(['blue', 'green', 'yellow'])],
  }),
  'looks and part of a plate': (random) => ({
    vehicleColours: [someColour(random)],
    plate: `*${aPlate(random).slice(-2)}`,
  }),
  'a coat on a camera in a week': (random, endMs) => ({
    coatColours: [random.of(['orange', 'purple', 'pink', 'green', 'black'])],
    cameraIds: [cameraIdOf(12 + random.below(20))],
    ...aWeek(random, endMs),
  }),
  'a behaviour': (random) => ({ behaviours: [random.of(['smoke-fire', 'fight', 'fall', 'left-object', 'tripwire'])] }),
  'hits on cameras': (random, endMs) => ({ hitsOnly: true, cameraIds: someCameras(random), ...aWeek(random, endMs) }),
  'a hit of a colour': (random) => ({ hitsOnly: true, vehicleColours: [someColour(random)] }),
  'nothing there is: a plate': (random) => ({ plate: `藏Z${String(random.below(100_000)).padStart(5, '0')}` }),
  'nothing there is: part of a plate': () => ({ plate: '*港*' }),
  'nothing there is: a coat on a car camera': (random) => ({
    coatColours: [someColour(random)],
    cameraIds: [cameraIdOf(random.below(12))],
  }),
  'nothing there is: a green car with a blue new-energy plate': () => ({
    plate: '鲁PD?????',
    plateColours: ['blue'],
    vehicleColours: ['green', 'white'],
  }),
};

/** So many of each family, in turn. */
export function questions(random: Random, endMs: number, ofEach: number): Question[] {
  return Array.from({ length: ofEach }, () =>
    Object.entries(families).map(([family, make]) => ({ family, filter: make(random, endMs) })),
  ).flat();
}
