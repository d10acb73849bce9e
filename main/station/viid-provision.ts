/** A GA/T 1400 device of the provision file, and how it departs from the usual. */
import { z } from 'zod';
import { subscribeDetails, usualProfile } from '../recognition/viid/profile.ts';
import type { SubscribeDetail, SubscribeProfile, ViidProfile } from '../recognition/viid/profile.ts';

const dayMs = 86_400_000;
const detail = z.enum(Object.keys(subscribeDetails) as [SubscribeDetail, ...SubscribeDetail[]]);
const replyForm = z.enum(['list', 'single']).optional();

/** `duration` and `secretText` are the provision file's own. */
export function viidProfileOf(words: {
  url: z.ZodType<string>;
  secretText: z.ZodType<string>;
  duration: z.ZodType<number, string>;
}) {
  const subscribe = z.strictObject({
    url: words.url.refine((url) => !URL.canParse(url) || new URL(url).username === '', {
      message: 'credentials-in-url',
    }),
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
    registration: words.duration
      .refine((lifeMs) => lifeMs >= 30_000 && lifeMs <= dayMs, { message: 'registration-range' })
      .optional(),
    subscribe: subscribe.optional(),
  });
}

/** The same as it is remembered: durations in milliseconds. */
export const rememberedProfile = z.object({
  statusCode: z.enum(['number', 'string']).optional(),
  captures: replyForm,
  notifications: replyForm,
  registration: z.number().optional(),
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
  const { statusCode, captures, notifications, registration, subscribe } = remembered;
  return {
    statusCode: statusCode ?? usualProfile.statusCode,
    captures: captures ?? usualProfile.captures,
    notifications: notifications ?? usualProfile.notifications,
    registrationMs: registration ?? usualProfile.registrationMs,
    subscribe: subscribe === undefined ? null : subscribeFrom(subscribe, device),
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
