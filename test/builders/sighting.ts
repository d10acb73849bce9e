import type { Sighting, SightingFacts } from '#contract/sighting.ts';

let lastId = 0;

type Given = Partial<Omit<Sighting, 'facts'>> & { plate?: string; idNumber?: string; facts?: SightingFacts };

/** A vehicle with a plate, or a face with an ID number, seen at the east gate. Every one has a number of its own. */
export function aSighting({ plate = '鲁P12345', idNumber, facts, ...given }: Given = {}): Sighting {
  const id = given.id ?? ++lastId;
  return {
    id,
    source: 'viid',
    deviceId: '37152500001190000001',
    objectId: `object-${id}`,
    cameraId: 'east-gate',
    cameraName: '东门',
    seenAtMs: Date.UTC(2026, 10, 23, 6, 32),
    receivedAtMs: Date.UTC(2026, 10, 23, 6, 32),
    facts: facts ?? (idNumber === undefined ? { kind: 'vehicle', plate } : { kind: 'face', idNumber }),
    box: null,
    pictures: [],
    alarmId: null,
    ...given,
  };
}
