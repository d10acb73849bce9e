/** The watchlist's settings as they are written down. Pure. */
import { ownCategory, watchlistSettings } from '#contract/watchlist.ts';
import type { OwnCategory, Priority, WatchlistSettings } from '#contract/watchlist.ts';
import { stepsOf } from './entry-form.ts';

export interface WrittenCategory {
  /** Of the line on screen; two that are new have no name to tell them apart by. */
  key: number;
  name: string;
  priority: Priority;
  /** One step a line. */
  steps: string;
}

export interface WrittenSettings extends Omit<WatchlistSettings, 'ownCategories'> {
  categories: readonly WrittenCategory[];
}

export function writtenOf({ ownCategories, ...rest }: WatchlistSettings): WrittenSettings {
  return {
    ...rest,
    categories: ownCategories.map(({ name, priority, procedure }, key) => ({
      ...{ key, name, priority },
      steps: procedure.join('\n'),
    })),
  };
}

export function withNewCategory(written: WrittenSettings): WrittenSettings {
  const key = 1 + Math.max(-1, ...written.categories.map((each) => each.key));
  return { ...written, categories: [...written.categories, { key, name: '', priority: 2, steps: '' }] };
}

/** What is not right yet: of a category by its key, or of the settings themselves. */
export type SettingsProblem = { at: number; problem: 'no-name' | 'twice' | 'steps' } | { at: null };

export function settingsOf(
  written: WrittenSettings,
): { outcome: 'complete'; settings: WatchlistSettings } | { outcome: 'incomplete'; problems: SettingsProblem[] } {
  const problems: SettingsProblem[] = [];
  const names = new Set<string>();
  const ownCategories: OwnCategory[] = [];
  for (const { key, name, priority, steps } of written.categories) {
    const parsed = ownCategory.safeParse({ name, priority, procedure: stepsOf(steps) });
    if (!parsed.success) {
      problems.push({ at: key, problem: name.trim() === '' ? 'no-name' : 'steps' });
      continue;
    }
    if (names.has(parsed.data.name)) problems.push({ at: key, problem: 'twice' });
    names.add(parsed.data.name);
    ownCategories.push(parsed.data);
  }
  const { categories: _, ...rest } = written;
  const settings = watchlistSettings.safeParse({ ...rest, ownCategories });
  if (!settings.success) problems.push({ at: null });
  return settings.success && problems.length === 0
    ? { outcome: 'complete', settings: settings.data }
    : { outcome: 'incomplete', problems };
}

/** Null: the camera has no threshold of its own, the usual one holds. */
export function withThreshold(
  byCamera: Readonly<Record<string, number>>,
  cameraId: string,
  similarity: number | null,
): Record<string, number> {
  const others = Object.entries(byCamera).filter(([id]) => id !== cameraId);
  return Object.fromEntries(similarity === null ? others : [...others, [cameraId, similarity]]);
}

/**
 * What a threshold for plates lets through besides the plate itself. The scores are the matcher's: 0.9 for each
 * look-alike, 0.75 for one character amiss in what is no plate, 0.5 in what might be another car's.
 */
export function letThrough(plateScore: number): 'exact' | 'alike' | 'slip' | 'edit' {
  if (plateScore > 0.9) return 'exact';
  if (plateScore > 0.75) return 'alike';
  return plateScore > 0.5 ? 'slip' : 'edit';
}
