/** The hour that the strip's cursor is on, and the patch of hours chosen with it. Pure. */
import type { ScheduleSpan } from '#contract/rule.ts';
import { covered, dayMinutes, scheduleOf, stretchesOf, withStretch } from './week.ts';
import type { Stretch } from './week.ts';

/** `day` 0 is Monday. */
export interface Cell {
  day: number;
  hour: number;
}
export interface Patch {
  anchor: Cell;
  cursor: Cell;
}

export const hourOf = ({ day, hour }: Cell): Stretch => {
  const from = day * dayMinutes + hour * 60;
  return [from, from + 60];
};

const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));

/** Null: the key is not the strip's. With Shift the patch grows, without it is one hour. */
export function movedPatch({ anchor, cursor }: Patch, key: string, shift: boolean): Patch | null {
  const steps: Readonly<Record<string, readonly [day: number, hour: number]>> = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    Home: [0, -24],
    End: [0, 24],
  };
  const step = steps[key];
  if (step === undefined) return null;
  const next = { day: within(cursor.day + step[0], 6), hour: within(cursor.hour + step[1], 23) };
  return { anchor: shift ? anchor : next, cursor: next };
}

/** The days and hours between two corners, ends included. */
export function cornersOf({ anchor, cursor }: Patch): { days: [number, number]; hours: [number, number] } {
  return {
    days: [Math.min(anchor.day, cursor.day), Math.max(anchor.day, cursor.day)],
    hours: [Math.min(anchor.hour, cursor.hour), Math.max(anchor.hour, cursor.hour)],
  };
}

export type Switched =
  | { outcome: 'switched'; schedule: ScheduleSpan[] }
  /** Nothing would be left, which no schedule says; or more spans than the station keeps. */
  | { outcome: 'nothing-left' }
  | { outcome: 'too-many' };

/** The schedule with the patch switched: off when the hour it began with is wholly on, otherwise on. */
export function switchedPatch(schedule: readonly ScheduleSpan[], patch: Patch): Switched {
  const { days, hours } = cornersOf(patch);
  let stretches = stretchesOf(schedule);
  const on = covered(stretches, hourOf(patch.anchor)) !== 'all';
  for (let day = days[0]; day <= days[1]; day += 1) {
    const stretch = [day * dayMinutes + hours[0] * 60, day * dayMinutes + (hours[1] + 1) * 60] as const;
    stretches = withStretch(stretches, stretch, on);
  }
  if (stretches.length === 0) return { outcome: 'nothing-left' };
  const next = scheduleOf(stretches);
  return next === null ? { outcome: 'too-many' } : { outcome: 'switched', schedule: next };
}
