/** From one object on the wire to a sighting: pure, and the door of the allow-list. */
import { createHash } from 'node:crypto';
import { sightingFacts, subjectBox } from '#contract/sighting.ts';
import type { NewSighting } from '#contract/sighting.ts';
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

export type NormalisedObject =
  | {
      outcome: 'sighting';
      sighting: NewSighting;
      /** The object's ID as sent, for the reply; the derived one when it had none. */
      replyId: string;
      /** Camera's clock minus ours, milliseconds; null when the camera stated no possible time. */
      clockDriftMs: number | null;
      /** Names of members that were left outside. */
      dropped: string[];
      pictureFaults: PictureFault[];
    }
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
  const facts = sightingFacts.safeParse(kind.readFacts(fields));
  const box = subjectBox.nullable().safeParse(readSubjectBox(fields, pictures.sceneSize));
  const saysNothing =
    sentId === null &&
    sourceId === null &&
    cameraTimeMs === null &&
    pictures.pictures.length === 0 &&
    facts.success &&
    Object.keys(facts.data).length === 1;
  if (!facts.success || saysNothing) return { outcome: 'unusable', replyId: sentId?.slice(0, 256) ?? '' };

  const objectId = boundedId(sentId ?? deriveId(object, sourceId, cameraTimeMs));
  return {
    outcome: 'sighting',
    sighting: {
      source: 'viid',
      ...ownerOf(sentDeviceId, receipt),
      objectId,
      seenAtMs: cameraTimeMs ?? receipt.receivedAtMs,
      receivedAtMs: receipt.receivedAtMs,
      facts: facts.data,
      box: box.data ?? null,
      pictures: pictures.pictures,
    },
    replyId: sentId?.slice(0, 256) ?? objectId,
    clockDriftMs: cameraTimeMs === null ? null : cameraTimeMs - receipt.receivedAtMs,
    dropped: [...fields.unasked(), ...pictures.dropped],
    pictureFaults: pictures.faults,
  };
}

/**
 * The device that posted, whatever the object says: a camera must not speak in another's name. Only a device tied to
 * no camera (a gateway) may speak for one the directory knows.
 */
function ownerOf(sentDeviceId: string | null, receipt: Receipt): { deviceId: string; cameraId: string | null } {
  const { device, devices } = receipt;
  const named = device.cameraId === null && sentDeviceId !== null ? devices.find(sentDeviceId) : null;
  const owner = named ?? device;
  return { deviceId: owner.deviceId, cameraId: owner.cameraId };
}

/** Devices send IDs of any length; the journal keys on at most 256 characters without confusing two of them. */
function boundedId(id: string): string {
  return id.length <= 256 ? id : `${id.slice(0, 191).toWellFormed()}:${sha256(id)}`;
}

/** The same object sent again gets the same ID, so that a resend is known. */
function deriveId(object: Record<string, unknown>, sourceId: string | null, cameraTimeMs: number | null): string {
  const origin = sourceId ?? (cameraTimeMs === null ? 'undated' : String(cameraTimeMs));
  return `${origin}-${sha256(JSON.stringify(object)).slice(0, 32)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
