import { foldPlate } from '#contract/plate-pattern.ts';
import type { AlarmSurroundings } from '#contract/search.ts';
import type { Sighting } from '#contract/sighting.ts';

/** The subject passing a camera, and what else was read there within a minute. */
export interface Pass {
  pass: Sighting;
  beside: readonly Sighting[];
}

const mostCompanions = 20;

/**
 * Vehicles seen beside the subject on two cameras at least, or twice on one; those seen together most often first. A
 * misread of the subject's own plate is no companion. Pure.
 */
export function companionsOf(subject: string, passes: readonly Pass[]): AlarmSurroundings['companions'] {
  const subjectPlate = subject.startsWith('plate:') ? foldPlate(subject.slice('plate:'.length)) : null;
  const met = new Map<string, { passes: Set<number>; sightings: Map<number, Sighting> }>();
  for (const { pass, beside } of passes) {
    for (const sighting of beside) {
      const plate = 'plate' in sighting.facts ? sighting.facts.plate : undefined;
      if (plate === undefined || plate === '' || foldPlate(plate) === subjectPlate) continue;
      const together = met.get(plate) ?? { passes: new Set(), sightings: new Map() };
      met.set(plate, together);
      together.passes.add(pass.id);
      together.sightings.set(sighting.id, sighting);
    }
  }
  return (
    [...met]
      .map(([plate, together]) => {
        const sightings = [...together.sightings.values()].sort((a, b) => a.id - b.id);
        const instants = sightings.map(({ receivedAtMs }) => receivedAtMs);
        return {
          plate,
          together: together.passes.size,
          firstAtMs: Math.min(...instants),
          lastAtMs: Math.max(...instants),
          sightings,
        };
      })
      // One pass is a coincidence; so is one read beside two passes of a subject that waits at the gate.
      .filter(({ together, sightings }) => together >= 2 && sightings.length >= 2)
      .sort((a, b) => b.together - a.together || b.lastAtMs - a.lastAtMs)
      .slice(0, mostCompanions)
  );
}
