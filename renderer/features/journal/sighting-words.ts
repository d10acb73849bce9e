import type { SightingFacts } from '#contract/sighting.ts';
import { maskedIdNumber } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';

type Wearer = Extract<SightingFacts, { kind: 'face' | 'person' }>;

export function wearingWords(facts: Wearer, t: TFunction): string {
  const parts: string[] = [];
  if (facts.coatColour !== undefined) {
    parts.push(t('journal.wearing.coat', { colour: t(`journal.colour.${facts.coatColour}`) }));
  }
  if (facts.trousersColour !== undefined) {
    parts.push(t('journal.wearing.trousers', { colour: t(`journal.colour.${facts.trousersColour}`) }));
  }
  for (const thing of ['cap', 'glasses', 'mask', 'bag'] as const) {
    if (facts[thing] === true) parts.push(t(`journal.wearing.${thing}`));
  }
  return parts.join(t('common.list'));
}

export function ageWords(facts: Wearer, t: TFunction): string {
  if (facts.ageFrom === undefined || facts.ageTo === undefined) return '';
  return t('journal.facts.ageRange', { from: facts.ageFrom, to: facts.ageTo });
}

export const percent = (fraction: number): string => `${String(Math.round(fraction * 100))}%`;

/** One line of what was recognised, for lists. Plates are drawn, not worded, and are left out here. */
export function factsInShort(facts: SightingFacts, t: TFunction): string {
  const parts: string[] = [];
  switch (facts.kind) {
    case 'face':
    case 'person':
      if (facts.gender !== undefined) parts.push(t(`journal.gender.${facts.gender}`));
      parts.push(ageWords(facts, t), wearingWords(facts, t));
      break;
    case 'vehicle':
      if (facts.vehicleColour !== undefined) parts.push(t(`journal.colour.${facts.vehicleColour}`));
      parts.push(facts.brand ?? '');
      if (facts.speedKmh !== undefined) parts.push(`${String(Math.round(facts.speedKmh))} km/h`);
      break;
    case 'cycle':
      if (facts.vehicleColour !== undefined) parts.push(t(`journal.colour.${facts.vehicleColour}`));
      break;
    case 'behaviour':
      parts.push(facts.detail ?? '');
      break;
    case 'crowd':
      parts.push(facts.area ?? '');
      break;
  }
  return parts.filter((part) => part !== '').join(' · ');
}

/** What stands for the subject where there is no plate to draw. */
export function subjectWords(facts: SightingFacts, t: TFunction): string {
  switch (facts.kind) {
    case 'vehicle':
    case 'cycle':
      return facts.plate ?? t('journal.facts.noPlate');
    case 'face':
    case 'person':
      if (facts.name !== undefined) return facts.name;
      return facts.idNumber === undefined ? t(`journal.kinds.${facts.kind}`) : maskedIdNumber(facts.idNumber);
    case 'behaviour':
      return t(`journal.behaviour.${facts.behaviour}`);
    case 'crowd':
      return t('journal.facts.peopleCount', { n: facts.people });
  }
}
