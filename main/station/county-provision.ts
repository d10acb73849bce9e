/** The `county` section of the provision file: where the station reports to, and how each wants to be spoken to. */
import { z } from 'zod';
import { countyUrlProblem } from '../county/http-exchange.ts';
import type { CountyUrlProblem } from '../county/http-exchange.ts';
import { contentTypeForm, isHostPort, mostTogether } from '../county/peer-profile.ts';

const dayMs = 86_400_000;
/** Upper platforms beside `viid`. */
const mostPlatforms = 8;

/** The provision file's own. */
interface Words {
  text: z.ZodType<string>;
  url: z.ZodType<string>;
  secretText: z.ZodType<string>;
  duration: z.ZodType<number, string>;
}

/** Names what messages wait under, so it must be one that can be written anywhere. */
const platformName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((name) => name.isWellFormed() && !/\p{Cc}/u.test(name), { message: 'unwritable-name' });

const peerProfile = z.strictObject({
  /** Of what we post. */
  contentType: z.string().regex(contentTypeForm).optional(),
  /** HTTP codes that mean success; any 2xx when absent. */
  success: z.array(z.number().int().min(200).max(299)).min(1).max(16).optional(),
  /** Notifications in one POST; 1: one by one. */
  together: z.number().int().min(1).max(mostTogether).optional(),
  /** Where else than at the platform's own address it may ask to be told: `host`, `host:port`. */
  receiveHosts: z
    .array(z.string().max(256).refine(isHostPort, { message: 'not-a-host' }))
    .max(16)
    .optional(),
});

export function countyPartOf({ text, url, secretText, duration }: Words) {
  const transport = {
    /** PEM file of the authority that signed the county's certificate. */
    caFile: text.optional(),
    /** SHA-256 of the county's certificate, hex: then it alone is believed. */
    pin: z
      .string()
      .regex(/^([0-9a-fA-F]{2}:?){32}$/)
      .optional(),
    /** PEM files of our own certificate and its key, for a county that asks who calls. */
    certFile: text.optional(),
    keyFile: text.optional(),
    /** Plain http to another machine is refused unless it is allowed here on purpose. */
    allowPlain: z.boolean().default(false),
  };
  const platform = {
    ...{ url, id: text, user: text, password: secretText },
    /** Which of `recognition.viid.platforms` it is. */
    platform: text.optional(),
    registerEvery: duration
      .refine((everyMs) => everyMs >= 30_000 && everyMs <= dayMs, { message: 'registration-range' })
      .optional(),
    keepalive: duration
      .refine((afterMs) => afterMs >= 5_000 && afterMs <= 3_600_000, { message: 'keepalive-range' })
      .optional(),
    profile: peerProfile.optional(),
    /** For a platform that wants to know our devices without subscribing to them: by POST or PUT of /VIID/APEs. */
    announceDevices: z.enum(['post', 'put']).optional(),
    ...transport,
  };
  return z.strictObject({
    viid: z.strictObject(platform).transform(inMilliseconds).optional(),
    platforms: z
      .array(z.strictObject({ name: platformName, ...platform }).transform(inMilliseconds))
      .max(mostPlatforms)
      .optional(),
    summaries: z
      .strictObject({
        url,
        secret: secretText,
        every: duration.refine((everyMs) => everyMs <= dayMs, { message: 'longer-than-a-day' }).default(3_600_000),
        /** Whether alarms go this way too. */
        alarms: z.boolean().default(true),
        ...transport,
      })
      .optional(),
  });
}

function inMilliseconds<T extends { registerEvery?: number | undefined; keepalive?: number | undefined }>({
  registerEvery: registerEveryMs,
  keepalive: keepaliveMs,
  ...rest
}: T) {
  return { ...rest, registerEveryMs, keepaliveMs };
}

export interface CountyConflict {
  path: PropertyKey[];
  problem: CountyUrlProblem | 'duplicate' | 'no-such-platform' | 'cert-without-key';
  name: string;
}

/** What single fields of the part cannot show. `platforms`: the numbers under `recognition.viid.platforms`. */
export function checkCounty(
  { viid, platforms = [], summaries }: z.output<ReturnType<typeof countyPartOf>>,
  known: readonly string[],
): CountyConflict[] {
  const conflicts: CountyConflict[] = [];
  const names = new Set<string>();
  const taken = new Set<string>();
  const once = (seen: Set<string>, name: string, path: PropertyKey[]): void => {
    if (seen.has(name)) conflicts.push({ path, problem: 'duplicate', name });
    seen.add(name);
  };
  const named = [
    ...(viid === undefined ? [] : [{ at: ['viid'], way: viid }]),
    ...platforms.map((way, n) => ({ at: ['platforms', n], way })),
  ];
  for (const [n, { name }] of platforms.entries()) once(names, name, ['county', 'platforms', n, 'name']);
  for (const { at, way } of named) {
    if (way.platform === undefined) continue;
    const path = ['county', ...at, 'platform'];
    if (!known.includes(way.platform)) conflicts.push({ path, problem: 'no-such-platform', name: way.platform });
    else once(taken, way.platform, path);
  }
  for (const { at, way } of [...named, ...(summaries === undefined ? [] : [{ at: ['summaries'], way: summaries }])]) {
    const problem = countyUrlProblem(way.url, way.allowPlain);
    if (problem !== null) conflicts.push({ path: ['county', ...at, 'url'], problem, name: '' });
    if ((way.certFile === undefined) !== (way.keyFile === undefined)) {
      const field = way.certFile === undefined ? 'keyFile' : 'certFile';
      conflicts.push({ path: ['county', ...at, field], problem: 'cert-without-key', name: '' });
    }
  }
  return conflicts;
}

const text = z.string().optional();
const remembered = {
  url: z.string(),
  ...{ caFile: text, pin: text, certFile: text, keyFile: text },
};
const rememberedPlatform = z.object({
  ...remembered,
  ...{ id: z.string(), user: z.string(), password: z.string(), platform: text },
  // Remembered before it was asked: then plain http was allowed, and a station must come up as it was.
  allowPlain: z.boolean().default(true),
  ...{ registerEveryMs: z.number().optional(), keepaliveMs: z.number().optional() },
  profile: z.object(peerProfile.shape).optional(),
  announceDevices: z.enum(['post', 'put']).optional(),
});

/** The same as it is remembered: durations in milliseconds. */
export const rememberedCounty = z.object({
  viid: rememberedPlatform.optional(),
  platforms: z.array(rememberedPlatform.extend({ name: z.string() })).optional(),
  summaries: z
    .object({
      ...remembered,
      ...{ secret: z.string(), every: z.number(), alarms: z.boolean().optional(), allowPlain: z.boolean() },
    })
    .optional(),
});
type RememberedCounty = z.infer<typeof rememberedCounty>;

/**
 * Which upper platform stands behind which address. Where there is one of each they belong together without a word; else
 * what orders there is told at no address that does not name it.
 */
export function linkPlatforms(county: RememberedCounty, known: readonly string[]): RememberedCounty {
  const { viid, platforms = [] } = county;
  const [only, ...others] = known;
  if (only === undefined || others.length > 0 || (viid === undefined ? 0 : 1) + platforms.length !== 1) return county;
  const link = <T extends { platform?: string | undefined }>(way: T): T => ({ ...way, platform: way.platform ?? only });
  return { ...county, viid: viid === undefined ? undefined : link(viid), platforms: platforms.map(link) };
}

/** Those that order, but are told of no hit by their own way. */
export function untold({ viid, platforms = [] }: RememberedCounty, known: readonly string[]): string[] {
  const told = new Set([viid?.platform, ...platforms.map(({ platform }) => platform)]);
  return known.filter((id) => !told.has(id));
}
