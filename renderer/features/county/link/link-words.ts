/** What the meter says of a destination, and in which tone. Pure. */
import { failureReason, outboxKind } from '#contract/county.ts';
import type { CountyDestination, CountyLink, OutboxKind } from '#contract/county.ts';
import type { SubscribeTopic } from '#contract/subscription.ts';
import { durationInWords } from '../../../text/format.ts';
import type { TFunction } from '../../../text/index.ts';

/** What the unit calls it; else what is known of it by its name: `summaries`, `viid`, `viid:NAME`. */
export function destinationTitle({ name, title }: { name: string; title?: string | null }, t: TFunction): string {
  if (title !== undefined && title !== null && title !== '') return title;
  if (name === 'summaries' || name === 'viid') return t(`county.destination.${name}`);
  return name.replace(/^viid:/, '');
}

export type NextStep = { step: 'wait'; leftMs: number } | { step: 'sending' } | { step: 'nothing' };

/** A cascade that is down without a time set is being tried this moment: it has its signs of life to send. */
export function nextStepOf(destination: CountyDestination, nowMs: number): NextStep {
  const { nextTryAtMs, unacknowledged, setAside } = destination;
  if (nextTryAtMs !== null) {
    return nextTryAtMs > nowMs ? { step: 'wait', leftMs: nextTryAtMs - nowMs } : { step: 'sending' };
  }
  if (unacknowledged > setAside) return { step: 'sending' };
  return destination.link === 'down' && destination.way === 'viid' ? { step: 'sending' } : { step: 'nothing' };
}

/** Below five seconds a difference is the network's as much as a clock's. */
const worthSayingMs = 5_000;
const warningMs = 60_000;
/** Counties refuse signatures of another time than this: docs/county.md. */
const signatureRefusedMs = 300_000;

export interface Drift {
  direction: 'fast' | 'slow';
  tone: 'note' | 'warning';
  /** Signed messages are refused because of it. */
  refuses: boolean;
}

/** Null: nothing to say. GA/T 1400 signs nothing, so nothing is refused for the time there. */
export function driftOf({ clockDriftMs, way }: Pick<CountyDestination, 'clockDriftMs' | 'way'>): Drift | null {
  if (clockDriftMs === null) return null;
  const size = Math.abs(clockDriftMs);
  if (size < worthSayingMs) return null;
  return {
    direction: clockDriftMs > 0 ? 'fast' : 'slow',
    tone: size >= warningMs ? 'warning' : 'note',
    refuses: way === 'json' && size >= signatureRefusedMs,
  };
}

const oneYearDays = 365;
/** With less room than this it is said as a warning. */
const shortDays = 7;

export type Holds = { holds: 'unknown' | 'year' | 'under-one-day' | 'days'; days: number; short: boolean };

/** How long the disk holds what nobody acknowledges. */
export function holdsOf(days: number | null): Holds {
  if (days === null) return { holds: 'unknown', days: 0, short: false };
  if (days >= oneYearDays) return { holds: 'year', days, short: false };
  if (days < 1) return { holds: 'under-one-day', days: 0, short: true };
  return { holds: 'days', days: Math.floor(days), short: days < shortDays };
}

/** A kind may be missing where nothing of it waits. */
export function kindsOf(byKind: Partial<Record<OutboxKind, number>>): { kind: OutboxKind; n: number }[] {
  return outboxKind.options.map((kind) => ({ kind, n: byKind[kind] ?? 0 }));
}

/** The outbox keeps `reason: detail` of the last try; what is worded otherwise is all detail. */
export function splitFailure(failure: string): { reason: CountyFailureReason | null; detail: string } {
  const colon = failure.indexOf(': ');
  const reason = failureReason.safeParse(failure.slice(0, Math.max(0, colon)));
  if (reason.success) return { reason: reason.data, detail: failure.slice(colon + 2) };
  const alone = failureReason.safeParse(failure);
  return alone.success ? { reason: alone.data, detail: '' } : { reason: null, detail: failure };
}
type CountyFailureReason = NonNullable<CountyDestination['lastFailure']>['reason'];

export function tookInWords(tookMs: number, t: TFunction): string {
  if (tookMs < 1000) return t('county.test.milliseconds', { n: Math.round(tookMs) });
  return t('time.seconds', { n: (tookMs / 1000).toFixed(1) });
}

export function refusedKinds(refusing: readonly OutboxKind[], t: TFunction): string {
  return refusing.map((kind) => t(`county.kind.${kind}`)).join(t('common.list'));
}

/** Captures go of hits on approved entries only. */
export function isHitsOnly(topic: SubscribeTopic): boolean {
  return topic !== 'devices' && topic !== 'device-status';
}

const knownPictures = ['01', '02', '10', '11', '12', '14', '100'] as const;

/** ImageType codes of GA/T 1400 in words; those without a word stand as they were sent. */
export function picturesInWords(codes: readonly string[] | null, t: TFunction): string {
  if (codes === null || codes.length === 0) return t('county.noPictures');
  const kinds = codes.map((code) => {
    const known = knownPictures.find((each) => each === code || each === code.padStart(2, '0'));
    return known === undefined ? code : t(`county.picture.c${known}`);
  });
  return t('county.pictures', { kinds: kinds.join(t('common.list')) });
}

export type BarWords =
  | { says: 'off' }
  | { says: 'refusing'; kinds: readonly OutboxKind[] }
  | { says: 'up' | 'down'; acknowledgedAtMs: number | null; down: number; total: number };

/**
 * What the status bar has room for. With several destinations and some of them down, the time is that of the one that has
 * been silent for longest: another one's acknowledgement is no comfort.
 */
export function barOf({ link, refusing, destinations, lastAcknowledgedAtMs }: CountyLink): BarWords {
  if (link === 'off') return { says: 'off' };
  if (refusing.length > 0) return { says: 'refusing', kinds: refusing };
  const down = destinations.filter((destination) => destination.link === 'down');
  const total = destinations.length;
  if (link === 'up' || down.length === 0) {
    return { says: link, acknowledgedAtMs: lastAcknowledgedAtMs, down: down.length, total };
  }
  const times = down.map((destination) => destination.lastAcknowledgedAtMs);
  const known = times.filter((time) => time !== null);
  const acknowledgedAtMs = known.length < times.length ? null : Math.min(...known);
  return { says: 'down', acknowledgedAtMs, down: down.length, total };
}

export function barInWords(bar: BarWords, nowMs: number, t: TFunction): string {
  switch (bar.says) {
    case 'off':
      return t('status.countyOff');
    case 'refusing': {
      const [only] = bar.kinds;
      if (bar.kinds.includes('alarm')) return t('county.bar.refusingAlarms');
      if (bar.kinds.length > 1 || only === undefined) return t('county.bar.refusing', { n: bar.kinds.length });
      return t('county.bar.refusingOne', { kind: t(`county.kind.${only}`) });
    }
    case 'up':
    case 'down': {
      const { acknowledgedAtMs, down, total } = bar;
      const age = acknowledgedAtMs === null ? null : durationInWords(nowMs - acknowledgedAtMs, t);
      if (bar.says === 'up') {
        return age === null ? t('status.countyNever') : t('status.countyAcknowledged', { age });
      }
      if (total > 1) {
        return age === null
          ? t('county.bar.downOfNever', { down, total })
          : t('county.bar.downOf', { down, total, age });
      }
      return age === null ? t('status.countyDownNever') : t('status.countyDownSince', { age });
    }
  }
}
