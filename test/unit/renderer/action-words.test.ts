import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { actionRun, actionEffect } from '#contract/action.ts';
import type { ActionRun, NewAction } from '#contract/action.ts';
import {
  draftOfAction,
  emptyAction,
  finishedAction,
  firstTargets,
} from '../../../renderer/features/actions/action-draft.ts';
import type { ActionDraft } from '../../../renderer/features/actions/action-draft.ts';
import {
  actionSentence,
  lastRuns,
  runDuration,
  runWords,
  shownAddress,
  targetWords,
} from '../../../renderer/features/actions/action-words.ts';
import { startText } from '../../../renderer/text/index.ts';
import type { TFunction } from '../../../renderer/text/index.ts';

const languages = ['zh-CN', 'en'] as const;
const inLanguage = (language: (typeof languages)[number]): TFunction => i18next.getFixedT(language);
const zh = inLanguage('zh-CN');
const relay: NewAction['target'] = { kind: 'onvif-relay', cameraId: 'east', token: 'AlarmOut_0' };
const http: NewAction['target'] = { ...firstTargets.http, url: 'https://127.0.0.1:8443/door?key=1' };
const barrier: ActionDraft = { ...emptyAction, name: '东门道闸', target: relay, onHits: ['barred'] };

const aRun = (part: Partial<ActionRun> = {}): ActionRun => ({
  ...{ id: 1, actionId: 1, actionName: '东门道闸', effect: 'hold', alarmId: null, cause: 'test', by: 'chief1' },
  ...{
    dry: false,
    wanted: 'on',
    state: 'done',
    startedAtMs: 0,
    endedAtMs: 380,
    attempts: 1,
    failure: null,
    detail: '',
  },
  ...part,
});

beforeAll(async () => {
  await startText('zh-CN');
});

describe('an action in words', () => {
  test('says when it runs by itself, and what holds it back', () => {
    expect(actionSentence({ effect: 'hold', onHits: ['barred', 'police-notice'], pulseSeconds: null }, zh)).toBe(
      '命中单位禁入或公安协查时自动保持关闭；人员要值班员确认，车辆要两次一致识读或值班员确认',
    );
  });

  test('never says that a door opens by itself, whatever is written in it', () => {
    expect(actionSentence({ effect: 'open', onHits: ['barred'], pulseSeconds: 5 }, zh)).toBe(
      '由值班员按键开门；5 秒后复位；开门只由值班员按键，从不由命中触发',
    );
  });

  test('names its target without what may be a secret', () => {
    expect(targetWords(relay, (id) => ({ east: '东门' })[id], zh)).toBe('东门 · 继电器 AlarmOut_0');
    expect(targetWords(relay, () => undefined, zh)).toContain('已移除的摄像机');
    expect(targetWords(http, () => undefined, zh)).toBe('POST https://127.0.0.1:8443/door');
    expect(shownAddress('http://user:secret@127.0.0.1/a?token=x#y')).toBe('127.0.0.1/a');
    expect(shownAddress('half an address')).toBe('');
    expect(targetWords({ ...firstTargets['modbus-coil'], host: '127.0.0.1', coil: 3 }, () => undefined, zh)).toBe(
      'Modbus 127.0.0.1:502 · 单元 1 · 线圈 3',
    );
  });

  test('has words for every effect, state, cause and failure of the contract, in both languages', () => {
    for (const language of languages) {
      const t = inLanguage(language);
      const failures = actionRun.shape.failure.unwrap().options;
      const said = [
        ...actionEffect.options.flatMap((effect) => [
          t(`actionEffect.${effect}.name`),
          t(`actionSentence.deed.${effect}`),
        ]),
        ...actionRun.shape.cause.options.map((cause) => t(`actionCause.${cause}`)),
        ...failures.flatMap((failure) => [t(`actionFailure.${failure}.why`), t(`actionFailure.${failure}.advice`)]),
        ...actionRun.shape.state.options.flatMap((state) =>
          [null, ...failures].map((failure) => runWords({ state, failure, dry: false }, t)),
        ),
      ];
      for (const words of said) expect(words).not.toMatch(/action[A-Z]\w+\.|\{\{/);
    }
  });

  test('a dry run that went well says that nothing moved', () => {
    expect(runWords(aRun({ dry: true }), zh)).toBe('试运行通过：对方在，什么都没有动');
    expect(runWords(aRun({ dry: true, state: 'failed', failure: 'timeout' }), zh)).toBe('试运行没有通过：没有回答');
  });

  test('a run that is under way has no duration yet', () => {
    expect(runDuration(aRun(), zh)).toBe('380 毫秒');
    expect(runDuration(aRun({ endedAtMs: 2_440 }), zh)).toBe('2.4 秒');
    expect(runDuration(aRun({ endedAtMs: null }), zh)).toBeNull();
  });

  test('the last run of each is the newest that was not dry', () => {
    const runs = [aRun({ id: 4, dry: true }), aRun({ id: 3 }), aRun({ id: 2, actionId: 2 }), aRun({ id: 1 })];
    expect([...lastRuns(runs).values()].map(({ id }) => id)).toEqual([3, 2]);
  });
});

describe('an action that is being written', () => {
  const problemsOf = (draft: ActionDraft): readonly string[] => {
    const finished = finishedAction(draft);
    return finished.outcome === 'complete' ? [] : finished.problems;
  };

  test('is what it was when nothing is changed', () => {
    const kept = { ...barrier, id: 3, changedBy: 'chief1', changedAtMs: 0 };
    expect(finishedAction(draftOfAction(kept))).toEqual({ outcome: 'complete', action: barrier });
  });

  test('names what is wrong', () => {
    expect(problemsOf(emptyAction)).toEqual(['name', 'token', 'camera']);
    const at = (target: NewAction['target']): readonly string[] => problemsOf({ ...barrier, target });
    expect(at({ ...firstTargets.http, url: 'ftp://127.0.0.1/' })).toEqual(['url']);
    expect(at({ ...firstTargets.http, url: 'http://127.0.0.1/', headers: [{ name: 'a b', value: '1' }] })).toEqual([
      'headers',
    ]);
    expect(at({ ...firstTargets.http, url: 'http://127.0.0.1/', certificate: 'abc' })).toEqual(['certificate']);
    expect(at({ ...firstTargets['modbus-coil'], host: ' ' })).toEqual(['host']);
    expect(at({ ...firstTargets['modbus-coil'], host: '127.0.0.1', port: 0 })).toEqual(['numbers']);
    expect(problemsOf({ ...barrier, timeoutMs: 10 })).toEqual(['timing']);
  });

  test('takes a fingerprint as certificates show it', () => {
    const pasted = Array.from({ length: 32 }, () => 'AB').join(':');
    const finished = finishedAction({
      ...barrier,
      target: { ...firstTargets.http, url: 'https://127.0.0.1/', certificate: pasted },
    });
    expect(finished).toMatchObject({ action: { target: { certificate: 'ab'.repeat(32) } } });
  });

  test('sends no body with a GET, and no header that is empty', () => {
    const target = {
      ...firstTargets.http,
      method: 'GET' as const,
      url: 'http://127.0.0.1/',
      body: 'x',
      headers: [{ name: ' ', value: '' }],
    };
    expect(finishedAction({ ...barrier, target })).toMatchObject({ action: { target: { body: '', headers: [] } } });
  });

  test('runs on no hits once it opens a door', () => {
    expect(finishedAction({ ...barrier, effect: 'open' })).toMatchObject({ action: { onHits: [] } });
  });
});
