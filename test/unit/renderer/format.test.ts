import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import {
  clockTime,
  dayAndTime,
  dayInWords,
  dayOrTime,
  driftInWords,
  durationInWords,
  frameAge,
  grouped,
  localInput,
  localInstant,
  maskedIdNumber,
  sizeInWords,
  stopwatch,
} from '../../../renderer/text/format.ts';
import { startText } from '../../../renderer/text/index.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

beforeAll(async () => {
  await startText('zh-CN');
});

test('durations are said in the coarsest words that still help', () => {
  const words = (ms: number): string => durationInWords(ms, i18next.t);
  expect(words(14 * second + 900)).toBe('14 秒');
  expect(words(59 * minute)).toBe('59 分钟');
  expect(words(2 * hour)).toBe('2 小时');
  expect(words(2 * hour + 5 * minute)).toBe('2 小时 5 分');
  expect(words(3 * day + hour)).toBe('3 天');
});

test('a duration from a clock that is ahead of ours is none', () => {
  expect(durationInWords(-5 * second, i18next.t)).toBe('0 秒');
  expect(stopwatch(-5 * second)).toBe('00:00');
});

test('a stopwatch keeps its width below an hour', () => {
  expect(stopwatch(372 * second)).toBe('06:12');
  expect(stopwatch(hour + 2 * minute + 33 * second)).toBe('1:02:33');
});

test('the age of a frame shows tenths while they matter', () => {
  expect(frameAge(120)).toBe('0.1 s');
  expect(frameAge(9_900)).toBe('9.9 s');
  expect(frameAge(14_400)).toBe('14 s');
  expect(frameAge(11 * minute)).toBe('11:00');
});

test('an instant of today is a time, one of another day carries its date', () => {
  const noon = new Date(2026, 10, 23, 12, 0, 5).getTime();
  expect(dayAndTime(noon, noon + hour)).toBe('12:00:05');
  expect(dayAndTime(noon, noon + day)).toBe('11-23 12:00:05');
  expect(dayAndTime(noon, new Date(2027, 0, 2).getTime())).toBe('2026-11-23 12:00:05');
  expect(clockTime(noon)).toBe('12:00:05');
});

test('a narrow place shows another day to the minute', () => {
  const noon = new Date(2026, 10, 23, 12, 0, 5).getTime();
  expect(dayOrTime(noon, noon + hour)).toBe('12:00:05');
  expect(dayOrTime(noon, noon + day)).toBe('11-23 12:00');
});

test('a day is called what people call it', () => {
  const noon = new Date(2026, 10, 23, 12).getTime();
  const words = (nowMs: number): string => dayInWords(noon, nowMs, i18next.t);
  expect(words(noon + hour)).toBe('今天');
  expect(words(noon + day)).toBe('昨天');
  expect(words(noon + 2 * day)).toBe('11-23 周一');
  expect(words(new Date(2027, 0, 2).getTime())).toBe('2026-11-23 周一');
});

test('a field for day and time gives back what it was given, to the minute', () => {
  const noon = new Date(2026, 10, 23, 12, 5).getTime();
  expect(localInput(noon + 7 * second)).toBe('2026-11-23T12:05');
  expect(localInstant('2026-11-23T12:05')).toBe(noon);
  expect(localInstant('2026-11-')).toBeNull();
  expect(localInstant('2026-13-40T99:99')).toBeNull();
});

test('a count is grouped by thousands', () => {
  expect([0, 999, 1_284, 5_000_000].map(grouped)).toEqual(['0', '999', '1,284', '5,000,000']);
});

test('sizes are said as disks are', () => {
  expect(sizeInWords(812)).toBe('812 B');
  expect(sizeInWords(37.3 * 1024)).toBe('37.3 KB');
  expect(sizeInWords(1.8 * 1024 ** 4)).toBe('1.8 TB');
});

test('a clock drift below a minute keeps its tenths', () => {
  expect(driftInWords(-3_140, i18next.t)).toBe('3.1 秒');
  expect(driftInWords(125_000, i18next.t)).toBe('2 分钟');
});

test('an ID number shows only its ends', () => {
  const masked = maskedIdNumber('371525199001011234');
  expect(masked).toBe('3715••••••••••1234');
  expect(maskedIdNumber('A1234567')).toBe('••••••67');
});
