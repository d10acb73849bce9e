import type { PackageDesk } from '../gateway/package-handlers.ts';
import { AppError } from '../system/app-error.ts';

const awaited = (): Promise<never> => Promise.reject(new AppError('unavailable', 'awaited'));

export const awaitedPackages: PackageDesk = {
  ...{ list: awaited, find: awaited, make: awaited, key: awaited, importReceipt: awaited },
};
