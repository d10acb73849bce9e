import { readColour } from './codes.ts';
import type { ObjectKind } from './object-kind.ts';
import { readPlate } from './plate.ts';
import { stated } from './stated.ts';

/** Non-motor vehicle 非机动车: bicycles, electric scooters, tricycles. */
export const nonMotorVehicle: ObjectKind = {
  path: 'NonMotorVehicles',
  listName: 'NonMotorVehicleListObject',
  objectName: 'NonMotorVehicleObject',
  idName: 'NonMotorVehicleID',
  timeNames: ['PassTime', 'AppearTime', 'MarkTime', 'LocationMarkTime', 'ShotTime'],
  readFacts: (fields) => ({
    kind: 'cycle',
    ...stated({
      plate: readPlate(fields.value('PlateNo')),
      plateColour: readColour(fields.value('PlateColor')),
      vehicleColour: readColour(fields.value('VehicleColor')),
    }),
  }),
};
