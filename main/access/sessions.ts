import { createHash, randomBytes } from 'node:crypto';
import type { SignedIn } from '#contract/access.ts';
import type { Clock } from '../system/clock.ts';
import { days, hours, minutes } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Accounts } from './accounts.ts';

/** A session as it is stored: the token itself is only in the browser. */
export interface SessionRecord {
  /** SHA-256 of the token, 64 lower-case hex digits. */
  tokenHash: string;
  account: string;
  passwordVersion: number;
  openedAtMs: number;
  lastSeenAtMs: number;
  address: string;
}

export interface SessionStore {
  all(): Promise<SessionRecord[]>;
  /** Adds the session, or replaces the one of the same token. */
  save(record: SessionRecord): Promise<void>;
  remove(tokenHashes: readonly string[]): Promise<void>;
}

export interface SessionsOptions {
  store: SessionStore;
  accounts: Pick<Accounts, 'find'>;
  clock: Clock;
  log: Log;
}

/** No call and no open console for this long ends a session. An open wall keeps its own alive. */
export const sessionIdleMs = hours(12);
/** However busy, a session ends after this. */
export const sessionLongestMs = days(7);
/** A later sight is written down at most this often; a restart may forget that much. */
const noteSeenEveryMs = minutes(5);
/** The oldest goes when an account opens more; nobody has that many browsers. */
const maxPerAccount = 50;

/**
 * Who is signed in. Kept in memory and written behind it: a disk that is full must not keep a guard from signing in,
 * and a station that restarts must not sign guards out.
 */
export class Sessions {
  readonly #store: SessionStore;
  readonly #accounts: Pick<Accounts, 'find'>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #sessions = new Map<string, SessionRecord & { noted: number }>();

  static async open(options: SessionsOptions): Promise<Sessions> {
    const sessions = new Sessions(options);
    for (const record of await options.store.all()) {
      sessions.#sessions.set(record.tokenHash, { ...record, noted: record.lastSeenAtMs });
    }
    sessions.#removeEnded();
    return sessions;
  }

  private constructor({ store, accounts, clock, log }: SessionsOptions) {
    this.#store = store;
    this.#accounts = accounts;
    this.#clock = clock;
    this.#log = log.room('access');
  }

  /** Opens a session and returns its token: 256 random bits, base64url. */
  async begin(account: string, address: string): Promise<string> {
    const known = this.#accounts.find(account);
    if (known === null) throw new AppError('not-allowed', 'the account cannot sign in');
    this.#removeEnded();
    const token = randomBytes(32).toString('base64url');
    const nowMs = this.#clock.nowMs();
    const record: SessionRecord = {
      tokenHash: hashOf(token),
      account: known.signedIn.account,
      passwordVersion: known.passwordVersion,
      openedAtMs: nowMs,
      lastSeenAtMs: nowMs,
      address,
    };
    this.#sessions.set(record.tokenHash, { ...record, noted: nowMs });
    const own = [...this.#sessions.values()].filter((session) => session.account === record.account);
    if (own.length > maxPerAccount) void this.#forget(own.slice(0, own.length - maxPerAccount));
    await this.#write(this.#store.save(record));
    return token;
  }

  /** Who the token belongs to, and a sign of life of the session; null once it has ended. */
  find(token: string): SignedIn | null {
    const session = this.#sessions.get(hashOf(token));
    if (session === undefined) return null;
    const signedIn = this.#signedIn(session);
    if (signedIn === null) {
      void this.#forget([session]);
      return null;
    }
    const nowMs = this.#clock.nowMs();
    session.lastSeenAtMs = nowMs;
    if (nowMs - session.noted >= noteSeenEveryMs) {
      session.noted = nowMs;
      const { noted: _noted, ...record } = session;
      void this.#write(this.#store.save(record));
    }
    return signedIn;
  }

  async end(token: string): Promise<void> {
    const session = this.#sessions.get(hashOf(token));
    if (session !== undefined) await this.#forget([session]);
  }

  #signedIn(session: SessionRecord): SignedIn | null {
    const nowMs = this.#clock.nowMs();
    if (nowMs - session.lastSeenAtMs > sessionIdleMs || nowMs - session.openedAtMs > sessionLongestMs) return null;
    const known = this.#accounts.find(session.account);
    return known?.passwordVersion === session.passwordVersion ? known.signedIn : null;
  }

  #removeEnded(): void {
    const ended = [...this.#sessions.values()].filter((session) => this.#signedIn(session) === null);
    if (ended.length > 0) void this.#forget(ended);
  }

  #forget(sessions: readonly SessionRecord[]): Promise<void> {
    const hashes = sessions.map(({ tokenHash }) => tokenHash);
    for (const hash of hashes) this.#sessions.delete(hash);
    return this.#write(this.#store.remove(hashes));
  }

  async #write(written: Promise<void>): Promise<void> {
    try {
      await written;
    } catch (error) {
      this.#log.warn('session not written: a restart may undo this change', { reason: reasonOf(error) });
    }
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
