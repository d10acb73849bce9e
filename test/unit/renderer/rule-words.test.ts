import fc from 'fast-check';
import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import type { NewRule } from '#contract/rule.ts';
import { ruleSentence } from '../../../renderer/features/rules/rule-words.ts';
import type { Names } from '../../../renderer/features/rules/rule-words.ts';
import { startText } from '../../../renderer/text/index.ts';
import type { TFunction } from '../../../renderer/text/index.ts';
import { anyRule, aRule } from './rule-fixture.ts';

const names: Names = {
  camera: (id) => ({ east: '东门', west: '西门' })[id],
  action: (id) => ({ 1: '东门警灯', 2: '警笛' })[id],
};
const languages = ['zh-CN', 'en'] as const;
const inLanguage = (language: (typeof languages)[number]): TFunction => i18next.getFixedT(language);
const zh = (part: Partial<NewRule>): string => ruleSentence(aRule(part), names, inLanguage('zh-CN'));
const en = (part: Partial<NewRule>): string => ruleSentence(aRule(part), names, inLanguage('en'));

beforeAll(async () => {
  await startText('zh-CN');
});

describe('the sentence of a rule', () => {
  test('says when, where, what and how urgent', () => {
    expect(zh({})).toBe('22:00–06:00，在出入口，有人出现时，报二级警');
    expect(en({})).toBe('22:00–06:00, at gates, when a person appears: raise a level 2 alarm');
  });

  test.each<[Partial<NewRule>, string]>([
    [{ trigger: { kind: 'presence', subjects: ['face', 'vehicle', 'cycle'] } }, '有人脸、车辆或非机动车出现时'],
    [{ trigger: { kind: 'presence', subjects: ['vehicle', 'person', 'face'] } }, '有人或车辆出现时'],
    [{ trigger: { kind: 'behaviour', behaviours: ['tripwire', 'intrusion'] } }, '摄像机发现越线或区域入侵时'],
    [{ trigger: { kind: 'camera-lost', seconds: 90 } }, '摄像机画面中断满 90 秒时'],
    [{ trigger: { kind: 'camera-lost', seconds: 60 } }, '摄像机画面中断满 1 分钟时'],
    [{ trigger: { kind: 'plate-repeats', times: 5, minutes: 90 } }, '同一车牌 1 小时 30 分内出现 5 次时'],
    [{ trigger: { kind: 'plate-repeats', times: 2, minutes: 1440 } }, '同一车牌 1 天内出现 2 次时'],
  ])('words its trigger: %j', (part, words) => {
    expect(zh(part)).toBe(`22:00–06:00，在出入口，${words}，报二级警`);
  });

  test('of a crowd names each level, and leaves the priority to it', () => {
    const levels = [
      { people: 30, priority: 3 as const },
      { people: 60, priority: 2 as const },
    ];
    expect(zh({ trigger: { kind: 'crowd', levels, seconds: 60 } })).toBe(
      '22:00–06:00，在出入口，人数达到 30 人（三级）、60 人（二级）并持续 1 分钟时，按达到的级别报警',
    );
    expect(zh({ trigger: { kind: 'crowd', levels: levels.slice(1), seconds: 0 }, priority: 1 })).toBe(
      '22:00–06:00，在出入口，人数达到 60 人时，报二级警',
    );
  });

  test('names no place where there is none: an unknown device belongs to no camera', () => {
    expect(zh({ trigger: { kind: 'unknown-device' }, schedule: [] })).toBe('全天，有未登记的设备接入时，报二级警');
    expect(en({ trigger: { kind: 'unknown-device' }, schedule: [] })).toBe(
      'At any time, when an unknown device calls: raise a level 2 alarm',
    );
  });

  test.each<[NewRule['schedule'], string]>([
    [[], '全天'],
    [[{ days: [6, 7], fromMinute: 0, toMinute: 1440 }], '周末全天'],
    [[{ days: [1, 2, 3, 4, 5], fromMinute: 1080, toMinute: 360 }], '周一至周五 18:00–06:00'],
    [[{ days: [1, 3, 4, 5, 7], fromMinute: 0, toMinute: 60 }], '周一、周三至周五、周日 00:00–01:00'],
    [[{ days: [2, 3], fromMinute: 60, toMinute: 1440 }], '周二、周三 01:00–24:00'],
    [[{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, toMinute: 0 }], '全天'],
    [
      [
        { days: [1, 2, 3, 4, 5], fromMinute: 1080, toMinute: 360 },
        { days: [6, 7], fromMinute: 0, toMinute: 1440 },
      ],
      '周一至周五 18:00–06:00和周末全天',
    ],
  ])('says its times: %j', (schedule, words) => {
    expect(zh({ schedule })).toBe(`${words}，在出入口，有人出现时，报二级警`);
  });

  test('counts what would be too many to name', () => {
    const spans = Array.from({ length: 6 }, (_, at) => ({ days: [1], fromMinute: at * 120, toMinute: at * 120 + 60 }));
    expect(zh({ schedule: spans })).toContain('等 6 段时间');
    expect(zh({ scope: { points: [], cameraIds: ['east', 'a', 'b', 'c', 'd'] } })).toContain('在东门等 5 台摄像机');
  });

  test('names its cameras, also one that is gone, and says where everywhere is', () => {
    expect(zh({ scope: { points: ['crowd'], cameraIds: ['east', 'gone'] } })).toContain(
      '在密集场所、东门和已移除的摄像机，',
    );
    expect(zh({ scope: { points: [], cameraIds: [] } })).toContain('在任何位置，');
  });

  test('says what it runs', () => {
    expect(zh({ actionIds: [1, 2] })).toContain('报二级警，并启动东门警灯和警笛');
    expect(en({ actionIds: [1, 9] })).toContain(', and run 东门警灯 and a removed action');
  });

  test('of any rule is said whole, in both languages', () => {
    fc.assert(
      fc.property(anyRule, fc.constantFrom(...languages), (rule, language) => {
        const said = ruleSentence(rule, names, inLanguage(language));
        expect(said).not.toMatch(/\{\{|\}\}|undefined|NaN|ruleSentence|rules\.|time\./);
        expect(said).not.toMatch(/，，|, ,|、、|[，、]$| {2}/);
        expect(said.length).toBeGreaterThan(8);
      }),
    );
  });
});
