/** Error codes that cross the API. The console words each in the reader's language (`renderer/text`). */
import { z } from 'zod';

export const errorCode = z.enum([
  'bad-input',
  'not-signed-in',
  'not-allowed',
  'wrong-password',
  'too-many-attempts',
  'not-found',
  'conflict',
  'already-acknowledged',
  'already-resolved',
  'already-set-up',
  'provisioned-elsewhere', // set in the provision file; change it there
  'unavailable',
  'disk-full',
  'internal',
]);
export type ErrorCode = z.infer<typeof errorCode>;

/** What an error answer carries beside tRPC's own members: the code, and the values its words need. */
export const apiError = z.object({
  appCode: errorCode,
  /** `too-many-attempts`: retryAfterSeconds. `bad-input`: paths, the members refused, separated by commas. */
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ApiError = z.infer<typeof apiError>;
