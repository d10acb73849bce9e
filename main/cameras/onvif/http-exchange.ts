/**
 * One question, one answer, over HTTP to a camera: bounded in time and bytes, following no redirect, signing in with
 * Digest when asked to. The library's own way reads without end and calls back into code that may throw.
 */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { reasonOf } from '../../system/app-error.ts';
import type { Clock } from '../../system/clock.ts';
import { answerDigestChallenge, parseDigestChallenge } from '../../system/http-digest.ts';
import type { DigestChallenge } from '../../system/http-digest.ts';
import { OnvifFailure } from './onvif-failure.ts';

export interface HttpQuestion {
  method: 'GET' | 'POST';
  host: string;
  port: number;
  /** With the query. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  maxBytes: number;
  /** For the whole exchange, a second try with Digest not included. */
  deadlineMs: number;
}

export interface HttpAnswer {
  status: number;
  body: Buffer;
  contentType: string;
  /** WWW-Authenticate, several joined by commas; empty when there is none. */
  challenge: string;
  /** Milliseconds since 1970 by the camera's clock, from the header Date; null when it sends none. */
  dateMs: number | null;
}

export interface HttpContext {
  clock: Clock;
  /** Ends the exchange early. */
  signal: AbortSignal;
}

export function exchange(question: HttpQuestion, { clock, signal }: HttpContext): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (failure: OnvifFailure): void => {
      settle();
      reject(failure);
      asked.destroy();
    };
    const asked = begin({
      ...{ host: question.host, port: question.port, method: question.method, path: question.path },
      headers: {
        ...question.headers,
        ...(question.body === undefined ? {} : { 'content-length': Buffer.byteLength(question.body) }),
      },
      // A connection of its own: cameras close idle ones without a word.
      agent: false,
      maxHeaderSize: 16 * 1024,
    });
    const cancelDeadline = clock.after(question.deadlineMs, () =>
      fail(new OnvifFailure('unreachable', `no whole answer within ${question.deadlineMs / 1000} s`)),
    );
    const onAbort = (): void => fail(new OnvifFailure('unreachable', 'no answer in time'));
    const settle = (): void => {
      cancelDeadline();
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    asked.on('error', (error) => fail(failureOf(error)));
    asked.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > question.maxBytes)
          fail(new OnvifFailure('broken', `the answer exceeds ${question.maxBytes} bytes`));
        else chunks.push(chunk);
      });
      response.on('error', (error) => fail(failureOf(error)));
      response.on('end', () => {
        settle();
        resolve(answerOf(response, Buffer.concat(chunks)));
      });
    });
    asked.end(question.body);
  });
}

/** Node refuses what cannot stand in a request line. */
function begin(options: RequestOptions): ClientRequest {
  try {
    return request(options);
  } catch (error) {
    throw new OnvifFailure('broken', reasonOf(error), { cause: error });
  }
}

function answerOf(response: IncomingMessage, body: Buffer): HttpAnswer {
  const dateMs = Date.parse(response.headers.date ?? '');
  return {
    status: response.statusCode ?? 0,
    body,
    contentType: response.headers['content-type'] ?? '',
    challenge: [response.headers['www-authenticate'] ?? []].flat().join(', '),
    dateMs: Number.isFinite(dateMs) ? dateMs : null,
  };
}

function failureOf(error: Error): OnvifFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // llhttp's own codes: whatever answers does not speak HTTP.
  const problem = code.startsWith('HPE_') ? 'not-onvif' : 'unreachable';
  return new OnvifFailure(problem, code === '' ? reasonOf(error) : code, { cause: error });
}

/** HTTP Digest of one camera: remembers its nonce, so that not every question is asked twice. */
export class DigestSignIn {
  readonly #user: string;
  readonly #password: string;
  #challenge: DigestChallenge | null = null;
  #count = 0;

  constructor(user: string, password: string) {
    this.#user = user;
    this.#password = password;
  }

  /** The answer may still be a 401: then user or password are wrong, or the camera offers no Digest. */
  async exchange(question: HttpQuestion, context: HttpContext): Promise<HttpAnswer> {
    const known = this.#challenge;
    const first = await exchange(known === null ? question : this.#signed(question, known), context);
    if (first.status !== 401) return first;
    this.#challenge = null;
    const challenge = parseDigestChallenge(first.challenge);
    // A fresh nonce without `stale` after a proof means that the proof was wrong: a second try only nears a lock-out.
    if (challenge === null || (known !== null && !challenge.stale && challenge.nonce === known.nonce)) return first;
    this.#challenge = challenge;
    this.#count = 0;
    const second = await exchange(this.#signed(question, challenge), context);
    if (second.status === 401) this.#challenge = null;
    return second;
  }

  #signed(question: HttpQuestion, challenge: DigestChallenge): HttpQuestion {
    this.#count += 1;
    const authorization = answerDigestChallenge(challenge, {
      username: this.#user,
      password: this.#password,
      method: question.method,
      uri: question.path,
      count: this.#count,
      clientNonce: randomBytes(8).toString('hex'),
    });
    return { ...question, headers: { ...question.headers, authorization } };
  }
}
