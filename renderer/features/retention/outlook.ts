/** What is said of how long records will be kept. Pure. */
import type { RetainedKind, RetentionOutlook } from '#contract/retention.ts';

/** Warned well before records would have to go (days). */
const fewDays = 7;

export type StorageWarning =
  | { warning: 'short'; kind: RetainedKind; forecastDays: number; askedDays: number }
  | { warning: 'soon'; kind: RetainedKind };

/** The worst of what the station foresees; the disk's own days count where it foresees nothing yet. */
export function storageWarning(
  outlooks: readonly RetentionOutlook[],
  diskDaysLeft: number | null,
): StorageWarning | null {
  const soon = outlooks.find(({ outlook }) => outlook === 'soon');
  if (soon !== undefined) return { warning: 'soon', kind: soon.kind };
  const short = outlooks
    .filter(({ outlook, forecastDays }) => outlook === 'short' && forecastDays !== null)
    .sort((a, b) => (a.forecastDays ?? 0) / a.askedDays - (b.forecastDays ?? 0) / b.askedDays)[0];
  if (short !== undefined) {
    const { kind, forecastDays, askedDays } = short;
    return { warning: 'short', kind, forecastDays: Math.floor(forecastDays ?? 0), askedDays };
  }
  return diskDaysLeft !== null && diskDaysLeft < fewDays ? { warning: 'soon', kind: 'footage' } : null;
}

/** Beyond this nobody counts days (ten years). */
const ampleDays = 3_650;

export type Verdict = RetentionOutlook['outlook'] | 'ample';

export function verdictOf({ outlook, forecastDays }: RetentionOutlook): Verdict {
  return outlook === 'fine' && forecastDays !== null && forecastDays > ampleDays ? 'ample' : outlook;
}

/** Shares of one scale on which what is foreseen, asked for and lawful stand beside each other; the longest is not at its end. */
export function outlookScale({ askedDays, forecastDays, lawful }: RetentionOutlook): {
  forecast: number | null;
  asked: number;
  lawful: number | null;
} {
  // What holds for years would squeeze the rest to nothing: the scale ends at twice what was asked for.
  const longest = Math.max(askedDays, lawful?.days ?? 0) * 2;
  const share = (days: number): number => Math.min(1, Math.max(0, days / Math.max(1, longest)));
  return {
    forecast: forecastDays === null ? null : share(forecastDays),
    asked: share(askedDays),
    lawful: lawful === null ? null : share(lawful.days),
  };
}
