/** Sightings as fast-check makes them: few values, so that filters and sightings often meet. */
import fc from 'fast-check';
import type { SightingFilter } from '#contract/search.ts';
import type { NewSighting, SightingFacts } from '#contract/sighting.ts';
import { aNewSighting } from './journal.ts';

const colours = ['white', 'black', 'red', 'green'] as const;
const behaviours = ['tripwire', 'intrusion', 'fall'] as const;
const classes = ['K33', 'H21', 'weird 类'];
export const camerasOfSite = ['east', 'west', 'north'];

/** Plates of all lengths and kinds, misread ones, and some that are none. */
const plate = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[鲁京]P[0DO18BZ2]{5}$/) },
  { weight: 3, arbitrary: fc.stringMatching(/^鲁PD[0DO18B]{5}$/) },
  { weight: 1, arbitrary: fc.constantFrom('使014578', '鲁P1234警', 'WJ鲁1234X', '', 'P', '鲁P0123456789ABCD', '0') },
);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined, freq: 2 });
const colour = fc.constantFrom(...colours);

const facts: fc.Arbitrary<SightingFacts> = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('vehicle' as const),
        plate: maybe(plate),
        plateColour: maybe(colour),
        vehicleColour: maybe(colour),
        vehicleClass: maybe(fc.constantFrom(...classes)),
      }),
    },
    fc.record({ kind: fc.constant('cycle' as const), plate: maybe(plate), vehicleColour: maybe(colour) }),
    fc.record({ kind: fc.constantFrom('face' as const, 'person' as const), coatColour: maybe(colour) }),
    fc.record({ kind: fc.constant('behaviour' as const), behaviour: fc.constantFrom(...behaviours) }),
    fc.record({ kind: fc.constant('crowd' as const), people: fc.nat(500) }),
  )
  .map((made) => JSON.parse(JSON.stringify(made)) as SightingFacts);

/** Our clock as it may be: it goes on, jumps ahead, falls back an hour, stands still for a leap second. */
export const startMs = Date.UTC(2026, 9, 31, 22);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 600_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-3_600_000, -1000, 0, 86_400_000) },
);

export const recordings: fc.Arbitrary<NewSighting[]> = fc
  .array(fc.tuple(facts, step, fc.constantFrom(...camerasOfSite, null)), { minLength: 20, maxLength: 120 })
  .map((made) => {
    let atMs = startMs;
    return made.map(([kept, stepMs, cameraId]) => {
      atMs += stepMs;
      return aNewSighting({ cameraId, facts: kept, receivedAtMs: atMs, seenAtMs: atMs });
    });
  });

const pattern = fc.oneof(
  { weight: 3, arbitrary: plate.filter((text) => text !== '') },
  { weight: 4, arbitrary: fc.stringMatching(/^[鲁京?*]?[P*]?[01DB8?*]{0,5}[*]?[01B?]{1,3}$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('*', '?', '*8', '*18*', '鲁*', '鲁P*0', '???????', '????????', '*????????*'),
  },
);

export const filters: fc.Arbitrary<SightingFilter> = fc
  .record({
    fromMs: maybe(fc.integer({ min: startMs - 1000, max: startMs + 36_000_000 })),
    toMs: maybe(fc.integer({ min: startMs, max: startMs + 40_000_000 })),
    cameraIds: maybe(fc.subarray([...camerasOfSite, 'nowhere'])),
    kinds: maybe(fc.subarray(['face', 'person', 'vehicle', 'cycle', 'behaviour', 'crowd'] as const)),
    plate: maybe(pattern),
    plateAlike: maybe(fc.boolean()),
    plateColours: maybe(fc.subarray([...colours, 'pink'] as const)),
    vehicleColours: maybe(fc.subarray([...colours])),
    vehicleClasses: maybe(fc.subarray([...classes, 'K99'])),
    coatColours: maybe(fc.subarray([...colours])),
    behaviours: maybe(fc.subarray([...behaviours])),
    hitsOnly: maybe(fc.boolean()),
  })
  // Few things asked at once, or nothing is ever found.
  .chain((all) => fc.subarray(Object.keys(all), { maxLength: 3 }).map((kept) => pick(all, kept)));

function pick(all: SightingFilter, kept: readonly string[]): SightingFilter {
  return Object.fromEntries(Object.entries(all).filter(([name, asked]) => kept.includes(name) && asked !== undefined));
}
