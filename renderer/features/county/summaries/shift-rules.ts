/** Shifts as they are being written, and what is wrong with them. Pure. */
import type { Shift, SummarySettings } from '#contract/summary.ts';

export const mostShifts = 6;

export interface WrittenShift {
  /** Of the row, for as long as it is on the screen. */
  key: number;
  name: string;
  /** `08:00` */
  begins: string;
}

export interface WrittenSettings {
  everyMs: number;
  daily: boolean;
  shifts: readonly WrittenShift[];
}

const two = (n: number): string => String(n).padStart(2, '0');

export function minuteInWords(minute: number): string {
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Null: no time of day. */
export function minuteOf(text: string): number | null {
  const match = /^(\d{1,2}):(\d\d)$/.exec(text.trim());
  if (match === null) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  return hour < 24 && minute < 60 ? hour * 60 + minute : null;
}

export type ShiftPreset = 'two' | 'three';
const presetBegins: Readonly<Record<ShiftPreset, readonly number[]>> = {
  two: [8 * 60, 20 * 60],
  three: [0, 8 * 60, 16 * 60],
};

/** `names` of the preset's shifts, in its order. */
export function presetShifts(preset: ShiftPreset, names: readonly string[]): WrittenShift[] {
  return presetBegins[preset].map((beginsAt, place) => ({
    key: place,
    name: names[place] ?? '',
    begins: minuteInWords(beginsAt),
  }));
}

export function writtenOf({ everyMs, daily, shifts }: SummarySettings): WrittenSettings {
  return {
    everyMs,
    daily,
    shifts: shifts.map(({ name, beginsAt }, key) => ({ key, name, begins: minuteInWords(beginsAt) })),
  };
}

/** One more, at the middle of the longest stretch: the shifts stay in order. */
export function withAnother(shifts: readonly WrittenShift[]): WrittenShift[] {
  const key = Math.max(-1, ...shifts.map((shift) => shift.key)) + 1;
  const begun = shifts.flatMap(({ begins }) => minuteOf(begins) ?? []).sort((a, b) => a - b);
  const gaps = begun.map((minute, place) => ({
    minute,
    length: (begun[place + 1] ?? (begun[0] ?? 0) + 1440) - minute,
  }));
  const widest = gaps.sort((a, b) => b.length - a.length)[0] ?? { minute: 8 * 60, length: 0 };
  const beginsAt = (Math.round((widest.minute + widest.length / 2) / 60) * 60) % 1440;
  return inOrder([...shifts, { key, name: '', begins: minuteInWords(beginsAt) }]);
}

/** Those whose time is not written yet stay behind. */
export function inOrder(shifts: readonly WrittenShift[]): WrittenShift[] {
  return [...shifts].sort((a, b) => (minuteOf(a.begins) ?? 1440) - (minuteOf(b.begins) ?? 1440));
}

export type ShiftProblem = 'name' | 'name-taken' | 'time' | 'time-taken';

/** By the key of the row. */
export function shiftProblems(shifts: readonly WrittenShift[]): ReadonlyMap<number, ShiftProblem> {
  const problems = new Map<number, ShiftProblem>();
  for (const [place, { key, name, begins }] of shifts.entries()) {
    const before = shifts.slice(0, place);
    const minute = minuteOf(begins);
    if (name.trim() === '') problems.set(key, 'name');
    else if (before.some((other) => other.name.trim() === name.trim())) problems.set(key, 'name-taken');
    else if (minute === null) problems.set(key, 'time');
    else if (before.some((other) => minuteOf(other.begins) === minute)) problems.set(key, 'time-taken');
  }
  return problems;
}

/** In the order of the day. Null: something is still wrong. */
export function finishedShifts(shifts: readonly WrittenShift[]): Shift[] | null {
  if (shiftProblems(shifts).size > 0 || shifts.length > mostShifts) return null;
  return inOrder(shifts).map(({ name, begins }) => ({ name: name.trim(), beginsAt: minuteOf(begins) ?? 0 }));
}

/** Lengths of an interval that are offered; one that is set otherwise stands beside them. */
export function offeredIntervals(everyMs: number): number[] {
  const usual = [15, 30, 60, 120, 240, 480, 720, 1440].map((minutes) => minutes * 60_000);
  return [...new Set([...usual, everyMs])].sort((a, b) => a - b);
}

/** When a shift ends: where the next one begins. Null: one of the two is not written. */
export function endOf(shifts: readonly WrittenShift[], key: number): { minute: number; nextDay: boolean } | null {
  const ordered = inOrder(shifts);
  const place = ordered.findIndex((shift) => shift.key === key);
  const own = minuteOf(ordered[place]?.begins ?? '');
  const next = minuteOf((ordered[place + 1] ?? ordered[0])?.begins ?? '');
  return own === null || next === null ? null : { minute: next, nextDay: next <= own };
}
