import type { SightingFacts } from '#contract/sighting.ts';
import type { FieldReader } from './field-reader.ts';
import type { ReadPictures } from './pictures.ts';

/** One kind of capture object of GA/T 1400.3: what it is called on the wire and which of its facts we keep. */
export interface ObjectKind {
  /** After `/VIID/`. */
  path: string;
  listName: string;
  objectName: string;
  idName: string;
  /** Where the moment of capture stands, the best first. */
  timeNames: readonly string[];
  /** The allow-list: only what is asked of `fields` here gets in. Null: nothing in it is on the list. */
  readFacts(fields: FieldReader, pictures: ReadPictures): SightingFacts | null;
}
