/** Summaries to those who read, ask for and set them. */
import type { AuditEntry } from '../access/audit-log.ts';
import type { SummaryKind, SummaryReport, SummarySettings, WrittenSummary } from '#contract/summary.ts';
import { accountOf } from './handlers.ts';
import type { Caller, Handlers } from './handlers.ts';

export interface SummaryDesk {
  list(kind: SummaryKind | null, before: number | null, limit: number): Promise<WrittenSummary[]>;
  /** Throws `not-found`. */
  find(id: number): Promise<{ summary: WrittenSummary; report: SummaryReport }>;
  /** Throws `bad-input` for a period that has not begun or is too long. */
  preview(fromMs: number, toMs: number): Promise<SummaryReport>;
  write(fromMs: number, toMs: number, account: string): Promise<WrittenSummary>;
  settings(): Promise<SummarySettings>;
  /** Throws `provisioned-elsewhere`, `bad-input`. */
  setSettings(settings: Omit<SummarySettings, 'provisioned'>): Promise<SummarySettings>;
}

export function summaryHandlers(options: {
  summaries: SummaryDesk;
  note: (caller: Caller, action: string, subject: string, facts?: AuditEntry['facts']) => void;
}): Handlers['summaries'] {
  const { summaries, note } = options;
  return {
    list: ({ kind, before, limit }) => summaries.list(kind ?? null, before ?? null, limit),
    find: ({ id }) => summaries.find(id),
    preview: ({ fromMs, toMs }) => summaries.preview(fromMs, toMs),
    async write({ fromMs, toMs }, caller) {
      const written = await summaries.write(fromMs, toMs, accountOf(caller));
      note(caller, 'summary.write', `summary:${written.id}`, { fromMs, toMs });
      return written;
    },
    settings: () => summaries.settings(),
    async setSettings(settings, caller) {
      const set = await summaries.setSettings(settings);
      note(caller, 'summary.settings', 'summaries', {
        everyMs: set.everyMs,
        daily: set.daily,
        shifts: set.shifts.length,
      });
      return set;
    },
  };
}
