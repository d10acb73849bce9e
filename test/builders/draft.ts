import { everywhere } from '#contract/scope.ts';
import type { EntryDraft } from '#contract/watchlist.ts';

const common = {
  category: 'barred',
  ownCategory: null,
  basis: '单位禁入决定 2026-014',
  priority: 2,
  validFromMs: null,
  expiresAtMs: Date.UTC(2027, 0, 1),
  note: '',
} as const satisfies Partial<EntryDraft>;

/** A car as somebody writes it down. */
export function aDraft(given: Partial<Extract<EntryDraft, { kind: 'vehicle' }>> = {}): EntryDraft {
  return {
    kind: 'vehicle',
    plate: '鲁P12345',
    plateColour: null,
    ...common,
    scope: everywhere,
    procedure: [],
    ...given,
  };
}

/** A person as somebody writes it down. The number is made up; its check digit is right. */
export function aPersonDraft(given: Partial<Extract<EntryDraft, { kind: 'person' }>> = {}): EntryDraft {
  return {
    kind: 'person',
    idNumber: '371525199003071235',
    name: '赵某',
    libraryId: null,
    photo: null,
    ...common,
    scope: everywhere,
    procedure: [],
    ...given,
  };
}
