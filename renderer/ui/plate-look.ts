import type { Colour } from '#contract/sighting.ts';

export type PlateLook = 'blue' | 'green' | 'yellow-green' | 'yellow' | 'white' | 'black';

/** Last characters of plates that are not blue, as GA 36-2018 paints them: learner, trailer, police, border. */
const byLastCharacter: Readonly<Record<string, PlateLook>> = {
  学: 'yellow',
  挂: 'yellow',
  警: 'white',
  港: 'black',
  澳: 'black',
  使: 'black',
  领: 'black',
};

/** PlateClass codes of GA/T 1400 (GA 24.7): what the colour is when the camera gives the class but no colour. */
const byClass: Readonly<Record<string, PlateLook>> = {
  '01': 'yellow',
  '02': 'blue',
  '06': 'black',
  '15': 'yellow',
  '16': 'yellow',
  '23': 'white',
  '51': 'yellow-green',
  '52': 'green',
};

/** What the camera saw first; then what the characters say: eight of them are a new-energy plate (GA 36-2018). */
export function plateLook(plate: string, colour?: Colour, plateClass?: string): PlateLook {
  switch (colour) {
    case 'blue':
      return 'blue';
    case 'green':
      return 'green';
    case 'yellow':
      return plate.length >= 8 ? 'yellow-green' : 'yellow';
    case 'white':
      return 'white';
    case 'black':
      return 'black';
    default:
      break;
  }
  const classed = plateClass === undefined ? undefined : byClass[plateClass];
  if (classed !== undefined) return classed;
  const last = byLastCharacter[plate.at(-1) ?? ''];
  if (last !== undefined) return last;
  return plate.length >= 8 ? 'green' : 'blue';
}

/** The dot comes after province and office letter: 鲁P·12345. */
export function spacedPlate(plate: string): { head: string; tail: string } {
  const characters = Array.from(plate);
  return { head: characters.slice(0, 2).join(''), tail: characters.slice(2).join('') };
}
