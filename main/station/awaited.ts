import type { SummaryDesk } from '../gateway/summary-handlers.ts';
import { AppError } from '../system/app-error.ts';

const awaited = (): Promise<never> => Promise.reject(new AppError('unavailable', 'awaited'));

export const awaitedSummaries: SummaryDesk = {
  ...{ list: awaited, find: awaited, preview: awaited, write: awaited, settings: awaited, setSettings: awaited },
};
