/** What faces and persons have in common: who the camera's own list says it is, and what can be seen of them. */
import type { SightingFacts } from '#contract/sighting.ts';
import { readColour, readGender, readShare, readWorn } from './codes.ts';
import type { FieldReader } from './field-reader.ts';
import { stated } from './stated.ts';

type PersonFacts = Omit<Extract<SightingFacts, { kind: 'person' }>, 'kind'>;

export function readPersonFacts(fields: FieldReader): PersonFacts {
  return stated({
    idType: fields.text('IDType'),
    // A check letter may be written small, and readers of cards put spaces in.
    idNumber: fields.text('IDNumber')?.replace(/\s+/g, '').toUpperCase(),
    name: fields.text('Name'),
    similarity: readShare(fields.number('Similaritydegree')),
    gender: readGender(fields.value('GenderCode')),
    ...readAges(fields),
    coatColour: readColour(fields.value('CoatColor')),
    trousersColour: readColour(fields.value('TrousersColor')),
    bag: readWorn(fields.value('BagStyle')),
    glasses: readWorn(fields.value('GlassStyle')),
    cap: readWorn(fields.value('CapStyle')),
    mask: readWorn(fields.value('RespiratorColor')),
  });
}

/** Some cameras swap the two limits. */
function readAges(fields: FieldReader): { ageFrom: number | null; ageTo: number | null } {
  const lower = fields.integer('AgeLowerLimit', 0, 150);
  const upper = fields.integer('AgeUpLimit', 0, 150);
  if (lower === null || upper === null || lower <= upper) return { ageFrom: lower, ageTo: upper };
  return { ageFrom: upper, ageTo: lower };
}
