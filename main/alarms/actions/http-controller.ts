/** A door that is told over HTTP: one request, no redirect followed, and nothing read of the answer but how it begins. */
import { Agent, request } from 'undici';
import type { buildConnector } from 'undici';
import { CertificateChanged, isTlsFailure, trustingConnector } from '../../system/tls-trust.ts';
import { bodyKindOf, contentTypeOf, fillBody, fillUrl, placeOf, saysState } from './call-template.ts';
import type { HttpTarget } from './call-template.ts';
import { codeOf, done, notSent } from './controller.ts';
import type { Controller, Order, Outcome } from './controller.ts';

/** An answer that exceeds it breaks off; its status has been read by then. */
const largestAnswerBytes = 64 * 1024;

export class HttpController implements Controller<HttpTarget> {
  async put(target: HttpTarget, order: Order): Promise<Outcome> {
    const call = callOf(target, order);
    if ('outcome' in call) return call;
    const trust = { pin: target.certificate ?? undefined };
    const connect = trustingConnector(trust, order.withinMs);
    let connected = false;
    const agent = new Agent({
      connect: (options, callback) => {
        connect(options, (...opened: buildConnector.CallbackArgs) => {
          connected = opened[0] === null;
          callback(...opened);
        });
      },
      headersTimeout: order.withinMs,
      bodyTimeout: order.withinMs,
      maxResponseSize: largestAnswerBytes,
      pipelining: 0,
    });
    const where = `${target.method} ${placeOf(call.url)}`;
    try {
      const { statusCode, body } = await request(call.url, {
        ...{ method: target.method, headers: call.headers, dispatcher: agent, signal: order.signal },
        ...(call.body === '' ? {} : { body: call.body }),
      });
      // What else it says is nobody's business here; it may be anything, and any amount.
      body.on('error', () => undefined).destroy();
      return answered(statusCode, where);
    } catch (error) {
      return wordFailure(error, where, connected, order.signal.aborted);
    } finally {
      await agent.destroy();
    }
  }

  async probe(target: HttpTarget, order: Order): Promise<Outcome> {
    const call = callOf(target, order);
    if ('outcome' in call) return call;
    const { url } = call;
    const where = `${target.method} ${placeOf(url)}`;
    const connect = trustingConnector({ pin: target.certificate ?? undefined }, order.withinMs);
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const said = call.body === '' ? 'no body' : `${Buffer.byteLength(call.body)} bytes of ${contentTypeOf(target)}`;
    const { protocol, hostname } = url;
    const port = url.port === '' ? (protocol === 'https:' ? '443' : '80') : url.port;
    const host = hostname.replace(/^\[|\]$/g, '');
    order.signal.addEventListener('abort', () => resolve(notSent('timeout', `${where}: not connected in time`)));
    connect(
      { protocol, hostname: host, port, ...(protocol === 'https:' && { servername: serverName(host) }) },
      (error, socket) => {
        socket?.destroy();
        resolve(
          error === null
            ? done(`would send ${where}, ${said}`)
            : wordFailure(error, where, false, order.signal.aborted),
        );
      },
    );
    return promise;
  }
}

function callOf(
  target: HttpTarget,
  { facts }: Order,
): { url: URL; headers: Record<string, string>; body: string } | Outcome {
  if (facts.wanted === 'off' && !saysState(target))
    return notSent('refused', 'the call does not say {state}: sent again, it would not put anything back');
  const contentType = contentTypeOf(target);
  const headers = Object.fromEntries(target.headers.map(({ name, value }) => [name.toLowerCase(), value]));
  const body = target.method === 'GET' ? '' : fillBody(target.body, bodyKindOf(contentType), facts);
  return {
    url: fillUrl(target.url, facts),
    headers: { ...headers, ...(body === '' ? {} : { 'content-type': contentType }) },
    body,
  };
}

/** SNI names hosts, not addresses (RFC 6066, section 3). */
function serverName(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}

function answered(status: number, where: string): Outcome {
  const detail = `${where}: HTTP ${status}`;
  if (status >= 200 && status < 300) return done(detail);
  const refused = { outcome: 'failed', perhapsMoved: false, repeatable: false } as const;
  if (status >= 300 && status < 400)
    return { ...refused, failure: 'refused', detail: `${detail}, a redirect is not followed` };
  if (status === 401 || status === 403) return { ...refused, failure: 'wrong-password', detail };
  if (status === 404 || status === 410) return { ...refused, failure: 'not-found', detail };
  return { ...refused, failure: 'refused', detail };
}

/**
 * Nothing is said twice once it may have been heard: whether a call sets a state or toggles one its method does not tell,
 * and controllers take a GET for either.
 */
function wordFailure(error: unknown, where: string, connected: boolean, late: boolean): Outcome {
  const code = codeOf(error);
  const detail = `${where}: ${code}`.slice(0, 300);
  if (error instanceof CertificateChanged) return notSent('certificate', `${where}: ${error.message}`);
  const failure = late || /TIMEOUT|TIMEDOUT/.test(code) ? 'timeout' : 'unreachable';
  if (!connected && isTlsFailure(code) && failure !== 'timeout') return notSent('certificate', detail);
  if (!connected) return notSent(failure, detail, true);
  return { outcome: 'failed', failure, detail, perhapsMoved: true, repeatable: false };
}
