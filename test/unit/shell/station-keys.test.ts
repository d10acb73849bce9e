import { expect, test } from 'vitest';
import { planKey } from '../../../main/shell/station-keys.ts';

test.each([
  [{ storage: true, wrapped: true, file: false }, 'open-wrapped'],
  [{ storage: true, wrapped: true, file: true }, 'open-wrapped'],
  [{ storage: true, wrapped: false, file: true }, 'wrap-file'],
  [{ storage: true, wrapped: false, file: false }, 'make-wrapped'],
  [{ storage: false, wrapped: false, file: true }, 'leave-to-station'],
  [{ storage: false, wrapped: false, file: false }, 'leave-to-station'],
  [{ storage: false, wrapped: true, file: false }, 'refuse'],
  [{ storage: false, wrapped: true, file: true }, 'refuse'],
] as const)('with %j the plan is to %s', (found, act) => {
  expect(planKey(found)).toEqual({ act });
});
