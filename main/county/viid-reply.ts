import { z } from 'zod';
import type { Delivery } from './destination.ts';
import type { HttpReply } from './http-exchange.ts';

/** Ids and times are told for show: whatever stands there, the reply still counts. */
const said = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null);
const status = z.looseObject({
  // A string in the standard, a number in most real replies.
  StatusCode: z.union([
    z.number(),
    z
      .string()
      .regex(/^\s*\d+\s*$/)
      .transform(Number),
  ]),
  StatusString: said,
  Id: said,
  LocalTime: said,
});
type Status = z.infer<typeof status>;

interface Statuses {
  form: 'list' | 'single';
  statuses: readonly Status[];
}

/** Single, list, and both without the outer name are all seen. */
const reply = z.union([
  z
    .looseObject({
      ResponseStatusListObject: z.looseObject({ ResponseStatusObject: z.union([z.array(status), status]) }),
    })
    .transform(({ ResponseStatusListObject }) => statusesOf(ResponseStatusListObject.ResponseStatusObject)),
  z
    .looseObject({ ResponseStatusObject: z.union([z.array(status), status]) })
    .transform(({ ResponseStatusObject }) => statusesOf(ResponseStatusObject)),
  status.transform(statusesOf),
]);

function statusesOf(one: Status | readonly Status[]): Statuses {
  return { form: Array.isArray(one) ? 'list' : 'single', statuses: [one].flat() };
}

/** GA/T 1400 status codes that speak of the platform's state, not of what it was sent: 2 busy, 3 device error, 9 rebooting. */
const troublesOfTheirs: readonly number[] = [2, 3, 9];
const longestSaid = 160;

interface Expected {
  /** HTTP codes that mean success; null: any 2xx. */
  success: readonly number[] | null;
  /** Of the objects that were posted; empty: there is nothing to match by. */
  ids: readonly string[];
}

/** What a platform's reply says. 401 is the caller's: only it knows whether there is a registration to renew. */
export function judgeViidReply(
  httpReply: HttpReply,
  { success, ids }: Expected = { success: null, ids: [] },
): Delivery {
  const { status: http, headers } = httpReply;
  const text = textOf(httpReply);
  const words = `${http} ${text.slice(0, longestSaid)}`.trim();
  if (http === 401 || http === 403) return { outcome: 'failed', reason: 'unauthorised', detail: words };
  if (http === 408 || http === 425 || http === 429 || http >= 500) {
    return { outcome: 'failed', reason: 'server-error', detail: words };
  }
  if (http >= 400) return { outcome: 'rejected', detail: words };
  if (http < 200 || http >= 300) {
    const to = typeof headers['location'] === 'string' ? ` to ${headers['location'].slice(0, longestSaid)}` : '';
    return { outcome: 'failed', reason: 'bad-reply', detail: `${http}${to}: redirects are not followed` };
  }
  if (success !== null && !success.includes(http)) {
    return { outcome: 'rejected', detail: `${words}: of 2xx only ${success.join(', ')} is success here` };
  }
  // Some platforms answer 200 or 201 and nothing more.
  if (text === '') return { outcome: 'acknowledged', words };
  const parsed = parse(text);
  if (parsed === null) return { outcome: 'failed', reason: 'bad-reply', detail: words };
  return judgeStatuses(http, parsed, ids);
}

/**
 * Of several objects, one status (or a list that names none of them) stands for all. A list that names some by their
 * `Id` must name each: what it leaves out was not acknowledged.
 */
function judgeStatuses(http: number, { form, statuses }: Statuses, ids: readonly string[]): Delivery {
  const [first] = statuses;
  if (first === undefined) return { outcome: 'rejected', detail: `${http}: a list without a single status` };
  const bad =
    statuses.find(({ StatusCode }) => troublesOfTheirs.includes(StatusCode)) ??
    statuses.find(({ StatusCode }) => StatusCode !== 0);
  if (bad !== undefined) {
    const detail = `StatusCode ${bad.StatusCode} ${shorten(bad.StatusString)}`.trim();
    return troublesOfTheirs.includes(bad.StatusCode)
      ? { outcome: 'failed', reason: 'server-error', detail }
      : { outcome: 'rejected', detail };
  }
  const named = new Set(statuses.flatMap(({ Id }) => Id ?? []));
  const left = ids.filter((id) => !named.has(id));
  if (form === 'list' && ids.length > 1 && left.length > 0 && left.length < ids.length) {
    return { outcome: 'rejected', detail: `${http}: acknowledged ${ids.length - left.length} of ${ids.length}` };
  }
  return { outcome: 'acknowledged', words: `${http} StatusCode 0 ${shorten(first.StatusString)}`.trim() };
}

/** Refused for want of a registration, by a platform that does not say 401. */
export function saysUnregistered(httpReply: HttpReply): boolean {
  if (httpReply.status >= 500) return false;
  const statuses = parse(textOf(httpReply))?.statuses ?? [];
  return statuses.some(
    ({ StatusCode, StatusString }) =>
      StatusCode !== 0 &&
      /未注册|没有注册|尚未注册|重新注册|先注册|un-?registered|not\s+(?:yet\s+)?registered/i.test(
        shorten(StatusString),
      ),
  );
}

/** LocalTime of the last status; null: it tells none. */
export function localTimeIn(httpReply: HttpReply): string | null {
  return parse(textOf(httpReply))?.statuses.at(-1)?.LocalTime ?? null;
}

const shorten = (text: string | null | undefined): string => (text ?? '').slice(0, longestSaid);
const textOf = ({ body }: HttpReply): string => body.toString('utf8').trim();

function parse(text: string): Statuses | null {
  try {
    return reply.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // not JSON: the caller treats it as the garbage it is
  }
}
