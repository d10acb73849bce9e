/** When a rule holds, as minutes of the week: what spans say, what the strip shows and changes. Pure. */
import { scheduleSpan } from '#contract/rule.ts';
import type { ScheduleSpan } from '#contract/rule.ts';

export const dayMinutes = 1440;
export const weekMinutes = 7 * dayMinutes;
/** As many as the station takes. */
export const mostSpans = 20;
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
export type Weekday = (typeof weekdays)[number];

/** From the first minute up to, not including, the second; minutes since Monday 00:00. */
export type Stretch = readonly [from: number, to: number];

/** How long a span lasts: one that does not end later than it begins ends on the next day. */
export const spanMinutes = ({ fromMinute, toMinute }: ScheduleSpan): number =>
  toMinute > fromMinute ? toMinute - fromMinute : toMinute + dayMinutes - fromMinute;

/** The minutes of the week that a schedule covers, in order, none touching another. Empty schedule: all of them. */
export function stretchesOf(schedule: readonly ScheduleSpan[]): Stretch[] {
  if (schedule.length === 0) return [[0, weekMinutes]];
  const pieces = schedule.flatMap((span) =>
    span.days.flatMap((day): Stretch[] => {
      const from = (day - 1) * dayMinutes + span.fromMinute;
      const to = from + spanMinutes(span);
      // Sunday's night runs into Monday.
      return to <= weekMinutes
        ? [[from, to]]
        : [
            [from, weekMinutes],
            [0, to - weekMinutes],
          ];
    }),
  );
  return merged(pieces);
}

function merged(pieces: readonly Stretch[]): Stretch[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...pieces].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (to > from) result.push([from, to]);
  }
  return result;
}

/** The stretches with one more, or without it. */
export function withStretch(stretches: readonly Stretch[], [from, to]: Stretch, on: boolean): Stretch[] {
  if (on) return merged([...stretches, [from, to]]);
  return stretches
    .flatMap(([a, b]): Stretch[] => [
      [a, Math.min(b, from)],
      [Math.max(a, to), b],
    ])
    .filter(([a, b]) => b > a);
}

/** How much of a stretch is covered. */
export function covered(stretches: readonly Stretch[], [from, to]: Stretch): 'all' | 'part' | 'none' {
  const minutes = stretches.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(b, to) - Math.max(a, from)), 0);
  return minutes === 0 ? 'none' : minutes === to - from ? 'all' : 'part';
}

/**
 * The fewest spans that say the same, alike ones of several days as one. Null where no schedule can say it: nothing at
 * all is covered, or it takes more spans than the station keeps.
 */
export function scheduleOf(stretches: readonly Stretch[]): ScheduleSpan[] | null {
  const whole = merged(stretches);
  if (whole.length === 0) return null;
  if (covered(whole, [0, weekMinutes]) === 'all') return [];
  const byTimes = new Map<string, ScheduleSpan>();
  for (const [from, to] of aroundTheWeek(whole).flatMap(cutToSpans)) {
    const day = (Math.floor(from / dayMinutes) % 7) + 1;
    const fromMinute = from % dayMinutes;
    const length = to - from;
    const toMinute = fromMinute + length <= dayMinutes ? fromMinute + length : fromMinute + length - dayMinutes;
    const key = `${String(fromMinute)}-${String(toMinute)}`;
    const span = byTimes.get(key) ?? { days: [], fromMinute, toMinute };
    byTimes.set(key, { ...span, days: [...span.days, day].sort((a, b) => a - b) });
  }
  const schedule = [...byTimes.values()].sort(
    (a, b) => (a.days[0] ?? 0) - (b.days[0] ?? 0) || a.fromMinute - b.fromMinute,
  );
  return schedule.length > mostSpans ? null : schedule;
}

/** What ends with Sunday and goes on with Monday is one stretch, which then ends beyond the week. */
function aroundTheWeek(stretches: readonly Stretch[]): Stretch[] {
  const first = stretches[0];
  const last = stretches.at(-1);
  if (first === undefined || last === undefined || stretches.length < 2) return [...stretches];
  if (first[0] !== 0 || last[1] !== weekMinutes) return [...stretches];
  return [...stretches.slice(1, -1), [last[0], weekMinutes + first[1]]];
}

/** A span lasts a day at most. A night stays whole; what is longer is cut at midnights. */
function cutToSpans([from, to]: Stretch): Stretch[] {
  if (to - from < dayMinutes) return [[from, to]];
  const pieces: Stretch[] = [];
  for (let at = from; at < to;) {
    const midnight = (Math.floor(at / dayMinutes) + 1) * dayMinutes;
    const end = Math.min(to, midnight);
    pieces.push([at, end]);
    at = end;
  }
  return pieces;
}

export const presetNames = ['always', 'nights', 'weekends', 'school'] as const;
export type PresetName = (typeof presetNames)[number];

/** School hours: from the first children at the gate to the last ones out of it. */
export const presets: Readonly<Record<PresetName, readonly ScheduleSpan[]>> = {
  always: [],
  nights: [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 22 * 60, toMinute: 6 * 60 }],
  weekends: [{ days: [6, 7], fromMinute: 0, toMinute: dayMinutes }],
  school: [{ days: [1, 2, 3, 4, 5], fromMinute: 7 * 60 + 30, toMinute: 17 * 60 + 30 }],
};

/** Which of the usual ones a schedule is, however it is written. */
export function presetOf(schedule: readonly ScheduleSpan[]): PresetName | null {
  if (!schedule.every((span) => scheduleSpan.safeParse(span).success)) return null;
  const same = JSON.stringify(stretchesOf(schedule));
  return presetNames.find((name) => JSON.stringify(stretchesOf(presets[name])) === same) ?? null;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `22:00`; the end of a day is `24:00`. */
export const minuteInWords = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** `22:00`, `22：00`, `2200`, `22` and `7`; null for what is no time of day. */
export function parseMinute(typed: string): number | null {
  const match = /^(\d{1,2})(?:[:：]?(\d{2}))?$/.exec(typed.trim());
  if (match === null) return null;
  const minute = Number(match[1]) * 60 + Number(match[2] ?? 0);
  return Number(match[2] ?? 0) > 59 || minute > dayMinutes ? null : minute;
}
