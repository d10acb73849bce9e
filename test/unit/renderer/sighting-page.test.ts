import { describe, expect, test } from 'vitest';
import type { AlarmCause } from '#contract/alarm.ts';
import type { Clip } from '#contract/clip.ts';
import type { RetentionOutlook, UnitCase } from '#contract/retention.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { holds, orderedCases } from '../../../renderer/features/cases/case-rules.ts';
import { clipAround, cutAround } from '../../../renderer/features/journal/clip-around.ts';
import { moveInGrid } from '../../../renderer/features/journal/grid-moves.ts';
import { decideJournalKey } from '../../../renderer/features/journal/journal-keys.ts';
import { picturePlace } from '../../../renderer/features/journal/picture-place.ts';
import { rawFacts } from '../../../renderer/features/journal/raw-facts.ts';
import { rowsInView, scrollToRow } from '../../../renderer/features/journal/rows-in-view.ts';
import { partOfDay, trailDays, trailOf } from '../../../renderer/features/journal/trail-rules.ts';
import { outlookScale, storageWarning, verdictOf } from '../../../renderer/features/retention/outlook.ts';
import { aHit } from '../../builders/alarm.ts';
import { aPersonEntry } from '../../builders/entry.ts';
import { anAlarm } from './alarm-fixture.ts';
import { aSighting } from './journal-fixture.ts';

const minute = 60_000;
const hour = 60 * minute;
const midnight = new Date(2026, 10, 23).getTime();

describe('arrows in the grid', () => {
  const move = (key: string, index: number): number | null => moveInGrid(key, index, 4, 10);

  test('go by one sideways and by a row up and down', () => {
    expect(move('ArrowRight', 3)).toBe(4);
    expect(move('ArrowLeft', 4)).toBe(3);
    expect(move('ArrowDown', 1)).toBe(5);
    expect(move('ArrowUp', 5)).toBe(1);
  });

  test('stop at the edges', () => {
    expect(move('ArrowLeft', 0)).toBeNull();
    expect(move('ArrowRight', 9)).toBeNull();
    expect(move('ArrowUp', 2)).toBeNull();
    expect(move('ArrowDown', 9)).toBeNull();
    expect(moveInGrid('ArrowDown', 0, 4, 0)).toBeNull();
  });

  test('reach the last picture of a row that is not full', () => {
    expect(move('ArrowDown', 7)).toBe(9);
    expect(move('End', 0)).toBe(9);
    expect(move('PageUp', 9)).toBe(1);
  });
});

describe('of a long list', () => {
  test('only the rows in view are drawn, and a few beyond', () => {
    expect(rowsInView(0, 600, 200, 1_000)).toEqual({ first: 0, last: 5 });
    expect(rowsInView(20_000, 600, 200, 1_000)).toEqual({ first: 98, last: 105 });
    expect(rowsInView(199_900, 600, 200, 1_000)).toEqual({ first: 997, last: 1_000 });
    // The list became shorter than where one had scrolled to.
    expect(rowsInView(90_000, 600, 200, 3)).toEqual({ first: 3, last: 3 });
    expect(rowsInView(0, 600, 0, 1_000)).toEqual({ first: 0, last: 4 });
  });

  test('a row is scrolled to only when it is not seen whole', () => {
    const view = { topPx: 1_000, heightPx: 600, coveredPx: 40 };
    expect(scrollToRow(1_100, 200, view)).toBeNull();
    expect(scrollToRow(1_020, 200, view)).toBe(980);
    expect(scrollToRow(1_500, 200, view)).toBe(1_100);
    expect(scrollToRow(0, 200, view)).toBe(0);
  });
});

describe('a key in the journal', () => {
  const situation = { key: 'x', modified: false, typing: false, onControl: false, chosen: false, brushed: false };

  test('belongs to the field it is typed in', () => {
    expect(decideJournalKey({ ...situation, key: 't', typing: true })).toBeNull();
    expect(decideJournalKey({ ...situation, key: 'l', modified: true })).toBeNull();
  });

  test('leaves the alarm rail its own', () => {
    for (const key of ['Enter', '1', '4', 'n', 'x', 'ArrowUp', 'ArrowDown', 'm', '?']) {
      expect(decideJournalKey({ ...situation, key })).toBeNull();
    }
  });

  test('Esc closes what was opened last', () => {
    expect(decideJournalKey({ ...situation, key: 'Escape', chosen: true, brushed: true })).toBe('close');
    expect(decideJournalKey({ ...situation, key: 'Escape', brushed: true })).toBe('unbrush');
    expect(decideJournalKey({ ...situation, key: 'Escape' })).toBeNull();
  });
});

describe('a trail', () => {
  const entry: WatchlistEntry = aPersonEntry({ id: 7, idNumber: '37', name: null });
  const cause: AlarmCause = { by: 'entry', entry, hit: aHit({ entryId: 7 }) };
  const face = (idNumber?: string): ReturnType<typeof aSighting> =>
    aSighting({ id: 1, facts: { kind: 'face', ...(idNumber === undefined ? {} : { idNumber }) } });

  test('is of a plate', () => {
    expect(trailOf(aSighting({ id: 1 }), [], [])).toEqual({ trail: 'of', subject: { plate: '鲁P12345' } });
    expect(trailOf(aSighting({ id: 1, facts: { kind: 'vehicle' } }), [], [])).toEqual({ trail: 'nothing' });
  });

  test('of a person only who is on the list', () => {
    expect(trailOf(face('37'), [], [entry])).toEqual({ trail: 'of', subject: { entryId: 7 } });
    expect(trailOf({ ...face(), alarmId: 3 }, [anAlarm({ id: 3, cause })], [])).toEqual({
      trail: 'of',
      subject: { entryId: 7 },
    });
    expect(trailOf(face('99'), [], [entry])).toEqual({ trail: 'unlisted' });
    expect(trailOf(face(), [], [entry])).toEqual({ trail: 'unlisted' });
  });

  test('calls nobody unlisted who was a hit', () => {
    expect(trailOf({ ...face(), alarmId: 3 }, [], [entry])).toEqual({ trail: 'past' });
  });

  test('is laid out by day, the newest first, each in time order with its gaps', () => {
    const at = (id: number, receivedAtMs: number): ReturnType<typeof aSighting> => aSighting({ id, receivedAtMs });
    const days = trailDays([
      at(9, midnight + 9 * hour),
      at(8, midnight + 7 * hour),
      at(7, midnight + 6.5 * hour),
      at(5, midnight - 3 * 24 * hour + hour),
    ]);
    expect(days.map(({ startMs }) => startMs)).toEqual([midnight, new Date(2026, 10, 20).getTime()]);
    expect(days[0]?.stops.map(({ sighting, gapMs }) => [sighting.id, gapMs])).toEqual([
      [7, null],
      [8, hour / 2],
      [9, 2 * hour],
    ]);
    expect(days.map(({ emptyDaysBefore }) => emptyDaysBefore)).toEqual([2, 0]);
  });

  test('stands in its day where the clock does', () => {
    expect(partOfDay(midnight + 6 * hour)).toBe(0.25);
  });
});

describe('the clip around a sighting', () => {
  const ready = (id: number, fromMs: number, toMs: number): Clip => ({
    ...{ id, cameraId: 'east', cameraName: '东门', stream: 'main', reason: 'key', by: 'guard1', alarmIds: [] },
    ...{ cutAtMs: fromMs, state: 'ready', fromMs, toMs, frames: 1, bytes: 1, digest: '', codec: 'avc1' },
    ...{ width: 1, height: 1, missingMs: 0, shortened: null },
  });

  test('is the one that shows the moment, else one that nearly does', () => {
    const clips = [ready(1, 0, 10_000), ready(2, 14_000, 60_000), ready(3, 100_000, 200_000)];
    expect(clipAround(clips, 5_000)?.id).toBe(1);
    expect(clipAround(clips, 13_000)?.id).toBe(2);
    expect(clipAround(clips, 80_000)).toBeNull();
  });

  test('can be cut while the ring holds the moment', () => {
    expect(cutAround(0, 4_000, 41)).toEqual({
      cut: 'possible',
      beforeSeconds: 14,
      afterSeconds: 16,
      forMs: 37_000,
    });
    expect(cutAround(0, 55_000, 90)).toMatchObject({ beforeSeconds: 60, afterSeconds: 1 });
    expect(cutAround(0, 42_000, 41)).toEqual({ cut: 'too-late', seconds: 41 });
    expect(cutAround(0, 0, null)).toEqual({ cut: 'no-camera' });
  });
});

describe('what a device said', () => {
  test('is shown as far as the allow-list goes', () => {
    const said = { kind: 'face', gender: 'male', glasses: false, idNumber: '371525199001011234', ethnicity: 'x' };
    expect(rawFacts(said as Parameters<typeof rawFacts>[0])).toEqual([
      ['idNumber', '3715••••••••••1234'],
      ['gender', 'male'],
      ['glasses', 'false'],
    ]);
  });

  test('stands on the picture where one would say it stands', () => {
    const box = { unit: 'fraction', left: 0.7, top: 0.2, right: 0.9, bottom: 0.7 } as const;
    expect(picturePlace(box)).toEqual({
      across: 'right',
      down: 'middle',
      percent: { left: 70, right: 90, top: 20, bottom: 70 },
    });
    expect(picturePlace({ ...box, unit: 'pixel' })).toBeNull();
    expect(picturePlace({ ...box, right: 0.7 })).toBeNull();
  });
});

describe('cases', () => {
  const aCase = (part: Partial<UnitCase> & { id: number }): UnitCase => ({
    ...{ title: 'a', reason: 'because', openedBy: 'chief1', openedAtMs: part.id, closed: null },
    ...{ items: [], copiedPictures: 0, ...part },
  });

  test('that are open come first, the newest of them before the others', () => {
    const closed = { by: 'chief1', atMs: 9 };
    const list = [aCase({ id: 4, closed }), aCase({ id: 1 }), aCase({ id: 3 }), aCase({ id: 2, closed })];
    expect(orderedCases(list).map(({ id }) => id)).toEqual([3, 1, 4, 2]);
  });

  test('tell a sighting from an alarm of the same number', () => {
    const added = { addedBy: 'guard1', addedAtMs: 0 };
    const one = aCase({ id: 1, items: [{ item: { kind: 'alarm', id: 5 }, ...added }] });
    expect(holds(one, { kind: 'alarm', id: 5 })).toBe(true);
    expect(holds(one, { kind: 'sighting', id: 5 })).toBe(false);
  });
});

describe('the outlook of retention', () => {
  const anOutlook = (part: Partial<RetentionOutlook>): RetentionOutlook => ({
    ...{ kind: 'footage', askedDays: 30, lawful: null, oldestAtMs: null, bytes: 0, bytesPerDay: 1 },
    ...{ forecastDays: 60, outlook: 'fine', heldBack: { county: 0, cases: 0, unresolved: 0 }, ...part },
  });

  test('warns of the shortest, and of a full disk before that', () => {
    const short = anOutlook({ outlook: 'short', forecastDays: 21.4 });
    const shorter = anOutlook({ kind: 'alarms', outlook: 'short', askedDays: 180, forecastDays: 30 });
    expect(storageWarning([anOutlook({}), short, shorter], 90)).toEqual({
      warning: 'short',
      kind: 'alarms',
      forecastDays: 30,
      askedDays: 180,
    });
    expect(storageWarning([short, anOutlook({ kind: 'sightings', outlook: 'soon' })], 90)).toEqual({
      warning: 'soon',
      kind: 'sightings',
    });
    expect(storageWarning([anOutlook({})], 90)).toBeNull();
    expect(storageWarning([], 3)).toEqual({ warning: 'soon', kind: 'footage' });
  });

  test('stands on one scale with what was asked for and what the law asks', () => {
    expect(outlookScale(anOutlook({ forecastDays: 15, lawful: { days: 30, source: 'x' } }))).toEqual({
      forecast: 0.25,
      asked: 0.5,
      lawful: 0.5,
    });
    expect(outlookScale(anOutlook({ forecastDays: 4_000 })).forecast).toBe(1);
  });

  test('is not counted in days beyond ten years', () => {
    expect(verdictOf(anOutlook({ forecastDays: 4_000 }))).toBe('ample');
    expect(verdictOf(anOutlook({ forecastDays: 46 }))).toBe('fine');
    expect(verdictOf(anOutlook({ forecastDays: 4_000, outlook: 'short' }))).toBe('short');
  });
});
