import type { Accounts } from '../access/accounts.ts';
import type { AuditEntry, AuditLog } from '../access/audit-log.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Log } from '../system/log.ts';
import { accountOf } from './handlers.ts';
import type { Handlers } from './handlers.ts';

export interface SessionHandlersOptions {
  accounts: Pick<Accounts, 'any' | 'changePassword' | 'find' | 'prove'>;
  audit: Pick<AuditLog, 'append'>;
  /** Whether a first run may try the simulated site. */
  simulatedSiteOffered: () => boolean;
  log: Log;
}

/** Signing in and out, and what a console asks first. */
export function sessionHandlers({
  accounts,
  audit,
  simulatedSiteOffered,
  log,
}: SessionHandlersOptions): Handlers['session'] {
  // A full disk must not keep a guard from signing in.
  const note = (entry: AuditEntry): void => {
    audit.append(entry).catch((error: unknown) => log.error('audit row not written', { reason: reasonOf(error) }));
  };
  return {
    current: async (_input, caller) => ({
      signedIn: caller.session,
      setupNeeded: !accounts.any(),
      simulatedSiteOffered: caller.local && simulatedSiteOffered(),
    }),
    async signIn({ account, password }, caller) {
      try {
        const signedIn = await accounts.prove({ account, password, address: caller.address });
        await caller.openSession(signedIn.account);
        note({ actor: signedIn.account, action: 'session.sign-in', subject: caller.address, facts: {} });
        return signedIn;
      } catch (error) {
        if (error instanceof AppError && error.code === 'wrong-password') {
          // What is no account may be a password typed into the wrong field.
          const known = accounts.find(account)?.signedIn.account ?? 'unknown';
          note({ actor: known, action: 'session.sign-in-refused', subject: caller.address, facts: {} });
        }
        throw error;
      }
    },
    async signOut(_input, caller) {
      const account = caller.session?.account;
      await caller.closeSession();
      if (account !== undefined) {
        note({ actor: account, action: 'session.sign-out', subject: caller.address, facts: {} });
      }
      return { ok: true };
    },
    async changePassword({ current, password }, caller) {
      const account = accountOf(caller);
      await accounts.prove({ account, password: current, address: caller.address });
      await accounts.changePassword(account, password);
      // The change has ended every session of the account, this one too.
      await caller.openSession(account);
      note({ actor: account, action: 'session.change-password', subject: `account:${account}`, facts: {} });
      return { ok: true };
    },
  };
}
