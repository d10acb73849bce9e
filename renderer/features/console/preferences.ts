/** What this seat prefers; kept by this browser only. */
import { languages } from '../../text/index.ts';
import type { Language } from '../../text/index.ts';

export interface Preferences {
  language: Language;
  largeText: boolean;
  soundOn: boolean;
  /** 0–1 */
  volume: number;
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

export const holdSeconds = [15, 30, 60, 120, 300] as const;

export const defaultPreferences: Preferences = {
  language: 'zh-CN',
  largeText: false,
  soundOn: true,
  volume: 0.7,
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
  const bool = (key: 'largeText' | 'soundOn' | 'speech' | 'alarmTakesTile' | 'activityTakesTile'): boolean =>
    typeof given[key] === 'boolean' ? given[key] : defaultPreferences[key];
  const oneOf = <T>(values: readonly T[], value: unknown, otherwise: T): T =>
    values.find((each) => each === value) ?? otherwise;
  return {
    language: oneOf(languages, given.language, defaultPreferences.language),
    largeText: bool('largeText'),
    soundOn: bool('soundOn'),
    volume:
      typeof given.volume === 'number' && Number.isFinite(given.volume)
        ? Math.min(1, Math.max(0, given.volume))
        : defaultPreferences.volume,
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
