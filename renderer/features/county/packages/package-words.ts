/** What is said of a package. Pure. */
import type { MadePackage } from '#contract/package.ts';
import type { TFunction } from '../../../text/index.ts';

/** The head and the tail of a digest: enough to tell two apart. */
export function shortDigest(digest: string): string {
  return `${digest.slice(0, 12)}…${digest.slice(-8)}`;
}

export function progressInWords({ progress }: Pick<MadePackage, 'progress'>, t: TFunction): string {
  return progress === null || progress === 0
    ? t('packages.queued')
    : t('packages.making', { n: Math.floor(progress * 100) });
}

/** In a list: what it is about, in one line. */
export function stateInWords(made: MadePackage, t: TFunction): string {
  return made.state === 'making' ? progressInWords(made, t) : t(`packages.state.${made.state}`);
}

export function holdsInWords(made: MadePackage, t: TFunction): string {
  return [
    ...(made.files === null ? [] : [t('packages.facts.holdsWords', { files: made.files })]),
    made.alarms === 0 ? t('packages.facts.noneChosen') : t('packages.facts.chosen', { n: made.alarms }),
    ...(made.withOutbox ? [t('packages.facts.outbox')] : []),
  ].join(t('common.list'));
}

/** More is no receipt (bytes); the station takes as many characters. */
export const mostReceiptBytes = 4_000_000;
