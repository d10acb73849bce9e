/** HTTP Digest as capture devices speak it (GA/T 1400.4 registration, RFC 7616 and RFC 2069). */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../system/clock.ts';
import { parseDigestAnswer, provesPassword } from '../../system/http-digest.ts';
import type { DigestAnswer } from '../../system/http-digest.ts';
import { GuessBrake } from './guess-brake.ts';
import { NonceMint } from './nonce-mint.ts';
import type { ViidDevice } from './viid-devices.ts';

const realm = 'viid';

export interface Credentials {
  /** The Authorization header. */
  header: string | undefined;
  method: string;
  /** Path and query as sent. */
  url: string;
  address: string;
}

export type DoorDecision =
  | { outcome: 'proven' }
  /** No answer yet, or one to a challenge of an hour ago. */
  | { outcome: 'challenge'; stale: boolean }
  | { outcome: 'wrong-password' }
  | { outcome: 'slow-down'; waitMs: number };

export class DigestDoor {
  readonly #nonces: NonceMint;
  readonly #brake: GuessBrake;
  readonly #opaque = randomBytes(16).toString('hex');

  constructor(clock: Clock) {
    this.#nonces = new NonceMint(clock);
    this.#brake = new GuessBrake(clock);
  }

  /** Value of WWW-Authenticate. No algorithm is named: MD5 is understood, and some firmware stumbles over the word. */
  challenge(address: string, stale: boolean): string {
    const nonce = this.#nonces.issue(address);
    return `Digest realm="${realm}",qop="auth",nonce="${nonce}",opaque="${this.#opaque}"${stale ? ',stale=true' : ''}`;
  }

  /** For Register and UnRegister: a fresh answer to one of our challenges, for this very request. */
  decide(device: ViidDevice, credentials: Credentials): DoorDecision {
    const answer = credentials.header === undefined ? null : parseDigestAnswer(credentials.header);
    if (answer === null) return { outcome: 'challenge', stale: false };
    const decision = this.#checkPassword(device, answer, credentials);
    if (decision.outcome !== 'proven') return decision;
    if (!sameResource(answer.uri, credentials.url)) return { outcome: 'challenge', stale: false };
    const fresh =
      this.#nonces.isFresh(answer.nonce, credentials.address) &&
      this.#nonces.useOnce(answer.nonce, answer.nc, answer.cnonce);
    return fresh ? { outcome: 'proven' } : { outcome: 'challenge', stale: true };
  }

  /**
   * For everything else: registered devices need no Authorization there, but one that is sent must prove the password.
   * Its age and its URI are not held against it; small clients send what they registered with again and again.
   */
  decideOptional(device: ViidDevice, credentials: Credentials): DoorDecision {
    const answer = credentials.header === undefined ? null : parseDigestAnswer(credentials.header);
    return answer === null ? { outcome: 'proven' } : this.#checkPassword(device, answer, credentials);
  }

  /** Asking for devices that do not exist is guessing too. Milliseconds to wait, 0 when none. */
  unknownDevice(address: string): number {
    const waitMs = this.#brake.waitMs(address, '');
    if (waitMs === 0) this.#brake.unknownDevice(address);
    return waitMs;
  }

  #checkPassword(device: ViidDevice, answer: DigestAnswer, credentials: Credentials): DoorDecision {
    const { address, method } = credentials;
    const waitMs = this.#brake.waitMs(address, device.deviceId);
    if (waitMs > 0) return { outcome: 'slow-down', waitMs };
    // A header arrives as Latin-1; a Chinese user name in it was UTF-8.
    const named = [answer.username, Buffer.from(answer.username, 'latin1').toString('utf8')].includes(device.user);
    const proven =
      named && provesPassword({ ...answer, username: device.user }, { method, realm, password: device.password });
    if (!proven) {
      this.#brake.wrong(address, device.deviceId);
      return { outcome: 'wrong-password' };
    }
    this.#brake.right(address, device.deviceId);
    return { outcome: 'proven' };
  }
}

/** The answer's uri may be written in full (`http://host/path`), in other letters, or with a slash at its end. */
function sameResource(uri: string, url: string): boolean {
  const path = (text: string): string =>
    text
      .slice(0, 2048)
      .replace(/^https?:\/\/[^/]*/i, '')
      .replace(/[?#].*$/s, '')
      .replace(/\/$/, '')
      .toLowerCase();
  return path(uri) === path(url);
}
