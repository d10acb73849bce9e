/** From one object on the wire to a sighting: pure, and the door of the allow-list. */
import { sightingFacts, subjectBox } from '#contract/sighting.ts';
import type { NewSighting, SightingFacts } from '#contract/sighting.ts';
import { boundedId, sha256 } from './bounded-id.ts';
import type { BehaviourFacts } from './codes.ts';
import { FieldReader, isJsonObject, readText } from './field-reader.ts';
import type { ObjectKind } from './object-kind.ts';
import { readPictures } from './pictures.ts';
import type { PictureFault } from './pictures.ts';
import { readSubjectBox } from './subject-box.ts';
import type { ViidDevice, ViidDeviceDirectory } from './viid-devices.ts';
import { readWireTime } from './wire-time.ts';

/** Who posted, and when it reached us. */
export interface Receipt {
  device: ViidDevice;
  devices: Pick<ViidDeviceDirectory, 'find'>;
  receivedAtMs: number;
}

interface Left {
  /** The object's ID as sent, for the reply; the derived one when it had none. */
  replyId: string;
  /** Names of members that were left outside. */
  dropped: string[];
  pictureFaults: PictureFault[];
}

export type NormalisedObject =
  | (Left & {
      outcome: 'sighting';
      sighting: NewSighting;
      /** What its pictures say happened besides: sightings of their own, named after the object. */
      behaviours: NewSighting[];
      /** Camera's clock minus ours, milliseconds; null when the camera stated no possible time. */
      clockDriftMs: number | null;
    })
  /** A proper object of which nothing is on the allow-list. */
  | (Left & { outcome: 'nothing-kept' })
  | { outcome: 'unusable'; replyId: string };

export function normaliseObject(kind: ObjectKind, object: unknown, receipt: Receipt): NormalisedObject {
  if (!isJsonObject(object)) return { outcome: 'unusable', replyId: '' };
  const fields = new FieldReader(object);
  const sentId = readText(fields.value(kind.idName), 4096);
  const sourceId = readText(fields.value('SourceID'), 4096);
  const sentDeviceId = fields.text('DeviceID', 128);
  const pictures = readPictures(fields.value('SubImageList'));
  const stated = kind.timeNames.map((name) => readWireTime(fields.value(name))).find((time) => time !== null) ?? null;
  const cameraTimeMs = stated ?? pictures.shotAtMs;
  const read = kind.readFacts(fields, pictures);
  const box = subjectBox.nullable().safeParse(readSubjectBox(fields, pictures.sceneSize));
  const left = {
    replyId: sentId?.slice(0, 256) ?? '',
    dropped: [...fields.unasked(), ...pictures.dropped],
    pictureFaults: pictures.faults,
  };
  const named = sentId !== null || sourceId !== null;
  if (read === null) return named ? { outcome: 'nothing-kept', ...left } : { outcome: 'unusable', replyId: '' };
  const facts = sightingFacts.safeParse(read);
  const saysNothing =
    !named && cameraTimeMs === null && pictures.pictures.length === 0 && Object.keys(read).length === 1;
  if (!facts.success || saysNothing) return { outcome: 'unusable', replyId: left.replyId };

  const objectId = boundedId(sentId ?? deriveId(object, sourceId, cameraTimeMs));
  const { device } = receipt;
  const sighting: NewSighting = {
    source: 'viid',
    ...ownerOf(sentDeviceId, receipt),
    objectId,
    seenAtMs: cameraTimeMs ?? receipt.receivedAtMs,
    receivedAtMs: receipt.receivedAtMs,
    facts: facts.data,
    box: box.data ?? null,
    pictures: pictures.pictures,
    ...(pictures.apart.length > 0 && {
      awaits: pictures.apart.map((picture) => ({ deviceId: device.deviceId, ...picture })),
    }),
  };
  return {
    outcome: 'sighting',
    sighting,
    behaviours: pictures.behaviours
      .filter((behaviour) => !isSameBehaviour(behaviour, facts.data))
      .map((behaviour) => besides(sighting, behaviour)),
    ...left,
    replyId: sentId === null ? objectId : left.replyId,
    clockDriftMs: cameraTimeMs === null ? null : cameraTimeMs - receipt.receivedAtMs,
  };
}

function isSameBehaviour(told: BehaviourFacts, facts: SightingFacts): boolean {
  return facts.kind === 'behaviour' && facts.behaviour === told.behaviour && facts.detail === told.detail;
}

/** The same moment and pictures, told as what happened. */
function besides(sighting: NewSighting, facts: BehaviourFacts): NewSighting {
  const suffix = `#${(facts.detail ?? facts.behaviour).replace(/\s+/g, '-')}`;
  return { ...sighting, objectId: boundedId(`${sighting.objectId}${suffix}`), facts };
}

/**
 * The device that posted, whatever the object says: a camera must not speak in another's name. Only a device tied to
 * no camera (a gateway) may speak for one the directory knows.
 */
export function ownerOf(
  sentDeviceId: string | null,
  receipt: Pick<Receipt, 'device' | 'devices'>,
): { deviceId: string; cameraId: string | null } {
  const { device, devices } = receipt;
  const named = device.cameraId === null && sentDeviceId !== null ? devices.find(sentDeviceId) : null;
  const owner = named ?? device;
  return { deviceId: owner.deviceId, cameraId: owner.cameraId };
}

/** The same object sent again gets the same ID, so that a resend is known. */
function deriveId(object: Record<string, unknown>, sourceId: string | null, cameraTimeMs: number | null): string {
  const origin = sourceId ?? (cameraTimeMs === null ? 'undated' : String(cameraTimeMs));
  return `${origin}-${sha256(JSON.stringify(object)).slice(0, 32)}`;
}
