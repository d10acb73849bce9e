/**
 * What may be posted to the webhook: `resources/schemas/sighting-webhook-1.json` is made from this, and a test holds
 * the two equal. A member that is not named here is dropped and counted, never kept: the sender is told.
 */
import { z } from 'zod';
import { pictureRole, sightingFacts, subjectBox } from '#contract/sighting.ts';
import type { NewSighting, SightingFacts } from '#contract/sighting.ts';
import { readInstant } from '../instant.ts';
import { isJsonObject, readText } from '../viid/field-reader.ts';
import { decodeBase64, isPicture } from '../viid/pictures.ts';
import { readPlate } from '../viid/plate.ts';

export const mostWebhookPictures = 8;

const postedPicture = z.object({
  role: pictureRole.describe('What the picture shows; scene is the whole view'),
  data: z
    .string()
    .describe(
      'The file in Base64: JPEG, PNG, WebP, BMP or GIF. What is none of them is left out and the sighting kept',
    ),
});

export const webhookSighting = z
  .object({
    id: z
      .string()
      .min(1)
      .max(200)
      .describe("The sender's own number of the event. The same one posted again is known, and kept once"),
    seenAt: z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/)
      .optional()
      .describe("When it was seen, by the sender's clock, with its offset from UTC; absent: now"),
    facts: sightingFacts.describe('What was seen. A plate is written as on the car: 鲁P12345'),
    box: subjectBox.optional().describe('Where the subject is on the scene picture'),
    pictures: z.array(postedPicture).max(mostWebhookPictures).optional(),
  })
  .describe('One recognition event for the Guardroom webhook, POST /recognition/webhook/{source}');

/** What `resources/schemas/` holds, by file name. */
export function publishedWebhookSchemas(): Record<string, object> {
  const schema = z.toJSONSchema(webhookSighting, { io: 'input' });
  return { 'sighting-webhook-1.json': { $id: 'urn:guardroom:schema:sighting-webhook:1', ...schema } };
}

export interface WebhookIssue {
  /** `facts.plate`, `pictures[0].data`; empty for the body itself. */
  path: string;
  message: string;
}

export type ReadWebhook =
  | {
      outcome: 'sighting';
      sighting: NewSighting;
      /** Paths of what was left outside. */
      dropped: string[];
      pictureFaults: { path: string; fault: 'bad-base64' | 'not-a-picture' }[];
    }
  | { outcome: 'refused'; issues: WebhookIssue[] };

export interface WebhookOwner {
  deviceId: string;
  cameraId: string | null;
}

const mostIssues = 16;
const mostDropped = 64;

export function readWebhookSighting(body: unknown, owner: WebhookOwner, receivedAtMs: number): ReadWebhook {
  const parsed = webhookSighting.safeParse(body);
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, mostIssues);
    return { outcome: 'refused', issues: issues.map(({ path, message }) => ({ path: pathText(path), message })) };
  }
  const { id, seenAt, facts: postedFacts, box, pictures: posted = [] } = parsed.data;
  const seenAtMs = seenAt === undefined ? receivedAtMs : readInstant(seenAt);
  const objectId = readText(id, 200);
  if (seenAtMs === null) return refuse('seenAt', 'no such instant');
  if (objectId === null) return refuse('id', 'says nothing');
  const { facts, dropped: droppedFacts } = cleanFacts(postedFacts);
  const pictures: NewSighting['pictures'][number][] = [];
  const pictureFaults: Extract<ReadWebhook, { outcome: 'sighting' }>['pictureFaults'] = [];
  for (const [n, { role, data }] of posted.entries()) {
    const bytes = decodeBase64(data);
    const fault = bytes === null ? 'bad-base64' : isPicture(bytes) ? null : 'not-a-picture';
    if (bytes !== null && fault === null) pictures.push({ role, bytes });
    else if (fault !== null) pictureFaults.push({ path: `pictures[${n}].data`, fault });
  }
  const goodBox = box !== undefined && spans(box) ? box : null;
  const dropped = [...unknownMembers(body), ...droppedFacts, ...(box !== undefined && goodBox === null ? ['box'] : [])];
  return {
    outcome: 'sighting',
    sighting: {
      source: 'webhook',
      ...{ deviceId: owner.deviceId, cameraId: owner.cameraId },
      ...{ objectId, seenAtMs, receivedAtMs, facts, pictures, box: goodBox },
    },
    dropped: dropped.slice(0, mostDropped),
    pictureFaults,
  };
}

function refuse(path: string, message: string): ReadWebhook {
  return { outcome: 'refused', issues: [{ path, message }] };
}

/** Texts on one line without control characters, the plate as the journal has plates; what says nothing is left out. */
function cleanFacts(facts: SightingFacts): { facts: SightingFacts; dropped: string[] } {
  const dropped: string[] = [];
  const clean = Object.entries(facts).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string' || name === 'kind') return [[name, value] as const];
    const text = name === 'plate' ? readPlate(value) : readText(value);
    if (text === null) dropped.push(`facts.${name}`);
    return text === null ? [] : [[name, text] as const];
  });
  return { facts: sightingFacts.parse(Object.fromEntries(clean)), dropped };
}

function spans({ unit, left, top, right, bottom }: z.infer<typeof subjectBox>): boolean {
  const most = unit === 'fraction' ? 1 : 100_000;
  return left >= 0 && top >= 0 && right > left && bottom > top && right <= most && bottom <= most;
}

/** Members of the body the schema does not name, as paths. */
function unknownMembers(body: unknown): string[] {
  if (!isJsonObject(body)) return [];
  const { facts, box, pictures } = body;
  const kind = isJsonObject(facts) ? facts.kind : null;
  const factsShape = sightingFacts.options.find((option) => option.shape.kind.value === kind)?.shape ?? {};
  return [
    ...beyond(body, webhookSighting.shape, ''),
    ...beyond(facts, factsShape, 'facts.'),
    ...beyond(box, subjectBox.shape, 'box.'),
    ...(Array.isArray(pictures)
      ? pictures.slice(0, mostWebhookPictures).flatMap((one) => beyond(one, postedPicture.shape, 'pictures.'))
      : []),
  ];
}

function beyond(value: unknown, shape: object, prefix: string): string[] {
  if (!isJsonObject(value)) return [];
  const names = Object.keys(value).filter((name) => !Object.hasOwn(shape, name));
  return names.slice(0, mostDropped).map((name) => prefix + (readText(name, 64) ?? '?'));
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = String(part).slice(0, 64);
    return text === '' ? name : `${text}.${name}`;
  }, '');
}
