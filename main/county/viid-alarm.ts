import type { EntryCategory } from '#contract/watchlist.ts';
import type { EntryAlarm } from './reported-alarm.ts';
import { viidTime } from './local-time.ts';
import type { OffsetAt } from './local-time.ts';
import { businessId, colourCodes, otherCode, residentCard, serial, sourceId } from './viid-codes.ts';

const categoryWords: Record<EntryCategory, string> = {
  barred: '禁入',
  'police-notice': '协查',
  'wanted-vehicle': '布控车辆',
  'missing-person': '走失人员',
  other: '其他',
};

/**
 * Serial numbers of notifications of orders begin here. An alarm on what the unit lists may be told again under an order
 * that came since: for the platform these are two.
 */
const orderedFrom = 50_000;

/**
 * A DispositionNotification 告警. The standard has no face or non-motor member in it, so a person goes as PersonObject.
 * It carries what is listed and where it was seen, not the capture: no picture, no looks, no clothes.
 */
export function writeDispositionNotification(alarm: EntryAlarm, viidId: string, offsetAt: OffsetAt): object {
  const time = (atMs: number): string => viidTime(atMs, offsetAt);
  const { entry } = alarm.cause;
  const isOrdered = entry.disposition !== null;
  const sighting = alarm.sightings.at(-1);
  const seenAt = time(sighting?.seenAtMs ?? alarm.raisedAtMs);
  const deviceId = sighting?.deviceId ?? viidId;
  const source = sourceId(deviceId, seenAt, sighting?.id ?? alarm.id);
  const common = {
    // 1: captured automatically.
    InfoKind: 1,
    SourceID: source,
    DeviceID: deviceId,
    LeftTopX: 0,
    LeftTopY: 0,
    RightBtmX: 0,
    RightBtmY: 0,
  };
  const objectId = (kindCode: string): string => sighting?.objectId ?? `${source}${kindCode}${serial(alarm.id)}`;
  const where = alarm.cameraName ?? '';
  const notification = (subject: string, subjectId: string, object: object): object => ({
    DispositionNotificationListObject: {
      DispositionNotificationObject: [
        {
          NotificationID: businessId(viidId, '02', time(alarm.raisedAtMs), alarm.id + (isOrdered ? orderedFrom : 0)),
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
