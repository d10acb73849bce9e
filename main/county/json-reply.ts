import { z } from 'zod';
import type { Delivery } from './destination.ts';
import type { HttpReply } from './http-exchange.ts';

const longestWaitAskedMs = 300_000;

/** What a county may say in a reply; other members are its own business. */
const replyWords = z.looseObject({
  acknowledged: z.unknown().optional(),
  key: z.unknown().optional(),
  idempotencyKey: z.unknown().optional(),
  error: z.unknown().optional(),
});

/**
 * Whether the county has acknowledged the message with this key (docs/county.md, "What counts as an acknowledgement").
 * A 2xx alone is not enough: a captive portal or a wrong address also says 200, with a page.
 */
export function judgeJsonReply(key: string, { status, headers, body }: HttpReply): Delivery {
  const text = body.toString('utf8').trim();
  const said = `${status} ${text.slice(0, 160)}`.trim();
  const acknowledged = { outcome: 'acknowledged', words: said } as const;
  if (status >= 200 && status < 300) {
    return isAcknowledgement(key, text) ? acknowledged : { outcome: 'failed', reason: 'bad-reply', detail: said };
  }
  if (status === 409 && repeatsKey(key, text)) return acknowledged;
  if (status === 401 || status === 403) return { outcome: 'failed', reason: 'unauthorised', detail: said };
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const waitMs = waitAsked(headers['retry-after']);
    return { outcome: 'failed', reason: 'server-error', detail: said, ...(waitMs === null ? {} : { waitMs }) };
  }
  if (status >= 400) return { outcome: 'rejected', detail: said };
  const location = headers['location'];
  const to = typeof location === 'string' ? ` to ${location}` : '';
  return { outcome: 'failed', reason: 'bad-reply', detail: `${status}${to}: redirects are not followed` };
}

/**
 * The same of a bundle: acknowledged by its own key, or by a list that holds the key of every message. Anything else a
 * county may say with 2xx or 4xx is about the bundle, not about the link: `rejected`, so that each goes alone.
 */
export function judgeBundleReply(key: string, keys: readonly string[], reply: HttpReply): Delivery {
  const { status, body } = reply;
  const text = body.toString('utf8').trim();
  const said = `${status} ${text.slice(0, 160)}`.trim();
  if (status < 200 || status >= 300) return judgeJsonReply(key, reply);
  const acknowledged = parseWords(text)?.acknowledged;
  if (acknowledged === key) return { outcome: 'acknowledged', words: said };
  if (!Array.isArray(acknowledged)) return { outcome: 'rejected', detail: `no acknowledgement of a bundle: ${said}` };
  const named = new Set<unknown>(acknowledged);
  const count = keys.filter((one) => named.has(one)).length;
  return count === keys.length
    ? { outcome: 'acknowledged', words: `${status}: ${count} keys acknowledged` }
    : { outcome: 'rejected', detail: `${status}: acknowledged ${count} of ${keys.length}` };
}

function isAcknowledgement(key: string, text: string): boolean {
  if (text === '' || /^(ok|success|received|accepted)\W*$/i.test(text)) return true;
  const words = parseWords(text);
  if (words === null) return false;
  if (words.acknowledged === undefined) return words.error == null;
  return words.acknowledged === key || words.acknowledged === true;
}

function repeatsKey(key: string, text: string): boolean {
  const words = parseWords(text);
  return words !== null && [words.acknowledged, words.key, words.idempotencyKey].includes(key);
}

function parseWords(text: string): z.infer<typeof replyWords> | null {
  try {
    return replyWords.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // not JSON: the caller treats it as the garbage it is
  }
}

/** Retry-After in seconds, bounded; its date form is rare and taken as not given. */
function waitAsked(header: string | string[] | undefined): number | null {
  if (typeof header !== 'string' || !/^\d{1,6}$/.test(header.trim())) return null;
  return Math.min(longestWaitAskedMs, Number(header) * 1000);
}
