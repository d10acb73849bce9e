/**
 * The stand-in's other half: an upper platform that orders and subscribes at a station's GA/T 1400 receiver. Its Digest is
 * its own, from RFC 7616.
 */
import { createHash, randomBytes } from 'node:crypto';

export interface UpperPlatformOptions {
  /** The station's receiver: `http://127.0.0.1:18400` */
  receiver: string;
  /** The platform's own number. */
  id: string;
  user: string;
  password: string;
}

export interface Answered {
  status: number;
  body: unknown;
  /** StatusCode and StatusString of each object, whatever form the answer has. */
  statuses: { code: number; text: string }[];
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export class UpperPlatform {
  readonly #options: UpperPlatformOptions;

  constructor(options: UpperPlatformOptions) {
    this.#options = options;
  }

  subscribe(...subscriptions: object[]): Promise<Answered> {
    return this.send('POST', '/VIID/Subscribes', { SubscribeListObject: { SubscribeObject: subscriptions } });
  }

  /** 布控 */
  dispose(...dispositions: object[]): Promise<Answered> {
    return this.send('POST', '/VIID/Dispositions', { DispositionListObject: { DispositionObject: dispositions } });
  }

  revoke(dispositionId: string): Promise<Answered> {
    const revoked = { DispositionID: dispositionId, OperateType: 1, DispositionStatus: 1 };
    return this.send('PUT', '/VIID/Dispositions', { DispositionListObject: { DispositionObject: [revoked] } });
  }

  async send(method: string, path: string, body: object | null): Promise<Answered> {
    const first = await this.#ask(method, path, body, null);
    const challenge = first.headers.get('www-authenticate');
    if (first.status !== 401 || challenge === null) return answered(first);
    await first.arrayBuffer();
    return answered(await this.#ask(method, path, body, this.#authorization(method, path, challenge)));
  }

  #ask(method: string, path: string, body: object | null, authorization: string | null): Promise<Response> {
    return fetch(new URL(path, this.#options.receiver), {
      method,
      headers: {
        'content-type': 'application/VIID+JSON;charset=UTF-8',
        'user-identify': this.#options.id,
        ...(authorization === null ? {} : { authorization }),
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
  }

  #authorization(method: string, uri: string, challenge: string): string {
    const part = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
    const { user, password } = this.#options;
    const [realm, nonce, opaque] = [part('realm'), part('nonce'), part('opaque')];
    const cnonce = randomBytes(8).toString('hex');
    const secret = md5([user, realm, password].join(':'));
    const response = md5([secret, nonce, '00000001', cnonce, 'auth', md5([method, uri].join(':'))].join(':'));
    return (
      `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", qop=auth, nc=00000001, ` +
      `cnonce="${cnonce}", response="${response}", opaque="${opaque}"`
    );
  }
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    body = text;
  }
  return { status: response.status, body, statuses: statusesIn(body) };
}

function statusesIn(body: unknown): Answered['statuses'] {
  if (typeof body !== 'object' || body === null) return [];
  if (Array.isArray(body)) return body.flatMap(statusesIn);
  const { StatusCode: code, StatusString: text } = body as Record<string, unknown>;
  if (code !== undefined) return [{ code: Number(code), text: typeof text === 'string' ? text : '' }];
  return Object.values(body).flatMap(statusesIn);
}
