import type { WatchlistEntry, WatchlistSettings } from '#contract/watchlist.ts';
import { categoryOfWord } from './sheet-words.ts';

/** Why these cannot be the settings; null: they can. */
export function settingsProblemOf(
  settings: WatchlistSettings,
  entries: Iterable<WatchlistEntry>,
): { code: 'bad-input' | 'conflict'; facts: Record<string, string> } | null {
  const names = new Set<string>();
  for (const { name } of settings.ownCategories) {
    // A sheet says categories by name: one that is called like another cannot be told from it.
    if (names.has(name) || categoryOfWord(name) !== null) {
      return { code: 'bad-input', facts: { paths: 'ownCategories', problem: 'duplicate', name } };
    }
    names.add(name);
  }
  for (const { ownCategory } of entries) {
    if (ownCategory !== null && !names.has(ownCategory)) {
      return { code: 'conflict', facts: { problem: 'in-use', name: ownCategory } };
    }
  }
  return null;
}
