/** From a sighting back to the wire: what was let in, in the members it came in. */
import type { Colour, PictureRole, Sighting, SightingFacts, SightingKind, SubjectBox } from '#contract/sighting.ts';
import { assertNever } from '../../system/app-error.ts';
import type { ObjectKind } from './object-kind.ts';
import { stated } from './stated.ts';
import { writeWireTime } from './wire-time.ts';

const kindsOfPath: Readonly<Record<string, SightingKind>> = {
  Faces: 'face',
  Persons: 'person',
  MotorVehicles: 'vehicle',
  NonMotorVehicles: 'cycle',
  Things: 'behaviour',
  Scenes: 'behaviour',
};

export const isOfKind = (kind: ObjectKind, { facts }: Sighting): boolean => kindsOfPath[kind.path] === facts.kind;

/** A picture as it is written: with its Base64 when the asker gets it. */
export interface WrittenPicture {
  role: PictureRole;
  contentType: string;
  base64: string | null;
}

export function writeObject(
  kind: ObjectKind,
  sighting: Sighting,
  pictures: readonly WrittenPicture[],
): Record<string, unknown> {
  const seenAt = writeWireTime(sighting.seenAtMs);
  return {
    [kind.idName]: sighting.objectId,
    DeviceID: sighting.deviceId,
    [kind.timeNames[0] ?? 'ShotTime']: seenAt,
    ...writeBox(sighting.box),
    ...writeFacts(sighting.facts),
    SubImageList: {
      SubImageInfoObject: pictures.map(({ role, contentType, base64 }) => ({
        Type: writeRole(role),
        FileFormat: fileFormat(contentType),
        ShotTime: seenAt,
        ...(sighting.facts.kind === 'behaviour' && stated({ EventSort: writeBehaviour(sighting.facts.behaviour) })),
        ...(base64 !== null && { Data: base64 }),
      })),
    },
  };
}

export function writeFacts(facts: SightingFacts): Record<string, unknown> {
  switch (facts.kind) {
    case 'face':
    case 'person':
      return stated({
        ...{ IDType: facts.idType, IDNumber: facts.idNumber, Name: facts.name, Similaritydegree: facts.similarity },
        GenderCode: facts.gender === undefined ? null : facts.gender === 'male' ? '1' : '2',
        ...{ AgeLowerLimit: facts.ageFrom, AgeUpLimit: facts.ageTo },
        ...{ CoatColor: writeColour(facts.coatColour), TrousersColor: writeColour(facts.trousersColour) },
      });
    case 'vehicle':
      return stated({
        ...{ PlateNo: facts.plate, PlateColor: writeColour(facts.plateColour), PlateClass: facts.plateClass },
        PlateReliability: facts.plateConfidence === undefined ? null : String(Math.round(facts.plateConfidence * 100)),
        ...{ VehicleColor: writeColour(facts.vehicleColour), VehicleClass: facts.vehicleClass },
        ...{ VehicleBrand: facts.brand, LaneNo: facts.lane, Speed: facts.speedKmh, Direction: facts.direction },
      });
    case 'cycle':
      return stated({
        ...{ PlateNo: facts.plate, PlateColor: writeColour(facts.plateColour) },
        VehicleColor: writeColour(facts.vehicleColour),
      });
    case 'behaviour':
    case 'crowd':
      return {};
    default:
      return assertNever(facts);
  }
}

function writeBox(box: SubjectBox | null): Record<string, number> {
  return box === null ? {} : { LeftTopX: box.left, LeftTopY: box.top, RightBtmX: box.right, RightBtmY: box.bottom };
}

const colourCodes: Readonly<Record<Colour, string>> = {
  ...{ black: '1', white: '2', grey: '3', red: '4', blue: '5', yellow: '6', orange: '7', brown: '8' },
  ...{ green: '9', purple: '10', cyan: '11', pink: '12', transparent: '13', other: '99' },
};
const writeColour = (colour: Colour | undefined): string | null => (colour === undefined ? null : colourCodes[colour]);

const roleCodes: Readonly<Record<PictureRole, string>> = {
  ...{ scene: '14', face: '11', person: '10', vehicle: '09', plate: '02', cycle: '12', other: '100' },
};
export const writeRole = (role: PictureRole): string => roleCodes[role];

/** `image/jpeg` is `Jpeg` on this wire. */
export function fileFormat(contentType: string): string {
  const name = contentType.replace(/^image\//, '');
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

function writeBehaviour(behaviour: Extract<SightingFacts, { kind: 'behaviour' }>['behaviour']): string | null {
  const codes: Readonly<Record<string, string>> = {
    ...{ fight: '3', tripwire: '19', intrusion: '20', loitering: '22', 'left-object': '23' },
  };
  return codes[behaviour] ?? null;
}
