/** Accounts, health, ONVIF sides, clips: what the screens beside the wall show. All invented. */
import type { Account } from '#contract/access.ts';

const dayMs = 86_400_000;

export function inventedAccounts(nowMs: number): Account[] {
  const people: readonly (readonly [string, string, Account['role'], boolean, boolean])[] = [
    ['admin1', '陈立', 'admin', true, false],
    ['chief1', '李芳', 'chief', true, false],
    ['guard1', '王强', 'guard', false, false],
    ['liuyang', '刘洋', 'guard', false, false],
    ['zhaomin', '赵敏', 'guard', false, true],
  ];
  return people.map(([account, name, role, provisioned, disabled], index) => ({
    ...{ account, name, role, provisioned, disabled },
    createdAtMs: nowMs - (400 - index * 60) * dayMs,
  }));
}
