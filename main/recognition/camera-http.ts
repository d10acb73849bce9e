/**
 * One question to a camera over HTTP, signed in with Digest when asked to; never with Basic, which would send the
 * password in clear. The answer's body is the caller's to read: a few lines of SOAP, or a stream without end.
 */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { reasonOf } from '../system/app-error.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import { answerDigestChallenge, parseDigestChallenge } from '../system/http-digest.ts';
import type { DigestChallenge } from '../system/http-digest.ts';
import { ChannelFailure } from './channel-problem.ts';

export interface CameraAddress {
  host: string;
  port: number;
}

export interface CameraSignIn {
  user: string;
  password: string;
}

export interface CameraQuestion extends CameraAddress {
  method: 'GET' | 'POST';
  /** With the query. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Until the answer's headers are there; a second try with Digest not included. */
  deadlineMs: number;
}

/** Of one camera: remembers its nonce, so that not every question is asked twice. */
export class CameraHttp {
  readonly #signIn: CameraSignIn;
  readonly #clock: Clock;
  #challenge: DigestChallenge | null = null;
  #count = 0;

  constructor(signIn: CameraSignIn, clock: Clock) {
    this.#signIn = signIn;
    this.#clock = clock;
  }

  /** Answers of any status; a 401 means that user or password are wrong. Throws ChannelFailure. */
  async ask(question: CameraQuestion, signal: AbortSignal): Promise<IncomingMessage> {
    const known = this.#challenge;
    const first = await this.#exchange(known === null ? question : this.#signed(question, known), signal);
    if (first.statusCode !== 401) return first;
    this.#challenge = null;
    const challenge = parseDigestChallenge([first.headers['www-authenticate'] ?? []].flat().join(', '));
    // A fresh nonce without `stale` after a proof means that the proof was wrong: a second try only nears a lock-out.
    if (challenge === null || (known !== null && !challenge.stale && challenge.nonce === known.nonce)) return first;
    first.destroy();
    this.#challenge = challenge;
    this.#count = 0;
    const second = await this.#exchange(this.#signed(question, challenge), signal);
    if (second.statusCode === 401) this.#challenge = null;
    return second;
  }

  #signed(question: CameraQuestion, challenge: DigestChallenge): CameraQuestion {
    this.#count += 1;
    const authorization = answerDigestChallenge(challenge, {
      username: this.#signIn.user,
      password: this.#signIn.password,
      method: question.method,
      uri: question.path,
      count: this.#count,
      clientNonce: randomBytes(8).toString('hex'),
    });
    return { ...question, headers: { ...question.headers, authorization } };
  }

  #exchange(question: CameraQuestion, signal: AbortSignal): Promise<IncomingMessage> {
    const { deadlineMs } = question;
    return new Promise((resolve, reject) => {
      let cancelDeadline: Cancel = () => undefined;
      const asked = begin(question);
      const fail = (failure: ChannelFailure): void => {
        settle();
        reject(failure);
        asked.destroy();
      };
      const onAbort = (): void => fail(new ChannelFailure('ended', 'stopped'));
      const settle = (): void => {
        cancelDeadline();
        signal.removeEventListener('abort', onAbort);
      };
      asked.on('error', (error) => fail(failureOf(error)));
      asked.on('response', (response) => {
        settle();
        resolve(response);
      });
      signal.addEventListener('abort', onAbort);
      cancelDeadline = this.#clock.after(deadlineMs, () =>
        fail(new ChannelFailure('unreachable', `no answer within ${deadlineMs / 1000} s`)),
      );
      if (signal.aborted) onAbort();
      else asked.end(question.body);
    });
  }
}

/** Node refuses what cannot stand in a request line. */
function begin({ host, port, method, path, headers, body }: CameraQuestion): ClientRequest {
  try {
    return request({
      ...{ host, port, method, path },
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
      // A connection of its own: cameras close idle ones without a word.
      agent: false,
      maxHeaderSize: 16 * 1024,
    });
  } catch (error) {
    throw new ChannelFailure('broken', reasonOf(error), { cause: error });
  }
}

function failureOf(error: Error): ChannelFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // llhttp's own codes: whatever answers does not speak HTTP.
  const problem = code.startsWith('HPE_') ? 'broken' : 'unreachable';
  return new ChannelFailure(problem, code === '' ? reasonOf(error) : code, { cause: error });
}

/** The whole body as text. Throws ChannelFailure: too long, too slow, broken off. */
export function readWhole(
  response: IncomingMessage,
  { maxBytes, deadlineMs, clock, signal }: { maxBytes: number; deadlineMs: number; clock: Clock; signal: AbortSignal },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const fail = (failure: ChannelFailure): void => {
      settle();
      reject(failure);
      response.destroy();
    };
    const onAbort = (): void => fail(new ChannelFailure('ended', 'stopped'));
    const cancelDeadline = clock.after(deadlineMs, () =>
      fail(new ChannelFailure('unreachable', `no whole answer within ${deadlineMs / 1000} s`)),
    );
    const settle = (): void => {
      cancelDeadline();
      signal.removeEventListener('abort', onAbort);
    };
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) fail(new ChannelFailure('broken', `the answer exceeds ${maxBytes} bytes`));
      else chunks.push(chunk);
    });
    response.on('error', (error) => fail(failureOf(error)));
    response.on('end', () => {
      settle();
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}

/** `http://127.0.0.1:8000/onvif/device_service`; null when it is no `http:` address. */
export function parseCameraAddress(address: string): (CameraAddress & { path: string }) | null {
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, port, pathname, search } = new URL(address);
  if (protocol !== 'http:' || hostname === '') return null;
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 80 : Number(port),
    path: pathname + search,
  };
}
