import { beforeAll, describe, expect, test } from 'vitest';
import i18next from 'i18next';
import type { CountyDestination, CountyLink } from '#contract/county.ts';
import { failureReason, outboxKind } from '#contract/county.ts';
import { countyTabOf, decideLinkKey, tabsFor, turnedTab } from '../../../renderer/features/county/county-keys.ts';
import type { LinkKeySituation } from '../../../renderer/features/county/county-keys.ts';
import {
  barInWords,
  barOf,
  destinationTitle,
  driftOf,
  holdsOf,
  isHitsOnly,
  kindsOf,
  nextStepOf,
  picturesInWords,
  refusedKinds,
  splitFailure,
  tookInWords,
} from '../../../renderer/features/county/link/link-words.ts';
import { startText } from '../../../renderer/text/index.ts';

const nowMs = 1_795_780_000_000;
const { t } = i18next;

beforeAll(() => startText('zh-CN'));

function aDestination(given: Partial<CountyDestination> = {}): CountyDestination {
  return {
    ...{ name: 'summaries', way: 'json', title: null, address: 'http://127.0.0.1:8443/', transport: 'loopback' },
    ...{ link: 'up', lastAcknowledgedAtMs: nowMs - 12_000, lastAcknowledgement: '204', unacknowledged: 0 },
    unacknowledgedByKind: { test: 0, alarm: 0, status: 0, summary: 0, capture: 0 },
    ...{ unacknowledgedBytes: 0, oldestUnacknowledgedAtMs: null, setAside: 0, nextTryAtMs: null, lastFailure: null },
    ...{ clockDriftMs: null, registration: null },
    ...given,
  };
}

function aLink(destinations: CountyDestination[], given: Partial<CountyLink> = {}): CountyLink {
  return {
    link: destinations.every(({ link }) => link === 'up') ? 'up' : 'down',
    unacknowledged: 0,
    lastAcknowledgedAtMs: nowMs - 12_000,
    ...{ destinations, refusing: [], holdsDays: null },
    ...given,
  };
}

describe('what happens next at a destination', () => {
  test('it is counted down to the next try', () => {
    expect(nextStepOf(aDestination({ link: 'down', nextTryAtMs: nowMs + 21_000 }), nowMs)).toEqual({
      step: 'wait',
      leftMs: 21_000,
    });
  });

  test('a try that is due is under way', () => {
    expect(nextStepOf(aDestination({ link: 'down', nextTryAtMs: nowMs - 1 }), nowMs)).toEqual({ step: 'sending' });
  });

  test('what waits without a time is being sent; what is only set aside is not', () => {
    expect(nextStepOf(aDestination({ unacknowledged: 3, setAside: 1 }), nowMs)).toEqual({ step: 'sending' });
    expect(nextStepOf(aDestination({ unacknowledged: 2, setAside: 2 }), nowMs)).toEqual({ step: 'nothing' });
  });

  test('a cascade that is down registers even with nothing to send, signed JSON does not', () => {
    expect(nextStepOf(aDestination({ link: 'down', way: 'viid' }), nowMs)).toEqual({ step: 'sending' });
    expect(nextStepOf(aDestination({ link: 'down', way: 'json' }), nowMs)).toEqual({ step: 'nothing' });
  });
});

describe("the county's clock", () => {
  const drift = (clockDriftMs: number | null, way: 'json' | 'viid' = 'json') => driftOf({ clockDriftMs, way });

  test('is not spoken of below five seconds, nor when it is not known', () => {
    expect(drift(null)).toBeNull();
    expect(drift(4_999)).toBeNull();
    expect(drift(-4_999)).toBeNull();
  });

  test('is a note from five seconds on, a warning from a minute on', () => {
    expect(drift(5_000)).toEqual({ direction: 'fast', tone: 'note', refuses: false });
    expect(drift(-60_000)).toEqual({ direction: 'slow', tone: 'warning', refuses: false });
  });

  test('makes it refuse what is signed from five minutes on; GA/T 1400 signs nothing', () => {
    expect(drift(299_999)?.refuses).toBe(false);
    expect(drift(-300_000)?.refuses).toBe(true);
    expect(drift(300_000, 'viid')).toEqual({ direction: 'fast', tone: 'warning', refuses: false });
  });
});

test('how long the disk holds: a warning below a week, no false precision beyond a year', () => {
  expect(holdsOf(null)).toEqual({ holds: 'unknown', days: 0, short: false });
  expect(holdsOf(0.4)).toEqual({ holds: 'under-one-day', days: 0, short: true });
  expect(holdsOf(6.9)).toEqual({ holds: 'days', days: 6, short: true });
  expect(holdsOf(63.2)).toEqual({ holds: 'days', days: 63, short: false });
  expect(holdsOf(4_210)).toEqual({ holds: 'year', days: 4_210, short: false });
});

test('the kinds stand in the order of urgency, also those of which nothing waits', () => {
  expect(kindsOf({ capture: 3, alarm: 1 })).toEqual([
    { kind: 'test', n: 0 },
    { kind: 'alarm', n: 1 },
    { kind: 'status', n: 0 },
    { kind: 'summary', n: 0 },
    { kind: 'capture', n: 3 },
  ]);
});

test('a destination is called what the unit calls it, else by what it is', () => {
  expect(destinationTitle({ name: 'viid:street', title: '街道综治中心' }, t)).toBe('街道综治中心');
  expect(destinationTitle({ name: 'viid:street', title: null }, t)).toBe('street');
  expect(destinationTitle({ name: 'viid' }, t)).toBe('视图库级联');
  expect(destinationTitle({ name: 'summaries', title: '' }, t)).toBe('汇总上报');
});

describe('why a message failed', () => {
  test('every reason is told from its detail, which may have colons of its own', () => {
    for (const reason of failureReason.options) {
      expect(splitFailure(`${reason}: 400 {"a": 1}`)).toEqual({ reason, detail: '400 {"a": 1}' });
    }
  });

  test('what is worded otherwise is kept as it is', () => {
    expect(splitFailure('something else: entirely')).toEqual({ reason: null, detail: 'something else: entirely' });
    expect(splitFailure('')).toEqual({ reason: null, detail: '' });
    expect(splitFailure('timeout')).toEqual({ reason: 'timeout', detail: '' });
  });
});

test('how long a test took: milliseconds below a second', () => {
  expect(tookInWords(83.6, t)).toBe('84 毫秒');
  expect(tookInWords(3_180, t)).toBe('3.2 秒');
});

test('captures are of hits only, devices are not', () => {
  expect(isHitsOnly('faces')).toBe(true);
  expect(isHitsOnly('motor-vehicles')).toBe(true);
  expect(isHitsOnly('devices')).toBe(false);
  expect(isHitsOnly('device-status')).toBe(false);
});

test('pictures a platform wants: in words where there are words', () => {
  expect(picturesInWords(null, t)).toBe('不附图');
  expect(picturesInWords([], t)).toBe('不附图');
  expect(picturesInWords(['11', '1', '99'], t)).toBe('附图：人脸、车辆、99');
});

describe('the status bar', () => {
  const words = (link: CountyLink): string => barInWords(barOf(link), nowMs, t);

  test('says when the county last acknowledged something, or that it never did', () => {
    expect(words(aLink([aDestination()]))).toBe('12 秒前确认');
    expect(words(aLink([aDestination()], { lastAcknowledgedAtMs: null }))).toBe('尚未确认过');
    expect(words(aLink([], { link: 'off' }))).toBe('未接入');
  });

  test('says since when the only destination is down', () => {
    const down = aDestination({ link: 'down', lastAcknowledgedAtMs: nowMs - 720_000 });
    expect(words(aLink([down], { lastAcknowledgedAtMs: nowMs - 720_000 }))).toBe('中断 · 12 分钟前确认');
    expect(
      words(aLink([aDestination({ link: 'down', lastAcknowledgedAtMs: null })], { lastAcknowledgedAtMs: null })),
    ).toBe('中断 · 从未确认');
  });

  test('of several, it speaks of the one that has been silent for longest', () => {
    const up = aDestination();
    const silent = aDestination({ name: 'viid', link: 'down', lastAcknowledgedAtMs: nowMs - 7_200_000 });
    const shorter = aDestination({ name: 'viid:b', link: 'down', lastAcknowledgedAtMs: nowMs - 60_000 });
    expect(words(aLink([up, shorter, silent]))).toBe('2/3 路断 · 2 小时前确认');
    const never = aDestination({ name: 'viid:c', link: 'down', lastAcknowledgedAtMs: null });
    expect(words(aLink([up, silent, never]))).toBe('2/3 路断 · 从未确认');
  });

  test('puts a full disk before the link, and alarms before everything', () => {
    expect(words(aLink([aDestination()], { refusing: ['capture'] }))).toBe('磁盘满 · 停收命中抓拍上报');
    expect(words(aLink([aDestination()], { refusing: ['capture', 'summary'] }))).toBe('磁盘满 · 停收 2 类上报');
    expect(words(aLink([aDestination()], { refusing: [...outboxKind.options].reverse() }))).toBe(
      '磁盘满 · 报警报不出去',
    );
  });

  test('names what is refused in the order in which it was given up', () => {
    expect(refusedKinds(['capture', 'summary'], t)).toBe('命中抓拍、汇总');
  });
});

describe('the sides of the screen', () => {
  test('each has its address, and others are nowhere', () => {
    expect(countyTabOf(null)).toBe('link');
    expect(countyTabOf('packages')).toBe('packages');
    expect(countyTabOf('link')).toBeNull();
    expect(countyTabOf('elsewhere')).toBeNull();
  });

  test('brackets turn from one to the next, not beyond the ends, also as a Chinese input method types them', () => {
    const all = tabsFor('chief');
    expect(turnedTab(']', 'link', all)).toBe('summaries');
    expect(turnedTab('】', 'packages', all)).toBe('verify');
    expect(turnedTab('【', 'summaries', all)).toBe('link');
    expect(turnedTab('[', 'link', all)).toBeNull();
    expect(turnedTab(']', 'verify', all)).toBeNull();
    expect(turnedTab('a', 'link', all)).toBeNull();
  });

  test('a guard makes no packages, but may check one', () => {
    expect(tabsFor('guard')).toEqual(['link', 'summaries', 'verify']);
    expect(turnedTab(']', 'summaries', tabsFor('guard'))).toBe('verify');
  });
});

describe('keys of the link', () => {
  const quiet: LinkKeySituation = {
    ...{ key: 't', modified: false, typing: false, inRows: false, onControl: false, mayAct: true },
  };

  test('T leads to the tests, for those who may', () => {
    expect(decideLinkKey(quiet)).toBe('test');
    expect(decideLinkKey({ ...quiet, mayAct: false })).toBeNull();
  });

  test('U sends now, and on a row sends that one again', () => {
    expect(decideLinkKey({ ...quiet, key: 'u' })).toBe('try-now');
    expect(decideLinkKey({ ...quiet, key: 'U', inRows: true })).toBe('retry');
    expect(decideLinkKey({ ...quiet, key: 'u', mayAct: false })).toBeNull();
  });

  test('left and right lead into the outbox while nothing has them, for everybody', () => {
    expect(decideLinkKey({ ...quiet, key: 'ArrowRight', mayAct: false })).toBe('rows');
    expect(decideLinkKey({ ...quiet, key: 'ArrowLeft', inRows: true })).toBeNull();
    expect(decideLinkKey({ ...quiet, key: 'ArrowLeft', onControl: true })).toBeNull();
  });

  test('nothing is meant while somebody types or holds a modifier', () => {
    expect(decideLinkKey({ ...quiet, typing: true })).toBeNull();
    expect(decideLinkKey({ ...quiet, modified: true })).toBeNull();
  });
});
