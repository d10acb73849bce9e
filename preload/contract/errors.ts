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
