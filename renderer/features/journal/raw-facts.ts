/** What the device said, field by field: only what the allow-list names, whatever else an object may carry. Pure. */
import { sightingFacts } from '#contract/sighting.ts';
import type { SightingFacts } from '#contract/sighting.ts';
import { maskedIdNumber } from '../../text/format.ts';

type KeysOf<T> = T extends unknown ? keyof T : never;
export type FactKey = Exclude<KeysOf<SightingFacts>, 'kind'>;

export function rawFacts(facts: SightingFacts): [key: FactKey, value: string][] {
  const allowed = sightingFacts.options.find((option) => option.shape.kind.value === facts.kind);
  return Object.keys(allowed?.shape ?? {}).flatMap((key): [FactKey, string][] => {
    const value = (facts as Readonly<Record<string, string | number | boolean | undefined>>)[key];
    if (key === 'kind' || value === undefined) return [];
    const text = key === 'idNumber' ? maskedIdNumber(String(value)) : String(value);
    return [[key as FactKey, text]];
  });
}
