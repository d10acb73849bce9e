import type { OwnList, ViidProfile } from './profile.ts';

/** A capture device (camera, gateway, upstream recorder) allowed to speak GA/T 1400 to us. */
export interface ViidDevice {
  /** As the device names itself; 20 digits by the standard, anything in the field. At most 128 characters. */
  deviceId: string;
  /** What people call it; of upper platforms. */
  name?: string;
  /** The camera it belongs to. Null: a gateway, which may speak for other devices of the directory. */
  cameraId: string | null;
  /** Digest user name; need not equal the device ID. */
  user: string;
  password: string;
  /** Where it departs from the usual. */
  profile?: Partial<ViidProfile>;
  /** Null or absent: it keeps no list of its own. */
  ownList?: OwnList | null;
}

/** Which devices there are. Asked at every request, so a change takes effect at once. */
export interface ViidDeviceDirectory {
  find(deviceId: string): ViidDevice | null;
  /** Every device, heard of or not: for the console's list. */
  all(): readonly ViidDevice[];
}
