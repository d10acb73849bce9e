/** The GA/T 1400 side of the stand-in: who is registered, and what a posted list holds. Written from the protocol's facts. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { complainOfDigest } from './verify.ts';
import type { DigestAccount } from './verify.ts';

export interface PostedObject {
  id: string;
  kind: 'notification' | 'subscribe-notification' | 'ape';
  object: unknown;
}

const lists: readonly { path: string; list: string; object: string; id: string; kind: PostedObject['kind'] }[] = [
  {
    path: '/VIID/DispositionNotifications',
    list: 'DispositionNotificationListObject',
    object: 'DispositionNotificationObject',
    id: 'NotificationID',
    kind: 'notification',
  },
  {
    path: '/VIID/SubscribeNotifications',
    list: 'SubscribeNotificationListObject',
    object: 'SubscribeNotificationObject',
    id: 'NotificationID',
    kind: 'subscribe-notification',
  },
  { path: '/VIID/APEs', list: 'APEListObject', object: 'APEObject', id: 'ApeID', kind: 'ape' },
];

/** What was posted there; null: it is no place of ours. By the body where the path is one of our own (ReceiveAddr). */
export function readPosted(path: string, raw: Buffer): PostedObject[] | null {
  const body = JSON.parse(raw.toString()) as Record<string, Record<string, unknown> | undefined>;
  const form = lists.find((one) => one.path === path) ?? lists.find(({ list }) => body[list] !== undefined);
  if (form === undefined) return null;
  const held = body[form.list]?.[form.object];
  if (held === undefined) return null;
  return [held].flat().map((object) => {
    const id = (object as Record<string, unknown>)[form.id];
    if (typeof id !== 'string' || id === '') throw new Error(`${form.id} is missing`);
    return { id, kind: form.kind, object };
  });
}

export function localTime(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replaceAll(/\D/g, '');
}

/** Registrations, by User-Identify; each lives for a time without a word, as on real platforms. */
export class Registrations {
  readonly registered = new Set<string>();
  readonly #account: DigestAccount;
  readonly #livesMs: number;
  readonly #nonces = new Set<string>();
  readonly #heardAtMs = new Map<string, number>();

  constructor(account: DigestAccount, livesMs: number) {
    this.#account = account;
    this.#livesMs = livesMs;
  }

  /** Whether it is registered; a word of it keeps it so. */
  hears(deviceId: string): boolean {
    const heardAtMs = this.#heardAtMs.get(deviceId);
    if (heardAtMs !== undefined && performance.now() - heardAtMs > this.#livesMs) this.registered.delete(deviceId);
    if (!this.registered.has(deviceId)) return false;
    this.#heardAtMs.set(deviceId, performance.now());
    return true;
  }

  /** Answers a registration by Digest. Gives a complaint, null when there is none. */
  register(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (status: number, code: number, text: string) => void,
  ): string | null {
    const header = request.headers.authorization;
    const nonce = /nonce="([^"]*)"/.exec(header ?? '')?.[1] ?? '';
    if (header === undefined || !this.#nonces.delete(nonce)) {
      const fresh = randomBytes(16).toString('hex');
      this.#nonces.add(fresh);
      const challenge = `Digest realm="viid",qop="auth",nonce="${fresh}",opaque="5ccc069c403ebaf9f0171e9517f40e41"`;
      response.writeHead(401, { 'www-authenticate': challenge, 'content-length': 0 }).end();
      return null;
    }
    const complaint = complainOfDigest(header, 'POST', nonce, this.#account);
    if (complaint !== null) {
      answer(401, 4, '注册失败');
      return complaint;
    }
    const deviceId = String(request.headers['user-identify'] ?? '');
    this.registered.add(deviceId);
    this.#heardAtMs.set(deviceId, performance.now());
    answer(200, 0, '注册成功');
    return null;
  }
}
