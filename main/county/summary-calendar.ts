/** Where periods begin and end on the local clock. Pure. */
import type { Shift } from '#contract/summary.ts';
import { lastBoundaryMs, localDayAt, localInstantMs, nextBoundaryMs } from './local-time.ts';
import type { OffsetAt } from './local-time.ts';
import type { ScheduledKind } from './summary-store.ts';

export interface Calendar {
  kind: ScheduledKind;
  /** What was received at the last moment of a period is in the journal this much later. */
  settleMs: number;
  /** The first end of a period after an instant. */
  nextMs(afterMs: number): number;
  /** The last one at or before it. */
  lastMs(atMs: number): number;
  /** Of the shift that is on at an instant; null: periods of this kind have no names. */
  nameAt(atMs: number): string | null;
}

const settleMs = 2_000;

export function intervalCalendar(everyMs: number, offsetAt: OffsetAt): Calendar {
  return {
    kind: 'interval',
    settleMs: Math.min(settleMs, everyMs / 10),
    nextMs: (afterMs) => nextBoundaryMs(afterMs, everyMs, offsetAt),
    lastMs: (atMs) => lastBoundaryMs(atMs, everyMs, offsetAt),
    nameAt: () => null,
  };
}

export function dayCalendar(offsetAt: OffsetAt): Calendar {
  return { kind: 'day', settleMs, ...timesOfDay([{ name: null, beginsAt: 0 }], offsetAt) };
}

/** `shifts`: at least one. */
export function shiftCalendar(shifts: readonly Shift[], offsetAt: OffsetAt): Calendar {
  return { kind: 'shift', settleMs, ...timesOfDay(shifts, offsetAt) };
}

function timesOfDay(
  times: readonly { name: string | null; beginsAt: number }[],
  offsetAt: OffsetAt,
): Omit<Calendar, 'kind' | 'settleMs'> {
  /** Beginnings from the day before to the day after. */
  const around = (atMs: number): { atMs: number; name: string | null }[] => {
    const today = localDayAt(atMs, offsetAt);
    return [today - 1, today, today + 1].flatMap((day) =>
      times.map(({ name, beginsAt }) => ({ atMs: localInstantMs(day, beginsAt, offsetAt), name })),
    );
  };
  // Clocks put forward over two beginnings make them one: the later one counts.
  const on = (atMs: number) => around(atMs).findLast((beginning) => beginning.atMs <= atMs);
  return {
    nextMs: (afterMs) => Math.min(...around(afterMs).flatMap(({ atMs }) => (atMs > afterMs ? [atMs] : []))),
    lastMs: (atMs) => on(atMs)?.atMs ?? atMs,
    nameAt: (atMs) => on(atMs)?.name ?? null,
  };
}

/** The next period to write, given how far periods are written; null when none is over yet. */
export function nextPeriod(
  writtenUntilMs: number,
  nowMs: number,
  calendar: Pick<Calendar, 'nextMs'>,
): { fromMs: number; toMs: number } | null {
  const toMs = calendar.nextMs(writtenUntilMs);
  return toMs <= nowMs ? { fromMs: writtenUntilMs, toMs } : null;
}
