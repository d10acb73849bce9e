import type { Colour } from '#contract/sighting.ts';
import type { EntryCategory } from '#contract/watchlist.ts';
import type { EntryAlarm } from './reported-alarm.ts';
import { viidTime } from './local-time.ts';
import type { OffsetAt } from './local-time.ts';

/** GA/T 1400 colour codes. */
const colourCodes: Record<Colour, string> = {
  black: '1',
  white: '2',
  grey: '3',
  red: '4',
  blue: '5',
  yellow: '6',
  orange: '7',
  brown: '8',
  green: '9',
  purple: '10',
  cyan: '11',
  pink: '12',
  transparent: '13',
  other: '99',
};
const otherCode = '99';
/** IDType 111: resident identity card. */
const residentCard = '111';

const categoryWords: Record<EntryCategory, string> = {
  barred: '禁入',
  'police-notice': '协查',
  'wanted-vehicle': '布控车辆',
  'missing-person': '走失人员',
  other: '其他',
};

/**
 * A DispositionNotification 告警. The standard has no face or non-motor member in it, so a person goes as PersonObject.
 * It carries what is listed and where it was seen, not the capture: no picture, no looks, no clothes.
 */
export function writeDispositionNotification(alarm: EntryAlarm, viidId: string, offsetAt: OffsetAt): object {
  const time = (atMs: number): string => viidTime(atMs, offsetAt);
  const { entry } = alarm.cause;
  const sighting = alarm.sightings.at(-1);
  const seenAt = time(sighting?.seenAtMs ?? alarm.raisedAtMs);
  const deviceId = sighting?.deviceId ?? viidId;
  const sourceId = `${deviceId.padEnd(20, '0').slice(0, 20)}02${seenAt}${serial(sighting?.id ?? alarm.id)}`;
  const common = {
    // 1: captured automatically.
    InfoKind: 1,
    SourceID: sourceId,
    DeviceID: deviceId,
    LeftTopX: 0,
    LeftTopY: 0,
    RightBtmX: 0,
    RightBtmY: 0,
  };
  const objectId = (kindCode: string): string => sighting?.objectId ?? `${sourceId}${kindCode}${serial(alarm.id)}`;
  const where = alarm.cameraName ?? '';
  const notification = (subject: string, subjectId: string, object: object): object => ({
    DispositionNotificationListObject: {
      DispositionNotificationObject: [
        {
          NotificationID: businessId(viidId, '02', time(alarm.raisedAtMs), alarm.id),
          // The platform's own number of what it ordered; what the unit listed itself has one of ours.
          DispositionID:
            entry.disposition?.dispositionId ?? businessId(viidId, '01', time(entry.validFromMs ?? 0), entry.id),
          Title: `${where} ${categoryWords[entry.category]} ${subject}`.trim(),
          TriggerTime: time(alarm.raisedAtMs),
          CntObjectID: subjectId,
          ...object,
        },
      ],
    },
  });
  if (entry.kind === 'person') {
    const id = objectId('01');
    const { idNumber, name } = entry;
    const listed = {
      ...(idNumber !== null && /^\d{17}[\dX]$/i.test(idNumber) && { IDType: residentCard }),
      ...(idNumber !== null && { IDNumber: idNumber }),
      ...(name !== null && { Name: name }),
    };
    return notification(name ?? idNumber ?? '', id, {
      PersonObject: { PersonID: id, ...common, LocationMarkTime: seenAt, ...listed },
    });
  }
  const id = objectId('02');
  const facts = sighting?.facts.kind === 'vehicle' ? sighting.facts : null;
  return notification(entry.plate, id, {
    MotorVehicleObject: {
      MotorVehicleID: id,
      ...common,
      TollgateID: deviceId,
      HasPlate: '1',
      PlateNo: entry.plate,
      PlateClass: facts?.plateClass ?? otherCode,
      PlateColor: colourCodes[facts?.plateColour ?? 'other'],
      VehicleColor: colourCodes[facts?.vehicleColour ?? 'other'],
      PassTime: seenAt,
    },
  });
}

/** 33 digits: organisation 12, kind 2 (01 disposition, 02 alarm), time 14, serial 5. */
function businessId(viidId: string, kind: '01' | '02', time: string, n: number): string {
  return `${viidId.padEnd(12, '0').slice(0, 12)}${kind}${time}${serial(n)}`;
}

function serial(n: number): string {
  return String(n % 100_000).padStart(5, '0');
}
