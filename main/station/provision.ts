/**
 * The provision file: what an engineer writes down so that a station comes up configured (design: outside face 2).
 * YAML, strictly validated; every error is told with its path in the file.
 */
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { role, unit } from '#contract/access.ts';
import { cameraPoint, newCamera } from '#contract/camera.ts';
import { colour } from '#contract/sighting.ts';
import { entryCategory, priority } from '#contract/watchlist.ts';
import { lawfulBoundOf } from '../journal/lawful-bounds.ts';
import type { LawfulBounds } from '../journal/lawful-bounds.ts';
import { defaultPeriods, retainedKinds } from '../journal/retention-policy.ts';
import { maskIdNumber } from '../watchlist/id-number.ts';
import { checkListed } from '../watchlist/provision.ts';
import { checkCounty, countyPartOf } from './county-provision.ts';
import { checkEvents, provisionedEvents } from './provision-events.ts';
import { wordIssue } from './provision-words.ts';
import type { Language } from './provision-words.ts';
import { checkViid, viidPartOf } from './viid-provision.ts';

const dayMs = 86_400_000;
const unitsMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: dayMs };

/** `30d`, `1h`, `10m`, `30s` → milliseconds. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhd]$/)
  .transform((text) => Number(text.slice(0, -1)) * (unitsMs[text.slice(-1)] ?? 0));

/** A calendar day in local time, as the instant of its beginning. */
const dayStart = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .transform((text, context) => {
    const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
    const start = new Date(year, month - 1, day);
    if (start.getMonth() !== month - 1 || start.getDate() !== day) {
      context.addIssue({ code: 'custom', message: 'no-such-day' });
      return z.NEVER;
    }
    return start.getTime();
  });

/** "Valid until a day" includes that day: the entry ends where the next day begins. */
const dayEnd = dayStart.transform((startMs) => {
  const day = new Date(startMs);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
});

const hostPort = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^:\s[\]]+):\d{1,5}$/)
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65535, { message: 'port-range' });

const httpUrl = z.string().regex(/^https?:\/\/[^\s]+$/i);
const text = z.string().trim().min(1).max(256);
const secretText = z.string().min(1).max(256);

const account = z.strictObject({ account: text, name: text.optional(), role, password: secretText });

const entryCommon = {
  category: entryCategory,
  basis: text,
  expires: dayEnd,
  validFrom: dayStart.optional(),
  approvedBy: text.optional(),
  priority: priority.optional(),
  procedure: z.array(text).max(20).optional(),
  note: z.string().max(1000).optional(),
  /** Where it holds: at any of these kinds of place, or at any of these cameras, by name. */
  points: z.array(cameraPoint).max(16).optional(),
  cameras: z.array(text).max(256).optional(),
};
const entry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('vehicle'),
    /** With `?` for one character that is not known and `*` for any number of them. */
    plate: z.string().trim().min(2).max(16),
    plateColour: colour.optional(),
    ...entryCommon,
  }),
  z.strictObject({
    kind: z.literal('person'),
    idNumber: z.string().trim().min(4).max(32).optional(),
    name: text.optional(),
    /** As the cameras' own face library numbers the person. */
    libraryId: text.optional(),
    ...entryCommon,
  }),
]);
export type ProvisionEntry = z.output<typeof entry>;

/** Whole seconds. */
const clipLength = (mostSeconds: number) =>
  duration
    .transform((lengthMs) => lengthMs / 1000)
    .refine((lengthSeconds) => lengthSeconds <= mostSeconds, {
      message: 'longer-than-a-clip',
      params: { name: `${mostSeconds}s` },
    });

const provisionFile = z.strictObject({
  unit: z.strictObject({
    name: unit.shape.name,
    field: unit.shape.field,
    viidId: z.string().trim().min(1).max(64).optional(),
    keyTarget: z.boolean().default(false),
  }),
  accounts: z.array(account).default([]),
  cameras: z.array(z.strictObject(newCamera.shape)).default([]),
  recognition: z
    .strictObject({
      viid: z
        .strictObject({
          listen: hostPort.default({ host: '127.0.0.1', port: 18400 }),
          ...viidPartOf({ text, url: httpUrl, secretText, duration }),
        })
        .optional(),
      ...provisionedEvents,
    })
    .default({}),
  watchlist: z.array(entry).default([]),
  county: countyPartOf({ text, url: httpUrl, secretText, duration }).default({}),
  /** What a clip shows of the time before and after an alarm or a key. The ring reaches back as far. */
  clips: z
    .strictObject({
      before: clipLength(60).default(10),
      after: clipLength(280).default(20),
    })
    .default({ before: 10, after: 20 })
    .transform(({ before, after }) => ({ beforeSeconds: before, afterSeconds: after })),
  retention: z
    .strictObject({
      footage: duration.default(defaultPeriods.footage),
      sightings: duration.default(defaultPeriods.sightings),
      alarms: duration.default(defaultPeriods.alarms),
      audit: duration.default(defaultPeriods.audit),
    })
    .default({ ...defaultPeriods }),
});

export type Provision = z.output<typeof provisionFile>;

/** Where in the file, and what is wrong there, in the reader's language. */
export interface ProvisionError {
  /** `cameras[0].main`; `line 3` for broken YAML. */
  path: string;
  message: string;
}

export type ProvisionOutcome =
  { outcome: 'valid'; provision: Provision } | { outcome: 'invalid'; errors: ProvisionError[] };

/** Parses and checks the text of a provision file; `lawful` is what the law bounds its retention by. */
export function parseProvision(yamlText: string, language: Language, lawful: LawfulBounds): ProvisionOutcome {
  const document = parseDocument(yamlText, { prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    return { outcome: 'invalid', errors: document.errors.map((error) => brokenYaml(yamlText, error, language)) };
  }
  const parsed = provisionFile.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({
      path: pathText(issue.path),
      message: wordIssue(issue, language),
    }));
    return { outcome: 'invalid', errors };
  }
  const errors = checkTogether(parsed.data, lawful).map(({ path, problem, name }) => ({
    path: pathText(path),
    message: wordIssue({ code: 'custom', message: problem, path: [], params: { name } }, language),
  }));
  return errors.length > 0 ? { outcome: 'invalid', errors } : { outcome: 'valid', provision: parsed.data };
}

function brokenYaml(
  yamlText: string,
  error: { pos: [number, number]; message: string },
  language: Language,
): ProvisionError {
  const line = yamlText.slice(0, error.pos[0]).split('\n').length;
  return { path: language === 'zh' ? `第 ${line} 行` : `line ${line}`, message: error.message };
}

interface Conflict {
  path: PropertyKey[];
  problem:
    | ReturnType<typeof checkCounty>[number]['problem']
    | 'duplicate'
    | 'no-such-camera'
    | 'below-lawful-minimum'
    | ReturnType<typeof checkViid>[number]['problem']
    | ReturnType<typeof checkListed>[number]['problem'];
  name: string;
}

/** What single fields cannot show: names used twice, cameras that do not exist, retention below the law's bound. */
function checkTogether(provision: Provision, lawful: LawfulBounds): Conflict[] {
  const conflicts: Conflict[] = [];
  const findTwice = (list: readonly string[], path: (index: number) => PropertyKey[]): void => {
    const seen = new Set<string>();
    for (const [index, name] of list.entries()) {
      if (seen.has(name)) conflicts.push({ path: path(index), problem: 'duplicate', name });
      seen.add(name);
    }
  };
  const devices = provision.recognition.viid?.devices ?? [];
  findTwice(
    provision.cameras.map(({ name }) => name),
    (index) => ['cameras', index, 'name'],
  );
  findTwice(
    provision.accounts.map(({ account: name }) => name),
    (index) => ['accounts', index, 'account'],
  );
  if (provision.recognition.viid !== undefined) conflicts.push(...checkViid(provision.recognition.viid));
  const cameras = new Set(provision.cameras.map(({ name }) => name));
  for (const [index, device] of devices.entries()) {
    if (device.camera !== undefined && !cameras.has(device.camera)) {
      const path = ['recognition', 'viid', 'devices', index, 'camera'];
      conflicts.push({ path, problem: 'no-such-camera', name: device.camera });
    }
  }
  conflicts.push(...checkEvents(provision.recognition, cameras));
  for (const { index, field, problem } of checkListed(provision.watchlist)) {
    const listed = provision.watchlist[index];
    const name = listed?.kind === 'vehicle' ? listed.plate : maskIdNumber(listed?.idNumber ?? '');
    conflicts.push({ path: ['watchlist', index, field], problem, name });
  }
  for (const [index, { cameras: names = [] }] of provision.watchlist.entries()) {
    for (const [place, name] of names.entries()) {
      if (cameras.has(name)) continue;
      conflicts.push({ path: ['watchlist', index, 'cameras', place], problem: 'no-such-camera', name });
    }
  }
  const platforms = provision.recognition.viid?.platforms ?? [];
  conflicts.push(
    ...checkCounty(
      provision.county,
      platforms.map(({ id }) => id),
    ),
  );
  for (const kind of retainedKinds) {
    const bound = lawfulBoundOf(lawful, kind, provision.unit);
    if (bound !== null && provision.retention[kind] < bound.days * dayMs) {
      conflicts.push({ path: ['retention', kind], problem: 'below-lawful-minimum', name: `${bound.days}d` });
    }
  }
  return conflicts;
}

function pathText(path: readonly PropertyKey[]): string {
  let result = '';
  for (const part of path) {
    if (typeof part === 'number') result += `[${part}]`;
    else result += result === '' ? String(part) : `.${String(part)}`;
  }
  return result === '' ? '(file)' : result;
}
