import type { Role, SignedIn } from '#contract/access.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { AppError } from '../system/app-error.ts';
import { PasswordHasher } from './password-hasher.ts';
import type { ScryptCost } from './password-hasher.ts';
import { SignInThrottle } from './sign-in-throttle.ts';

/** An account as it is stored. */
export interface AccountRecord {
  /** The name signed in with, as it was first written. */
  account: string;
  /** The name of the person. */
  name: string;
  role: Role;
  /** As `PasswordHasher` writes it. */
  passwordHash: string;
  /** Rises with every new password; sessions opened with an older one have ended. */
  passwordVersion: number;
  /** Set in the provision file. */
  provisioned: boolean;
  disabled: boolean;
  createdAtMs: number;
}

export interface AccountStore {
  all(): Promise<AccountRecord[]>;
  /** Adds the account, or replaces the one of the same key. */
  save(key: string, record: AccountRecord): Promise<void>;
}

export interface NewAccount {
  account: string;
  name: string;
  role: Role;
  password: string;
}

export type AccountSummary = Omit<AccountRecord, 'passwordHash' | 'passwordVersion'>;

export interface AccountsOptions {
  store: AccountStore;
  clock: Clock;
  log: Log;
  /** For tests: real hashes take a good part of a second, on purpose. */
  cost?: ScryptCost;
}

/** Two spellings that look or type alike are one account. */
export const accountKey = (account: string): string => account.normalize('NFKC').trim().toLowerCase();

export class Accounts {
  readonly #store: AccountStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #hasher: PasswordHasher;
  readonly #throttle: SignInThrottle;
  readonly #records: Map<string, AccountRecord>;
  #makingFirst = false;

  static async open(options: AccountsOptions): Promise<Accounts> {
    const records = await options.store.all();
    return new Accounts(options, new Map(records.map((record) => [accountKey(record.account), record])));
  }

  private constructor({ store, clock, log, cost }: AccountsOptions, records: Map<string, AccountRecord>) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log.room('access');
    this.#hasher = new PasswordHasher(cost);
    this.#throttle = new SignInThrottle(clock);
    this.#records = records;
  }

  /** Whether anybody can sign in; otherwise the station has yet to be set up. */
  any(): boolean {
    return [...this.#records.values()].some((record) => !record.disabled);
  }

  list(): AccountSummary[] {
    return [...this.#records.values()].map(({ passwordHash: _hash, passwordVersion: _version, ...summary }) => summary);
  }

  /** The owner's name, of disabled accounts too: records outlive them. */
  nameOf(account: string): string | undefined {
    return this.#records.get(accountKey(account))?.name;
  }

  /** Null when there is no such account, or it is disabled. */
  find(account: string): { signedIn: SignedIn; passwordVersion: number } | null {
    const record = this.#records.get(accountKey(account));
    if (record === undefined || record.disabled) return null;
    return { signedIn: signedInOf(record), passwordVersion: record.passwordVersion };
  }

  /**
   * Who the password proves. Throws `wrong-password` alike for a wrong one, an unknown account and a disabled one, and
   * `too-many-attempts` with `retryAfterSeconds`.
   */
  async prove({
    account,
    password,
    address,
  }: {
    account: string;
    password: string;
    address: string;
  }): Promise<SignedIn> {
    const key = accountKey(account);
    const attempt = this.#throttle.attempt(key, address);
    const record = this.#records.get(key);
    const known = record !== undefined && !record.disabled;
    const right = await this.#hasher.matches(password, known ? record.passwordHash : null);
    if (!right || !known) throw new AppError('wrong-password', 'the account or the password is wrong');
    attempt.succeeded();
    return signedInOf(record);
  }

  /** Throws `conflict` when the name is taken. */
  async create(account: NewAccount): Promise<SignedIn> {
    return signedInOf(await this.#add(account, false));
  }

  /** First run only: throws `already-set-up` when there is an account. */
  async createFirstAdmin(account: Omit<NewAccount, 'role'>): Promise<SignedIn> {
    // Of two wizards finishing at once, one makes the admin.
    if (this.any() || this.#makingFirst) throw new AppError('already-set-up', 'the station has been set up');
    this.#makingFirst = true;
    try {
      return await this.create({ ...account, role: 'admin' });
    } finally {
      this.#makingFirst = false;
    }
  }

  /** Ends the account's sessions. Throws `not-found`, and `provisioned-elsewhere`. */
  async changePassword(account: string, password: string): Promise<void> {
    const record = this.#records.get(accountKey(account));
    if (record === undefined) throw new AppError('not-found', 'there is no such account');
    if (record.provisioned) {
      throw new AppError('provisioned-elsewhere', 'the password of this account is set in the provision file');
    }
    const passwordHash = await this.#hasher.hash(password);
    await this.#save({ ...record, passwordHash, passwordVersion: record.passwordVersion + 1 });
  }

  /** Ends the account's sessions. Throws `not-found`, `provisioned-elsewhere`, and `conflict` for the last admin. */
  async setDisabled(account: string, disabled: boolean): Promise<void> {
    const record = this.#records.get(accountKey(account));
    if (record === undefined) throw new AppError('not-found', 'there is no such account');
    if (record.provisioned) {
      throw new AppError('provisioned-elsewhere', 'this account is set in the provision file');
    }
    const admins = [...this.#records.values()].filter(({ role, disabled: off }) => role === 'admin' && !off);
    if (disabled && admins.length === 1 && admins[0] === record) {
      throw new AppError('conflict', 'the last admin cannot be disabled', { facts: { problem: 'last-admin' } });
    }
    // A session opened before must not come back to life with the account.
    await this.#save({ ...record, disabled, passwordVersion: record.passwordVersion + 1 });
  }

  /**
   * Makes the provisioned accounts those of the file. A password that already matches keeps its hash, and with it the
   * open sessions; accounts no longer listed are disabled, never deleted: records name them.
   */
  async applyProvision(listed: readonly NewAccount[]): Promise<void> {
    const keys = new Set(listed.map(({ account }) => accountKey(account)));
    await Promise.all(listed.map((account) => this.#provision(account)));
    for (const record of [...this.#records.values()]) {
      if (!record.provisioned || record.disabled || keys.has(accountKey(record.account))) continue;
      await this.#save({ ...record, disabled: true });
      this.#log.info('account no longer provisioned: disabled', { account: record.account });
    }
  }

  async #provision(listed: NewAccount): Promise<void> {
    const record = this.#records.get(accountKey(listed.account));
    if (record === undefined) {
      await this.#add(listed, true);
      return;
    }
    const wanted: AccountRecord = {
      ...record,
      name: listed.name,
      role: listed.role,
      provisioned: true,
      disabled: false,
    };
    if (!(await this.#hasher.matches(listed.password, record.passwordHash))) {
      wanted.passwordHash = await this.#hasher.hash(listed.password);
      wanted.passwordVersion += 1;
    }
    const changed = (Object.keys(wanted) as (keyof AccountRecord)[]).some(
      (member) => wanted[member] !== record[member],
    );
    if (changed) await this.#save(wanted);
  }

  async #add({ account, name, role, password }: NewAccount, provisioned: boolean): Promise<AccountRecord> {
    const key = accountKey(account);
    const refuseTaken = (): void => {
      if (this.#records.has(key)) throw new AppError('conflict', 'the account name is taken', { facts: { account } });
    };
    refuseTaken();
    const record: AccountRecord = {
      account: account.trim(),
      name,
      role,
      passwordHash: await this.#hasher.hash(password),
      passwordVersion: 1,
      provisioned,
      disabled: false,
      createdAtMs: this.#clock.nowMs(),
    };
    refuseTaken();
    this.#records.set(key, record);
    try {
      await this.#store.save(key, record);
    } catch (error) {
      this.#records.delete(key);
      throw error;
    }
    return record;
  }

  async #save(record: AccountRecord): Promise<void> {
    const key = accountKey(record.account);
    await this.#store.save(key, record);
    this.#records.set(key, record);
  }
}

const signedInOf = ({ account, name, role }: AccountRecord): SignedIn => ({ account, name, role });
