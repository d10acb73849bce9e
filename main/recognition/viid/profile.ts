/** How one device departs from what the standard, or most of the field, does. */
import type { CategoryTable } from '#contract/disposition.ts';
import { minutes } from '../../system/clock.ts';
import type { ViidDevice } from './viid-devices.ts';

/** SubscribeDetail of GA/T 1400.3. */
export const subscribeDetails = {
  devices: '3',
  'device-status': '4',
  persons: '11',
  faces: '12',
  'motor-vehicles': '13',
  'non-motor-vehicles': '14',
} as const;
export type SubscribeDetail = keyof typeof subscribeDetails;

/** A device that sends nothing until it is asked to, at an address of its own. */
export interface SubscribeProfile {
  /** The device's: `http://127.0.0.1:8080`. A path in it goes before `/VIID`. */
  url: string;
  user: string;
  password: string;
  details: readonly SubscribeDetail[];
  /** 4 view library, as real platforms write; some devices want 0 or 1. */
  resourceClass: number;
  /** Seconds between notifications. */
  reportInterval: number;
  /** How the device reaches us. Null: at the address at which it registered. */
  receiveAddress: string | null;
}

/** Which of the unit's entries a device that keeps a list of its own is given. */
export type ListTaken = 'vehicles' | 'persons' | 'all';

/** A device that keeps a list of its own, and where it takes it. */
export interface OwnList {
  takes: ListTaken;
  /** The device's: `http://127.0.0.1:8080`. A path in it goes before `/VIID`. */
  url: string;
  user: string;
  password: string;
}

export interface ViidProfile {
  /** Form of StatusCode in replies: a number, as real platforms answer, or a string, as the standard says. */
  statusCode: 'number' | 'string';
  /** Reply to posted objects: a list with a line for each (the standard), or one status for all of them. */
  captures: 'list' | 'single';
  /** The same for notifications. Some firmware wants one there, and sends again when it gets a list. */
  notifications: 'list' | 'single';
  /** The same for what an upper platform orders: dispositions and subscriptions. */
  orders: 'list' | 'single';
  /** DispositionCategory as an upper platform counts; null: nobody has said. */
  categories: CategoryTable | null;
  /** How long a registration lives without a word of the device, milliseconds. */
  registrationMs: number;
  /** DispositionCategory of a car: the tables in use contradict each other. */
  vehicleCategory: 2 | 3;
  subscribe: SubscribeProfile | null;
}

/**
 * Keepalives come every 90 s without other traffic; three missed, and half a minute for a slow network. The same five
 * minutes registrations live on the platforms seen in the field.
 */
export const usualProfile: ViidProfile = {
  statusCode: 'number',
  captures: 'list',
  notifications: 'list',
  orders: 'list',
  categories: null,
  registrationMs: minutes(5),
  vehicleCategory: 3,
  subscribe: null,
};

export function profileOf(device: ViidDevice | null): ViidProfile {
  return { ...usualProfile, ...device?.profile };
}
