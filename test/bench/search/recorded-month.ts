/** A month of a busy unit, made up: 32 cameras, mornings and evenings, regulars and passers-by. The same one each time. */
import type { Colour, Sighting, SightingFacts, SightingKind } from '../../../preload/contract/sighting.ts';
import { Random, Weighted } from './random.ts';

export const cameraCount = 32;
export const cameraIdOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
export const cameraNameOf = (index: number): string => `摄像机 ${String(index + 1).padStart(2, '0')}`;
export const monthDays = 30;

const kinds = new Weighted<SightingKind>([
  ['vehicle', 450],
  ['face', 300],
  ['person', 150],
  ['cycle', 50],
  ['behaviour', 49],
  ['crowd', 1],
]);
/** Where vehicles pass; people are seen everywhere else. The last camera sees hardly anybody. */
const vehicleCameras = 12;
const cameras = {
  driven: new Weighted(
    Array.from({ length: vehicleCameras }, (_, index) => [index, 1 / Math.sqrt(index + 1)] as const),
  ),
  walked: new Weighted(
    Array.from({ length: cameraCount - vehicleCameras }, (_, index) => {
      const camera = vehicleCameras + index;
      return [camera, camera === cameraCount - 1 ? 0.0005 : 1 / Math.sqrt(index + 1)] as const;
    }),
  ),
};
const bodyColours = new Weighted<Colour>([
  ['white', 400],
  ['black', 220],
  ['grey', 160],
  ['red', 70],
  ['blue', 60],
  ['brown', 40],
  ['yellow', 20],
  ['green', 15],
  ['orange', 10],
  ['purple', 4],
  ['pink', 1],
]);
const coatColours = new Weighted<Colour>([
  ['black', 400],
  ['grey', 180],
  ['white', 150],
  ['blue', 120],
  ['red', 60],
  ['brown', 40],
  ['green', 25],
  ['yellow', 15],
  ['pink', 8],
  ['purple', 2],
  ['orange', 0.2],
]);
export const vehicleClasses = ['K33', 'K31', 'H31', 'K11', 'H11', 'Q11', 'M21', 'X99'] as const;
const classes = new Weighted<string>(vehicleClasses.map((name, index) => [name, 1 / 4 ** index] as const));
const behaviours = new Weighted([
  ['motion', 600],
  ['tripwire', 200],
  ['intrusion', 100],
  ['loitering', 60],
  ['fire-lane', 30],
  ['left-object', 8],
  ['fight', 1],
  ['fall', 1],
  ['smoke-fire', 0.1],
] as const);
/** Share of a day's sightings by the hour of the clock. */
const byHour = [1, 1, 1, 1, 1, 3, 20, 60, 70, 30, 25, 35, 40, 30, 25, 25, 40, 70, 60, 30, 20, 12, 6, 3];

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const serials = `0123456789${letters}`;
const misread: Readonly<Record<string, string>> = {
  '0': 'D',
  D: '0',
  '8': 'B',
  B: '8',
  '2': 'Z',
  Z: '2',
  '5': 'S',
  S: '5',
};

const regulars = 40_000;
const passersBy = 700_000;

/** The plate of a car; the same number gives the same plate. */
export function plateOfCar(car: number): { plate: string; colour: Colour } {
  const random = new Random(car * 2_654_435_761);
  const office =
    random.next() < 0.7
      ? '鲁P'
      : `${random.of(['鲁', '冀', '豫', '京', '晋', '苏'])}${letters.charAt(random.below(letters.length))}`;
  const serial = (length: number): string =>
    Array.from({ length }, () =>
      serials.charAt(random.next() < 0.8 ? random.below(10) : random.below(serials.length)),
    ).join('');
  if (random.next() < 0.12)
    return { plate: `${office}${random.of(['D', 'F'])}${serial(5).replace(/[A-Z]/g, '7')}`, colour: 'green' };
  return { plate: `${office}${serial(5)}`, colour: random.next() < 0.1 ? 'yellow' : 'blue' };
}

export function carOf(random: Random): number {
  // A few come twice a day, many once a week.
  return random.next() < 0.7 ? Math.floor(regulars * random.next() ** 2) : regulars + random.below(passersBy);
}

function plateRead(random: Random): { plate: string; plateColour: Colour; plateConfidence: number } {
  const { plate, colour } = plateOfCar(carOf(random));
  const isMisread = random.next() < 0.01;
  const read = isMisread
    ? plate.slice(0, 2) + plate.slice(2).replace(/[0D8B2Z5S]/, (seen) => misread[seen] ?? seen)
    : plate;
  return { plate: read, plateColour: colour, plateConfidence: isMisread ? 0.71 : 0.97 };
}

function factsOf(kind: SightingKind, random: Random): SightingFacts {
  switch (kind) {
    case 'vehicle':
      return {
        kind,
        ...(random.next() < 0.97 ? plateRead(random) : {}),
        vehicleColour: bodyColours.choose(random),
        vehicleClass: classes.choose(random),
        lane: 1 + random.below(2),
        speedKmh: random.below(40),
      };
    case 'cycle':
      return { kind, vehicleColour: bodyColours.choose(random) };
    case 'face':
      return {
        kind,
        gender: random.of(['male', 'female']),
        ageFrom: 20,
        ageTo: 40,
        coatColour: coatColours.choose(random),
      };
    case 'person':
      return {
        kind,
        coatColour: coatColours.choose(random),
        trousersColour: coatColours.choose(random),
        bag: random.next() < 0.3,
      };
    case 'behaviour':
      return { kind, behaviour: behaviours.choose(random) };
    case 'crowd':
      return { kind, people: 20 + random.below(200) };
  }
}

/** In order of receipt, numbered from 1; the month ends at `endMs`. */
export function* recordedMonth(count: number, endMs: number): Generator<Sighting, void, void> {
  const random = new Random(1);
  const startMs = Math.floor((endMs - monthDays * 86_400_000) / 3_600_000) * 3_600_000;
  const hours = Array.from({ length: monthDays * 24 }, (_, index) => startMs + index * 3_600_000);
  const weights = hours.map((atMs) => byHour[new Date(atMs).getHours()] ?? 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let id = 0;
  let due = 0;
  for (const [index, hourMs] of hours.entries()) {
    due += ((weights[index] ?? 0) / total) * count;
    const inHour = Math.round(due) - id;
    for (let place = 0; place < inHour; place++) {
      id += 1;
      yield sightingOf(id, hourMs + Math.floor((3_600_000 * place) / inHour), random);
    }
  }
}

function sightingOf(id: number, receivedAtMs: number, random: Random): Sighting {
  const kind = kinds.choose(random);
  const camera = (kind === 'vehicle' || kind === 'cycle' ? cameras.driven : cameras.walked).choose(random);
  const deviceId = `3715250000119${String(camera).padStart(7, '0')}`;
  const roles = kind === 'vehicle' ? (['vehicle', 'plate'] as const) : (['scene', 'face'] as const);
  return {
    id,
    source: 'viid',
    deviceId,
    objectId: `${deviceId}02${String(receivedAtMs)}${String(id).padStart(9, '0')}`,
    cameraId: cameraIdOf(camera),
    cameraName: cameraNameOf(camera),
    seenAtMs: receivedAtMs - 300 - random.below(900),
    receivedAtMs,
    facts: factsOf(kind, random),
    box: { unit: 'fraction', left: 0.25, top: 0.25, right: 0.5, bottom: 0.75 },
    pictures: roles.map((role) => ({
      digest: random.hex(64),
      role,
      contentType: 'image/jpeg',
      bytes: 20_000 + random.below(60_000),
    })),
    alarmId: null,
  };
}
