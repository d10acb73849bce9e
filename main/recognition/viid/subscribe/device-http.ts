/** HTTP to a device that is asked for something: Digest, few bytes, redirects left unfollowed. */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import { reasonOf } from '../../../system/app-error.ts';
import type { Clock } from '../../../system/clock.ts';
import { seconds } from '../../../system/clock.ts';
import { answerDigestChallenge, parseDigestChallenge } from '../../../system/http-digest.ts';
import { FieldReader, isJsonObject, readNumber, readText } from '../field-reader.ts';
import { parseViidBody } from '../viid-body.ts';

/** Field: a reply is awaited 5 s. A reply that drips in never trips the timeouts below it. */
const replyTimeoutMs = seconds(5);
const wholeExchangeMs = seconds(10);
const largestReplyBytes = 64 * 1024;

/**
 * `refused`: the device does not want this message; `missing`: for it knows nothing of what it speaks of. `failed`: it,
 * or the way to it, is in trouble.
 */
export type DeviceReply =
  | { outcome: 'acknowledged' }
  | { outcome: 'refused'; reason: string; missing?: boolean }
  | { outcome: 'failed'; reason: string };

export interface DeviceAddress {
  url: string;
  user: string;
  password: string;
}

export class DeviceHttp {
  readonly #clock: Clock;
  readonly #serverId: string;
  readonly #agent = new Agent({
    connections: 1,
    connect: { timeout: replyTimeoutMs },
    headersTimeout: replyTimeoutMs,
    bodyTimeout: replyTimeoutMs,
    maxResponseSize: largestReplyBytes,
    keepAliveTimeout: seconds(1),
  });

  constructor(options: { clock: Clock; serverId: string }) {
    this.#clock = options.clock;
    this.#serverId = options.serverId;
  }

  /** Answers a Digest challenge, once. Never rejects. */
  async send(
    to: DeviceAddress,
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<DeviceReply> {
    const deadline = new AbortController();
    const cancel = this.#clock.after(wholeExchangeMs, () => deadline.abort(new Error('no whole reply in time')));
    const signals = AbortSignal.any([signal, deadline.signal]);
    try {
      const base = new URL(to.url);
      const url = new URL(base.pathname.replace(/\/$/, '') + path, base);
      const first = await this.#exchange(url, method, body, {}, signals);
      if (first.status !== 401) return judge(first);
      const authorization = answer(first.challenges, to, method, url.pathname + url.search);
      if (authorization === null) return { outcome: 'failed', reason: '401 without a Digest challenge' };
      return judge(await this.#exchange(url, method, body, { authorization }, signals));
    } catch (error) {
      return { outcome: 'failed', reason: deadline.signal.aborted ? 'no whole reply in time' : reasonOf(error) };
    } finally {
      cancel();
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #exchange(
    url: URL,
    method: 'POST' | 'PUT' | 'DELETE',
    body: unknown,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{ status: number; challenges: string[]; body: Buffer }> {
    const reply = await request(url, {
      ...{ method, dispatcher: this.#agent, signal },
      headers: {
        ...headers,
        'user-identify': this.#serverId,
        ...(body !== null && { 'content-type': 'application/VIID+JSON;charset=UTF-8' }),
      },
      body: body === null ? null : JSON.stringify(body),
    });
    const bytes = Buffer.from(await reply.body.arrayBuffer());
    const challenges = [reply.headers['www-authenticate'] ?? []].flat();
    return { status: reply.statusCode, challenges, body: bytes };
  }
}

function answer(challenges: readonly string[], to: DeviceAddress, method: string, uri: string): string | null {
  const challenge = challenges.map(parseDigestChallenge).find((found) => found !== null);
  if (challenge === undefined) return null;
  const { user: username, password } = to;
  // Each challenge is answered once, so each nonce is used once.
  const clientNonce = randomBytes(8).toString('hex');
  return answerDigestChallenge(challenge, { username, password, method, uri, count: 1, clientNonce });
}

/** Any 2xx is a yes (some platforms answer 201, some nothing more), unless its body says no. */
export function judge({ status, body }: { status: number; body: Buffer }): DeviceReply {
  if (status === 401 || status === 403) return { outcome: 'failed', reason: `${status} wrong user or password` };
  if (status >= 300 && status < 400) return { outcome: 'failed', reason: `${status} redirects elsewhere` };
  if (status === 408 || status === 429 || status >= 500) return { outcome: 'failed', reason: `HTTP ${status}` };
  const bad = statusesIn(body).find(({ code }) => code !== 0);
  const words = bad === undefined ? `HTTP ${status}` : `StatusCode ${bad.code} ${bad.text}`.trim();
  if (status === 404) return { outcome: 'refused', reason: words, missing: true };
  if (status >= 400) return { outcome: 'refused', reason: words };
  if (bad === undefined) return { outcome: 'acknowledged' };
  // 2 busy, 3 device error, 9 rebooting speak of the device, not of what it was sent.
  return { outcome: [2, 3, 9].includes(bad.code) ? 'failed' : 'refused', reason: words };
}

/** A list or one alone, StatusCode a number or a string; none when the body is something else. */
function statusesIn(body: Buffer): { code: number; text: string }[] {
  const parsed = parseViidBody(body);
  let value: unknown = parsed.outcome === 'parsed' ? parsed.value : null;
  for (const wrapper of ['ResponseStatusListObject', 'ResponseStatusObject']) {
    const inner = isJsonObject(value) ? new FieldReader(value).value(wrapper) : null;
    if (inner !== null) value = inner;
  }
  return [value].flat().flatMap((each) => {
    if (!isJsonObject(each)) return [];
    const fields = new FieldReader(each);
    const code = readNumber(fields.value('StatusCode'));
    return code === null ? [] : [{ code, text: readText(fields.value('StatusString'), 80) ?? '' }];
  });
}
