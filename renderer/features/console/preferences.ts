/** What this seat prefers; kept by this browser only. */
import { languages } from '../../text/index.ts';
import type { Language } from '../../text/index.ts';

export interface Preferences {
  language: Language;
  largeText: boolean;
  /** 0–1, never less than `leastVolume`: quiet is had by muting, with a reason and an end. */
  volume: number;
  /** Of a chief: this console rings as soon as there is an alarm, not only once it is escalated. */
  ringsAtOnce: boolean;
  speech: boolean;
  pictureFit: 'fill' | 'whole';
  journalView: 'pictures' | 'table';
  /** An alarm brings its camera onto the wall. */
  alarmTakesTile: boolean;
  /** How long it stays there after the acknowledgement. */
  alarmHoldSeconds: (typeof holdSeconds)[number];
  /** So does what cameras recognise, for a moment. */
  activityTakesTile: boolean;
}

/** Below this nobody across the room hears it. */
export const leastVolume = 0.2;

export const holdSeconds = [15, 30, 60, 120, 300] as const;

export const defaultPreferences: Preferences = {
  language: 'zh-CN',
  largeText: false,
  volume: 0.7,
  ringsAtOnce: false,
  speech: true,
  pictureFit: 'fill',
  journalView: 'pictures',
  alarmTakesTile: true,
  alarmHoldSeconds: 60,
  activityTakesTile: false,
};

/** Whatever an older version or a curious hand left there, what comes out is whole. */
export function parsePreferences(text: string | null): Preferences {
  let given: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) given = parsed;
  } catch {
    // Not ours any more: start from the defaults.
  }
  const bool = (key: 'largeText' | 'ringsAtOnce' | 'speech' | 'alarmTakesTile' | 'activityTakesTile'): boolean =>
    typeof given[key] === 'boolean' ? given[key] : defaultPreferences[key];
  const oneOf = <T>(values: readonly T[], value: unknown, otherwise: T): T =>
    values.find((each) => each === value) ?? otherwise;
  return {
    language: oneOf(languages, given.language, defaultPreferences.language),
    largeText: bool('largeText'),
    volume:
      typeof given.volume === 'number' && Number.isFinite(given.volume)
        ? Math.min(1, Math.max(leastVolume, given.volume))
        : defaultPreferences.volume,
    ringsAtOnce: bool('ringsAtOnce'),
    speech: bool('speech'),
    pictureFit: oneOf(['fill', 'whole'] as const, given.pictureFit, defaultPreferences.pictureFit),
    journalView: oneOf(['pictures', 'table'] as const, given.journalView, defaultPreferences.journalView),
    alarmTakesTile: bool('alarmTakesTile'),
    alarmHoldSeconds: oneOf(holdSeconds, given.alarmHoldSeconds, defaultPreferences.alarmHoldSeconds),
    activityTakesTile: bool('activityTakesTile'),
  };
}

const storageKey = 'guardroom.preferences';

export class PreferenceStore {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly #listeners = new Set<() => void>();
  #current: Preferences;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
    this.#current = parsePreferences(storage.getItem(storageKey));
  }

  readonly current = (): Preferences => this.#current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(change: Partial<Preferences>): void {
    this.#current = { ...this.#current, ...change };
    try {
      this.#storage.setItem(storageKey, JSON.stringify(this.#current));
    } catch {
      // A full or forbidden storage only means that the choice lasts until the page is closed.
    }
    for (const listener of this.#listeners) listener();
  }
}
