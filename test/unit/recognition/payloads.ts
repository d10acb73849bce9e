/** Bodies as cameras post them, in small. */
import type { ViidDevice } from '../../../main/recognition/viid/viid-devices.ts';

export const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
export const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

export const gate: ViidDevice = {
  deviceId: '37152500001190000001',
  cameraId: 'east-gate',
  user: 'cam',
  password: 'open sesame',
};
export const gateway: ViidDevice = { ...gate, deviceId: '37152500001180000009', cameraId: null };
export const yard: ViidDevice = { ...gate, deviceId: '37152500001190000002', cameraId: 'yard' };

/** Members that must stay outside, each with a value no other member has. */
export const forbidden = {
  EthicCode: 'forbidden-ethic',
  NationalityCode: 'forbidden-nation',
  NativeCityCode: 'forbidden-native',
  ResidenceAdminDivision: 'forbidden-residence',
  ChineseAccentCode: 'forbidden-accent',
  SkinColor: 'forbidden-skin',
  FaceStyle: 'forbidden-face-style',
  FacialFeature: 'forbidden-facial',
  PhysicalFeature: 'forbidden-physical',
  BodySpeciallMark: 'forbidden-mark',
  IsForeigner: 'forbidden-foreigner',
  IsSuspectedTerrorist: 'forbidden-terrorist',
  SuspectedTerroristNumber: 'forbidden-terrorist-number',
  IsCriminalInvolved: 'forbidden-criminal',
  EscapedCriminalNumber: 'forbidden-escaped',
  IsDetainees: 'forbidden-detainee',
  IsVictim: 'forbidden-victim',
  IsSuspiciousPerson: 'forbidden-suspicious',
  IsSuspicious: 'forbidden-suspicious-car',
  FreckleBirthmark: 'forbidden-birthmark',
  ScarDimple: 'forbidden-scar',
  FeatureList: [{ FeatureData: 'forbidden-template' }],
};

/** As a camera of the field sends it: numbers as texts, nulls for what it does not know. */
export const faceObject = {
  FaceID: '371525000011900000010220261123143200000010600001',
  InfoKind: '1',
  SourceID: '37152500001190000001022026112314320000001',
  DeviceID: '37152500001190000001',
  LeftTopX: 1344,
  LeftTopY: '396',
  RightBtmX: 1612.8,
  RightBtmY: 792,
  FaceAppearTime: null,
  LocationMarkTime: null,
  IDType: '111',
  IDNumber: '37152519900101123x',
  Name: '王强',
  GenderCode: '1',
  AgeUpLimit: 29,
  AgeLowerLimit: '25',
  GlassStyle: '99',
  CapStyle: null,
  RespiratorColor: 2,
  Similaritydegree: '0.91',
  Attitude: null,
  SubImageList: {
    SubImageInfoObject: [
      {
        ImageID: '37152500001190000001022026112314320000001',
        EventSort: '10',
        StoragePath: 'http://127.0.0.1:9/forbidden-path.jpg',
        Type: '14',
        FileFormat: 'Jpeg',
        ShotTime: '20261123143158',
        Width: '2688',
        Height: '1584',
        Data: jpeg.toString('base64'),
      },
      { Type: 11, ShotTime: '20261123143158', Width: 120, Height: 136, Data: png.toString('base64') },
    ],
  },
};

export const vehicleObject = {
  MotorVehicleID: '371525000011900000010220261123143200000020200001',
  InfoKind: 1,
  SourceID: '37152500001190000001022026112314320000002',
  DeviceID: '37152500001190000001',
  HasPlate: true,
  PlateClass: '2',
  PlateColor: '05',
  PlateNo: '鲁P·12345',
  PlateReliability: '97',
  VehicleColor: 1,
  VehicleClass: 'K33',
  VehicleBrand: '大众',
  LaneNo: '2',
  Speed: '31.5',
  Direction: 3,
  PassTime: '20261123143159',
};

export const faceList = (...objects: unknown[]) => ({ FaceListObject: { FaceObject: objects } });
export const vehicleList = (...objects: unknown[]) => ({ MotorVehicleListObject: { MotorVehicleObject: objects } });
