/** Procedures of the contract whose rooms are being built. This file goes with the last of them. */
import type { Handlers } from '../gateway/handlers.ts';
import { AppError } from '../system/app-error.ts';

const awaited = (): Promise<never> => Promise.reject(new AppError('unavailable', 'not built yet'));

export const awaitedActions: Handlers['actions'] = {
  list: async () => [],
  save: awaited,
  remove: awaited,
  run: awaited,
  test: awaited,
  runs: async () => [],
};
