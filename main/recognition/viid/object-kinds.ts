import { face } from './face.ts';
import { motorVehicle } from './motor-vehicle.ts';
import { nonMotorVehicle } from './non-motor-vehicle.ts';
import type { ObjectKind } from './object-kind.ts';
import { person } from './person.ts';
import { scene, thing } from './thing-and-scene.ts';

export const objectKinds: readonly ObjectKind[] = [face, person, motorVehicle, nonMotorVehicle, thing, scene];
