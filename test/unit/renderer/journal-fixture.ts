import type { Sighting } from '#contract/sighting.ts';

/** A vehicle seen by nobody's camera; what matters to a test is given. */
export const aSighting = (part: Partial<Sighting> & { id: number }): Sighting => ({
  source: 'viid',
  deviceId: 'device',
  objectId: `object-${String(part.id)}`,
  cameraId: 'east',
  cameraName: '东门',
  seenAtMs: 0,
  receivedAtMs: 0,
  facts: { kind: 'vehicle', plate: '鲁P12345' },
  box: null,
  pictures: [],
  alarmId: null,
  ...part,
});
