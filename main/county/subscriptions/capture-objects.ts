/** A sighting that hit an approved entry, as GA/T 1400.3 writes what was captured. The allow-list upward. */
import type { Colour, Picture, PictureRole, Sighting, SightingFacts, SightingKind } from '#contract/sighting.ts';
import type { SubscribeTopic } from '#contract/subscription.ts';
import { colourCodes, otherCode, serial, sourceId } from '../viid-codes.ts';

export const topicOfKind: Readonly<Partial<Record<SightingKind, SubscribeTopic>>> = {
  person: 'persons',
  face: 'faces',
  vehicle: 'motor-vehicles',
  cycle: 'non-motor-vehicles',
};

/** A picture that is wanted and was found. */
export interface CapturedPicture {
  type: string;
  picture: Picture;
  bytes: Buffer;
  /** Null: it does not say. */
  size: { width: number; height: number } | null;
}

interface Captured {
  sighting: Sighting;
  /** ApeID of the device that saw it. */
  deviceId: string;
  /** When it was seen, as it is written. */
  seenAt: string;
  pictures: readonly CapturedPicture[];
}

/** The member of the notification and the number of the object in it; null: of this kind none is told. */
export function writeCapture(captured: Captured): { objectId: string; members: Record<string, unknown> } | null {
  const { sighting, deviceId, seenAt } = captured;
  const { facts } = sighting;
  const source = sourceId(deviceId, seenAt, sighting.id);
  const objectIdOf = (kindCode: string): string =>
    sighting.source === 'viid' ? sighting.objectId : `${source}${kindCode}${serial(sighting.id)}`;
  const common = {
    // 1: captured automatically.
    ...{ InfoKind: 1, SourceID: source, DeviceID: deviceId, ...boxOf(sighting) },
    ...subImages(captured, source),
  };
  const one = (list: string, name: string, objectId: string, members: Record<string, unknown>) => ({
    objectId,
    members: { ExecuteOperation: 1, [list]: { [name]: [{ ...members, ...common }] } },
  });
  switch (facts.kind) {
    case 'face': {
      const id = objectIdOf('06');
      const times = { LocationMarkTime: seenAt, FaceAppearTime: seenAt, FaceDisAppearTime: seenAt };
      return one('FaceObjectList', 'FaceObject', id, { FaceID: id, ...times, ...personFacts(facts) });
    }
    case 'person': {
      const id = objectIdOf('01');
      const times = { LocationMarkTime: seenAt, PersonAppearTime: seenAt, PersonDisAppearTime: seenAt };
      return one('PersonObjectList', 'PersonObject', id, { PersonID: id, ...times, ...personFacts(facts) });
    }
    case 'vehicle': {
      const id = objectIdOf('02');
      return one('MotorVehicleObjectList', 'MotorVehicleObject', id, {
        ...{ MotorVehicleID: id, TollgateID: deviceId, PassTime: seenAt, ...plateFacts(facts) },
        ...said({ LaneNo: facts.lane, Speed: facts.speedKmh, Direction: facts.direction }),
        ...said({ VehicleClass: facts.vehicleClass, VehicleBrand: facts.brand }),
        ...said({ PlateReliability: percent(facts.plateConfidence) }),
      });
    }
    case 'cycle': {
      const id = objectIdOf('03');
      return one('NonMotorVehicleObjectList', 'NonMotorVehicleObject', id, {
        NonMotorVehicleID: id,
        PassTime: seenAt,
        ...plateFacts(facts),
      });
    }
    case 'behaviour':
    case 'crowd':
      return null;
  }
}

function personFacts(facts: Extract<SightingFacts, { kind: 'face' | 'person' }>): Record<string, unknown> {
  const colour = (one: Colour | undefined): string | undefined => (one === undefined ? undefined : colourCodes[one]);
  return {
    GenderCode: facts.gender === undefined ? '0' : facts.gender === 'male' ? '1' : '2',
    ...said({ IDType: facts.idType, IDNumber: facts.idNumber, Name: facts.name }),
    ...said({ Similaritydegree: facts.similarity, AgeLowerLimit: facts.ageFrom, AgeUpLimit: facts.ageTo }),
    ...said({ CoatColor: colour(facts.coatColour), TrousersColor: colour(facts.trousersColour) }),
  };
}

function plateFacts(facts: Extract<SightingFacts, { kind: 'vehicle' | 'cycle' }>): Record<string, unknown> {
  return {
    HasPlate: facts.plate === undefined ? '0' : '1',
    PlateClass: (facts.kind === 'vehicle' ? facts.plateClass : undefined) ?? otherCode,
    PlateColor: colourCodes[facts.plateColour ?? 'other'],
    PlateNo: facts.plate ?? '',
    VehicleColor: colourCodes[facts.vehicleColour ?? 'other'],
  };
}

/** Pixels; a share of a picture whose size is not known cannot be written so. */
function boxOf({ box }: Sighting): Record<string, number> {
  const { left, top, right, bottom } = box?.unit === 'pixel' ? box : { left: 0, top: 0, right: 0, bottom: 0 };
  const [LeftTopX = 0, LeftTopY = 0, RightBtmX = 0, RightBtmY = 0] = [left, top, right, bottom].map(Math.round);
  return { LeftTopX, LeftTopY, RightBtmX, RightBtmY };
}

function subImages({ pictures, deviceId, seenAt, sighting }: Captured, source: string): Record<string, unknown> {
  if (pictures.length === 0) return {};
  return {
    SubImageList: {
      SubImageInfoObject: pictures.map(({ type, picture, bytes, size }, n) => ({
        ImageID: `${source.slice(0, -5)}${serial(sighting.id + n)}`,
        EventSort: eventSortOf[sighting.facts.kind] ?? 0,
        DeviceID: deviceId,
        StoragePath: '',
        Type: type,
        FileFormat: picture.contentType.replace(/^image\/./, (head) => head.slice(-1).toUpperCase()),
        ShotTime: seenAt,
        Width: size?.width ?? 0,
        Height: size?.height ?? 0,
        Data: bytes.toString('base64'),
      })),
    },
  };
}

/** 11 face matched, 13 vehicle matched: it hit a list. */
const eventSortOf: Readonly<Partial<Record<SightingKind, number>>> = { face: 11, person: 11, vehicle: 13, cycle: 13 };

/** Image types that a picture can be sent as, the best first. */
function typesOf(role: PictureRole, kind: SightingKind): readonly string[] {
  switch (role) {
    case 'scene':
      return kind === 'vehicle' ? ['01', '14'] : ['14'];
    case 'face':
      return ['11'];
    case 'person':
      return ['10'];
    case 'vehicle':
      return ['09'];
    case 'plate':
      return ['02'];
    case 'cycle':
      return ['12'];
    case 'other':
      return ['100'];
  }
}

/** Of the types a platform declared, as what it gets this picture; null: it did not ask for it. */
export function wantedAs(role: PictureRole, kind: SightingKind, declared: readonly string[] | null): string | null {
  const numbers = new Set((declared ?? []).map(Number));
  return typesOf(role, kind).find((type) => numbers.has(Number(type))) ?? null;
}

function percent(share: number | undefined): string | undefined {
  return share === undefined ? undefined : String(Math.round(share * 100));
}

function said(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
