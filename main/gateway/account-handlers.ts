import type { Account } from '#contract/access.ts';
import { accountKey } from '../access/accounts.ts';
import type { Accounts } from '../access/accounts.ts';
import type { AuditEntry } from '../access/audit-log.ts';
import { AppError } from '../system/app-error.ts';
import type { Caller, Handlers } from './handlers.ts';
import { accountOf } from './handlers.ts';

export interface AccountHandlersOptions {
  accounts: Pick<Accounts, 'list' | 'create' | 'changePassword' | 'setDisabled'>;
  note: (caller: Caller, action: string, subject: string, facts?: AuditEntry['facts']) => void;
}

/** Who may sign in, looked after by an admin. */
export function accountHandlers({ accounts, note }: AccountHandlersOptions): Handlers['accounts'] {
  const find = (account: string): Account => {
    const found = accounts.list().find((each) => accountKey(each.account) === accountKey(account));
    if (found === undefined) throw new AppError('not-found', 'there is no such account');
    return found;
  };
  return {
    list: async () => accounts.list(),
    async add(account, caller) {
      const { account: name, role } = await accounts.create(account);
      note(caller, 'account.add', `account:${name}`, { role });
      return find(name);
    },
    async setPassword({ account, password }, caller) {
      await accounts.changePassword(account, password);
      note(caller, 'account.set-password', `account:${account}`);
      return { ok: true };
    },
    async setDisabled({ account, disabled }, caller) {
      if (accountKey(account) === accountKey(accountOf(caller))) {
        throw new AppError('conflict', 'nobody disables himself', { facts: { problem: 'own-account' } });
      }
      await accounts.setDisabled(account, disabled);
      note(caller, disabled ? 'account.disable' : 'account.enable', `account:${account}`);
      return { ok: true };
    },
  };
}
