import { readColour, readPlateClass, readReliability } from './codes.ts';
import type { ObjectKind } from './object-kind.ts';
import { readPlate } from './plate.ts';
import { stated } from './stated.ts';

/** Beyond any vehicle, km/h: cameras send 255 or 999 for "not measured". */
const fastestKmh = 250;

/** Motor vehicle 机动车. HasPlate is not asked: a plate that was read is a plate, whatever the flag says. */
export const motorVehicle: ObjectKind = {
  path: 'MotorVehicles',
  listName: 'MotorVehicleListObject',
  objectName: 'MotorVehicleObject',
  idName: 'MotorVehicleID',
  timeNames: ['PassTime', 'AppearTime', 'MarkTime', 'LocationMarkTime', 'ShotTime'],
  readFacts(fields) {
    const speedKmh = fields.number('Speed');
    return {
      kind: 'vehicle',
      ...stated({
        plate: readPlate(fields.value('PlateNo')),
        plateColour: readColour(fields.value('PlateColor')),
        plateClass: readPlateClass(fields.value('PlateClass')),
        plateConfidence: readReliability(fields.number('PlateReliability')),
        vehicleColour: readColour(fields.value('VehicleColor')),
        vehicleClass: fields.text('VehicleClass'),
        brand: fields.text('VehicleBrand'),
        lane: fields.integer('LaneNo', 0, 99),
        speedKmh: speedKmh !== null && speedKmh >= 0 && speedKmh <= fastestKmh ? speedKmh : null,
        direction: fields.text('Direction'),
      }),
    };
  },
};
