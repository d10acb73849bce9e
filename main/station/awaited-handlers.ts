/** Procedures of the contract whose rooms are being built. This file goes with the last of them. */
import type { Handlers } from '../gateway/handlers.ts';
import { AppError } from '../system/app-error.ts';

const awaited = (): Promise<never> => Promise.reject(new AppError('unavailable', 'not built yet'));
async function* nothing(): AsyncGenerator<never, void, void> {}

export const awaitedLists: Omit<Handlers['watchlist'], 'page'> = {
  find: awaited,
  changes: nothing,
  add: awaited,
  change: awaited,
  approve: awaited,
  withdraw: awaited,
  previewImport: awaited,
  importPreviewed: awaited,
  dryRun: awaited,
  settings: awaited,
  setSettings: awaited,
};
export const awaitedAlarms: Pick<
  Handlers['alarms'],
  'addNote' | 'handOver' | 'colleagues' | 'history' | 'mute' | 'settings' | 'setSettings'
> = {
  addNote: awaited,
  handOver: awaited,
  colleagues: awaited,
  history: awaited,
  mute: awaited,
  settings: awaited,
  setSettings: awaited,
};
export const awaitedRules: Handlers['rules'] = {
  list: async () => [],
  save: awaited,
  remove: awaited,
  dryRun: awaited,
};
