/** Packages of records to those who take them out, and county receipts back in. */
import type { AuditEntry } from '../access/audit-log.ts';
import type { MadePackage, PackageAlarms, PackageRequest } from '#contract/package.ts';
import type { packageKey } from '#contract/package.ts';
import type { SignedIn } from '#contract/access.ts';
import type { z } from 'zod';
import type { Caller, Handlers } from './handlers.ts';

export interface PackageDesk {
  list(before: number | null, limit: number): Promise<MadePackage[]>;
  /** Throws `not-found`. */
  find(id: number): Promise<MadePackage>;
  /** Those raised in the period. Throws `bad-input`. */
  alarmsIn(period: { fromMs: number; toMs: number }): Promise<PackageAlarms>;
  /** Answers once it is written down; it is made afterwards. Throws `bad-input`, `unavailable`, `disk-full`. */
  make(request: PackageRequest, by: SignedIn): Promise<MadePackage>;
  key(): Promise<z.infer<typeof packageKey>>;
  /** Throws `bad-input` when it is no receipt, `not-found` when its package is not ours. */
  importReceipt(text: string, by: SignedIn): Promise<MadePackage>;
}

export function packageHandlers(options: {
  packages: PackageDesk;
  note: (caller: Caller, action: string, subject: string, facts?: AuditEntry['facts']) => void;
}): Handlers['packages'] {
  const { packages, note } = options;
  return {
    list: ({ before, limit }) => packages.list(before ?? null, limit),
    find: ({ id }) => packages.find(id),
    alarms: (period) => packages.alarmsIn(period),
    async make(request, caller) {
      const made = await packages.make(request, signedInOf(caller));
      const { fromMs, toMs, reason } = request;
      note(caller, 'package.make', `package:${made.id}`, { fromMs, toMs, reason, alarms: request.alarmIds.length });
      return made;
    },
    key: () => packages.key(),
    async importReceipt({ text }, caller) {
      const made = await packages.importReceipt(text, signedInOf(caller));
      note(caller, 'package.receipt', `package:${made.id}`, {
        number: made.receipt?.number ?? '',
        acknowledged: made.receipt?.acknowledged ?? 0,
      });
      return made;
    },
  };
}

function signedInOf(caller: Caller): SignedIn {
  if (caller.session === null) throw new Error('a procedure open to anyone has no account to act for');
  return caller.session;
}
