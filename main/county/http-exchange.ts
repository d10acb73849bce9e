import { Agent, errors, request } from 'undici';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import { CertificateChanged, isTlsFailure, trustingConnector } from '../system/tls-trust.ts';
import type { TlsTrust } from '../system/tls-trust.ts';
import type { FailureReason } from './destination.ts';

const connectTimeoutMs = 5_000;
const replyTimeoutMs = 10_000;
/** A reply that drips in never trips the timeouts above. */
const wholeExchangeMs = 20_000;
/** Room for the keys of a whole bundle. */
/** Why an exchange is given up that lasts too long. */
const late = new Error('no whole reply in time');
const largestReplyBytes = 256 * 1024;

export type HttpTrust = TlsTrust;

export interface HttpReply {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

export type HttpOutcome =
  { outcome: 'reply'; reply: HttpReply } | { outcome: 'failed'; reason: FailureReason; detail: string };

export type CountyUrlProblem = 'bad-url' | 'credentials-in-url' | 'plain-http';

/** Why a county address cannot be used; null when it can. */
export function countyUrlProblem(text: string, allowPlain: boolean): CountyUrlProblem | null {
  if (!URL.canParse(text)) return 'bad-url';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'bad-url';
  if (url.username !== '' || url.password !== '') return 'credentials-in-url';
  return url.protocol === 'https:' || allowPlain || isLoopback(url.hostname) ? null : 'plain-http';
}

const urlProblemWords: Readonly<Record<CountyUrlProblem, string>> = {
  'bad-url': 'neither an https nor an http address',
  'credentials-in-url': 'credentials do not belong into the URL',
  'plain-http': 'http sends in clear text: use https, or set allowPlain: true if the network is closed',
};

/** The address, once it is sure that it may be used. `field`: where it was written, for the `bad-input` it throws. */
export function countyUrl(field: string, text: string, allowPlain: boolean): URL {
  const problem = countyUrlProblem(text, allowPlain);
  if (problem !== null) throw new AppError('bad-input', `${field}: ${urlProblemWords[problem]}`);
  return new URL(text);
}

/** Who can read what is sent there. */
export function transportOf({ protocol, hostname }: URL): 'tls' | 'plain' | 'loopback' {
  if (protocol === 'https:') return 'tls';
  return isLoopback(hostname) ? 'loopback' : 'plain';
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** HTTP to one server of the county: few connections, bounded in time and bytes, redirects left unfollowed. */
export class HttpExchange {
  readonly #agent: Agent;
  readonly #clock: Clock;
  /** Why the server ended the connection, when it said so in TLS only. */
  readonly #alerts: Error[] = [];

  constructor(options: { clock: Clock; trust: TlsTrust }) {
    this.#clock = options.clock;
    this.#agent = new Agent({
      connections: 2,
      connect: trustingConnector(options.trust, connectTimeoutMs, (error) => {
        this.#alerts.push(error);
      }),
      headersTimeout: replyTimeoutMs,
      bodyTimeout: replyTimeoutMs,
      maxResponseSize: largestReplyBytes,
      // Shorter than what servers commonly keep: a connection they close under us costs a try.
      keepAliveTimeout: 4_000,
    });
  }

  async post(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
    signal: AbortSignal,
    method: 'POST' | 'PUT' = 'POST',
  ): Promise<HttpOutcome> {
    // One controller: a combined signal is let go of by the collector only, thousands of exchanges later.
    const giveUp = new AbortController();
    this.#alerts.length = 0;
    const cancel = this.#clock.after(wholeExchangeMs, () => giveUp.abort(late));
    const stop = (): void => giveUp.abort(signal.reason);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      const reply = await request(url, {
        method,
        dispatcher: this.#agent,
        headers,
        body,
        signal: giveUp.signal,
      });
      const bytes = Buffer.from(await reply.body.arrayBuffer());
      return { outcome: 'reply', reply: { status: reply.statusCode, headers: reply.headers, body: bytes } };
    } catch (error) {
      if (giveUp.signal.reason === late) return { outcome: 'failed', reason: 'timeout', detail: late.message };
      return { outcome: 'failed', ...wordFailure(this.#alerts[0] ?? error) };
    } finally {
      cancel();
      signal.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function wordFailure(error: unknown): { reason: FailureReason; detail: string } {
  const code = codeOf(error);
  if (code !== null && /ALERT_CERTIFICATE_REQUIRED/.test(code)) {
    return { reason: 'tls', detail: `the county asks for a certificate of ours (certFile, keyFile): ${code}` };
  }
  const detail = code === null || reasonOf(error).includes(code) ? reasonOf(error) : `${code} ${reasonOf(error)}`;
  if (error instanceof CertificateChanged) return { reason: 'tls', detail };
  // Of what is no HTTP undici tells no code.
  if (error instanceof errors.HTTPParserError) return { reason: 'bad-reply', detail };
  return { reason: reasonOfCode(code ?? ''), detail: detail.trim() };
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function reasonOfCode(code: string): FailureReason {
  if (code === 'ECONNREFUSED') return 'refused';
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return 'timeout';
  if (/^HPE_|MAX_SIZE|UND_ERR_RES|UND_ERR_HEADERS_OVERFLOW/.test(code)) return 'bad-reply';
  if (isTlsFailure(code)) return 'tls';
  return 'unreachable';
}
