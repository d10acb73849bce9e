/** Our devices as upper platforms are told of them: APE and APEStatus of GA/T 1400.3. */
import { createHash } from 'node:crypto';
import type { IsOnline } from './subscription-store.ts';

export interface ReportedDevice {
  /** ApeID: the device's own number where it has one, else one made of the unit's. */
  apeId: string;
  name: string;
  model: string | null;
  /** Where it is, in words. */
  place: string;
  online: boolean | null;
}

export const isOnlineOf = (online: boolean | null): IsOnline => (online === null ? '9' : online ? '1' : '2');

/**
 * The standard requires an address, a port and a position of every device. Nobody needs a camera's address to be told of
 * it, and a position is not known here: these say "none" (0.0.0.0, 0). FunctionType 99: other.
 */
export function writeApe(device: ReportedDevice, isOnline: IsOnline, viidId: string): Record<string, unknown> {
  return {
    ApeID: device.apeId,
    Name: device.name,
    Model: device.model ?? '-',
    IPAddr: '0.0.0.0',
    Port: 0,
    Longitude: 0,
    Latitude: 0,
    PlaceCode: viidId.slice(0, 6),
    Place: device.place,
    FunctionType: '99',
    IsOnline: isOnline,
  };
}

/** Of all that is said of a device but whether it is on line, which has a message of its own. */
export function printOf({ apeId, name, model, place }: ReportedDevice): string {
  return createHash('sha256')
    .update(JSON.stringify([apeId, name, model, place]))
    .digest('hex')
    .slice(0, 16);
}

/**
 * A number for a camera that has none: area, unit and industry of the station's own, 132 (capture device), and seven
 * digits that follow from the camera's id, so that they are the same after every restart. Not one of `taken`.
 */
export function makeApeId(viidId: string, cameraId: string, taken: ReadonlySet<string>): string {
  const head = `${viidId.replaceAll(/\D/g, '').slice(0, 10).padEnd(10, '0')}132`;
  for (let attempt = 0; ; attempt++) {
    const digest = createHash('sha256').update(`${cameraId}:${attempt}`).digest();
    const apeId = head + String(digest.readUIntBE(0, 6) % 10_000_000).padStart(7, '0');
    if (!taken.has(apeId)) return apeId;
  }
}
