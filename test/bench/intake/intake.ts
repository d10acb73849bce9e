import { inParts } from '../harness/bench.ts';
import type { Bench } from '../harness/bench.ts';
import { benchBesideWall } from './beside-wall.ts';
import { benchFaces, benchVehicles } from './flood.ts';
import { benchKill } from './kill.ts';

export const intakeParts: Readonly<Record<string, Bench>> = {
  faces: benchFaces,
  vehicles: benchVehicles,
  wall: benchBesideWall,
  kill: benchKill,
};

/** What cameras say, over GA/T 1400 as they say it. */
export const benchIntake = inParts('intake', intakeParts);
