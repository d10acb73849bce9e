/** Accounts and roles 账号与角色. */
import { z } from 'zod';

export const role = z.enum(['guard', 'chief', 'admin']);
export type Role = z.infer<typeof role>;

export const accountName = z.string().trim().min(1).max(64);
/** NIST SP 800-63B: length, not composition. */
export const newPassword = z.string().min(8).max(256);

export const signedIn = z.object({ account: z.string(), name: z.string(), role });
export type SignedIn = z.infer<typeof signedIn>;

/** An account as the console lists it. */
export const account = z.object({
  account: z.string(),
  name: z.string(),
  role,
  /** Set in the provision file: shown as such, changed there. */
  provisioned: z.boolean(),
  disabled: z.boolean(),
  createdAtMs: z.number(),
});
export type Account = z.infer<typeof account>;

export const newAccount = z.object({
  account: accountName,
  name: z.string().trim().min(1).max(64),
  role,
  password: newPassword,
});

export const unitField = z.enum([
  'government',
  'education',
  'industry',
  'logistics',
  'health',
  'utility',
  'finance',
  'hospitality',
  'other',
]);
export type UnitField = z.infer<typeof unitField>;

export const unit = z.object({
  name: z.string().trim().min(1).max(128),
  field: unitField,
  /** 20 digits in the standard; kept as given. */
  viidId: z.string().max(64).nullable(),
  /** Counter-terrorism Law Art. 32: a key target keeps footage 90 days. */
  keyTarget: z.boolean(),
});
export type Unit = z.infer<typeof unit>;

/** Why a stored picture is looked at; goes into the retrieval register 调取登记. */
export const lookPurpose = z.enum(['wall', 'alarm', 'journal', 'search', 'review', 'handover', 'clip']);
export type LookPurpose = z.infer<typeof lookPurpose>;

/**
 * Where the station serves a stored picture. `digest` is a `Picture`'s. `thumb`: at most 320 pixels wide and high, for
 * grids; the picture itself where none can be made.
 */
export const evidencePath = (digest: string, purpose: LookPurpose, size: 'whole' | 'thumb' = 'whole'): string =>
  `/evidence/${digest}?purpose=${purpose}${size === 'thumb' ? '&thumb=1' : ''}`;
