/** A GA/T 1400 device of the provision file, and how it departs from the usual. */
import { z } from 'zod';
import { subscribeDetails, usualProfile } from '../recognition/viid/profile.ts';
import type {
  ListTaken,
  OwnList,
  SubscribeDetail,
  SubscribeProfile,
  ViidProfile,
} from '../recognition/viid/profile.ts';

const dayMs = 86_400_000;
const detail = z.enum(Object.keys(subscribeDetails) as [SubscribeDetail, ...SubscribeDetail[]]);
export const listTaken = z.enum(['vehicles', 'persons', 'all']);
const replyForm = z.enum(['list', 'single']).optional();

/** The provision file's own. */
interface Words {
  text: z.ZodType<string>;
  url: z.ZodType<string>;
  secretText: z.ZodType<string>;
  duration: z.ZodType<number, string>;
}

/** Devices that report to us, and upper platforms that order. */
export function viidPartOf(words: Words) {
  const { text, secretText: password } = words;
  return {
    devices: z
      .array(
        z.strictObject({
          ...{ id: text, camera: text.optional(), user: text, password },
          profile: viidProfileOf(words).optional(),
          /** What of the unit's list goes into the device's own. */
          lists: listTaken.optional(),
          /** Where it takes it; its subscriptions' when absent. */
          address: ownUrl(words).optional(),
        }),
      )
      .default([]),
    platforms: z
      .array(
        z.strictObject({
          ...{ id: text, name: text, user: text, password },
          profile: platformProfileOf(words).optional(),
        }),
      )
      .max(16)
      .default([]),
  };
}

const ownUrl = ({ url }: Words) =>
  url.refine((address) => !URL.canParse(address) || new URL(address).username === '', {
    message: 'credentials-in-url',
  });

/** What departs from the usual in how we answer a platform, and in what it means. */
function platformProfileOf({ duration }: Words) {
  return z.strictObject({ ...platformProfile, registration: registrationOf(duration) });
}
const platformProfile = {
  statusCode: z.enum(['number', 'string']).optional(),
  /** Reply to dispositions and subscriptions. */
  orders: replyForm,
  /** Its table of DispositionCategory. */
  categories: z.enum(['four', 'five']).optional(),
};
const registrationOf = (duration: Words['duration']) =>
  duration.refine((lifeMs) => lifeMs >= 30_000 && lifeMs <= dayMs, { message: 'registration-range' }).optional();

function viidProfileOf(words: Words) {
  const subscribe = z.strictObject({
    url: ownUrl(words),
    /** The device's own when absent. */
    user: z.string().trim().min(1).max(256).optional(),
    password: words.secretText.optional(),
    details: z.array(detail).min(1).max(6),
    resourceClass: z.number().int().min(0).max(9).default(4),
    /** Seconds. */
    reportInterval: z.number().int().min(1).max(3600).default(3),
    receiveAddress: words.url.optional(),
  });
  return z.strictObject({
    statusCode: z.enum(['number', 'string']).optional(),
    captures: replyForm,
    notifications: replyForm,
    registration: registrationOf(words.duration),
    /** DispositionCategory of a car in the device's table: 2 or 3. */
    vehicleCategory: z.union([z.literal(2), z.literal(3)]).optional(),
    subscribe: subscribe.optional(),
  });
}

interface ProvisionedViid {
  devices: readonly { id: string; lists?: ListTaken | undefined; address?: string | undefined; profile?: unknown }[];
  platforms: readonly { id: string; name: string }[];
}

/** What single fields of the part cannot show. An ID that is a device's and a platform's could do what neither may alone. */
export function checkViid({ devices, platforms }: ProvisionedViid): ViidConflict[] {
  const conflicts: ViidConflict[] = [];
  const seen = new Set<string>();
  const path = (...rest: PropertyKey[]): PropertyKey[] => ['recognition', 'viid', ...rest];
  const once = (id: string, where: PropertyKey[]): void => {
    if (seen.has(id)) conflicts.push({ path: where, problem: 'duplicate', name: id });
    seen.add(id);
  };
  for (const [index, device] of devices.entries()) {
    once(device.id, path('devices', index, 'id'));
    const subscribe = z.object({ subscribe: z.object({}) }).safeParse(device.profile).success;
    if (device.lists !== undefined && device.address === undefined && !subscribe) {
      conflicts.push({ path: path('devices', index, 'lists'), problem: 'list-without-address', name: device.id });
    }
  }
  for (const [index, { id }] of platforms.entries()) once(id, path('platforms', index, 'id'));
  return conflicts;
}

export interface ViidConflict {
  path: PropertyKey[];
  problem: 'duplicate' | 'list-without-address';
  name: string;
}

/** The same as it is remembered: durations in milliseconds. */
export const rememberedProfile = z.object({
  statusCode: z.enum(['number', 'string']).optional(),
  captures: replyForm,
  notifications: replyForm,
  registration: z.number().optional(),
  vehicleCategory: z.union([z.literal(2), z.literal(3)]).optional(),
  subscribe: z
    .object({
      ...{ url: z.string(), user: z.string().optional(), password: z.string().optional() },
      ...{ details: z.array(detail), resourceClass: z.number(), reportInterval: z.number() },
      receiveAddress: z.string().optional(),
    })
    .optional(),
});
type RememberedProfile = z.infer<typeof rememberedProfile>;

export function profileFrom(
  remembered: RememberedProfile | undefined,
  device: { user: string; password: string },
): ViidProfile {
  if (remembered === undefined) return usualProfile;
  const { statusCode, captures, notifications, registration, vehicleCategory, subscribe } = remembered;
  return {
    statusCode: statusCode ?? usualProfile.statusCode,
    captures: captures ?? usualProfile.captures,
    notifications: notifications ?? usualProfile.notifications,
    registrationMs: registration ?? usualProfile.registrationMs,
    ...{ orders: usualProfile.orders, categories: usualProfile.categories },
    vehicleCategory: vehicleCategory ?? usualProfile.vehicleCategory,
    subscribe: subscribe === undefined ? null : subscribeFrom(subscribe, device),
  };
}

export const rememberedPlatformProfile = z.object({ ...platformProfile, registration: z.number().optional() });

export function platformProfileFrom(
  remembered: z.infer<typeof rememberedPlatformProfile> | undefined,
): Partial<ViidProfile> {
  const { statusCode, orders, categories, registration } = remembered ?? {};
  return {
    statusCode: statusCode ?? usualProfile.statusCode,
    orders: orders ?? usualProfile.orders,
    categories: categories ?? usualProfile.categories,
    registrationMs: registration ?? usualProfile.registrationMs,
  };
}

function subscribeFrom(
  { receiveAddress, ...subscribe }: NonNullable<RememberedProfile['subscribe']>,
  { user, password }: { user: string; password: string },
): SubscribeProfile {
  return {
    ...subscribe,
    user: subscribe.user ?? user,
    password: subscribe.password ?? password,
    receiveAddress: receiveAddress ?? null,
  };
}

/** Where a device keeps a list of its own, and what goes into it; null: it keeps none. */
export function ownListFrom(device: {
  user: string;
  password: string;
  lists?: ListTaken | undefined;
  address?: string | undefined;
  profile?: RememberedProfile | undefined;
}): OwnList | null {
  const { lists: takes, address, profile, user, password } = device;
  if (takes === undefined) return null;
  if (address !== undefined) return { takes, url: address, user, password };
  const subscribe = profile?.subscribe;
  if (subscribe === undefined) return null;
  return { takes, url: subscribe.url, user: subscribe.user ?? user, password: subscribe.password ?? password };
}
