import fc from 'fast-check';
import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { wouldRaiseTheSame } from '../../../renderer/features/rules/dry-run-rules.ts';
import { decideListKey } from '../../../renderer/features/rules/list-keys.ts';
import type { ListKeySituation } from '../../../renderer/features/rules/list-keys.ts';
import { draftOf, finishedRule, levelsRise, nextLevel } from '../../../renderer/features/rules/rule-draft.ts';
import type { RuleDraft } from '../../../renderer/features/rules/rule-draft.ts';
import { ruleTemplate, templateNames } from '../../../renderer/features/rules/rule-templates.ts';
import { startText } from '../../../renderer/text/index.ts';
import { anyRule, aRule } from './rule-fixture.ts';

beforeAll(async () => {
  await startText('zh-CN');
});

const problemsOf = (part: Partial<RuleDraft>): readonly string[] => {
  const finished = finishedRule({ ...draftOf(aRule()), ...part });
  return finished.outcome === 'complete' ? [] : finished.problems;
};

describe('a rule that is being written', () => {
  test('is what it was when nothing is changed', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        fc.pre(levelsRise(rule.trigger));
        expect(finishedRule(draftOf(rule))).toEqual({ outcome: 'complete', rule });
      }),
    );
  });

  test('takes each line that says something as a step', () => {
    const finished = finishedRule({ ...draftOf(aRule()), procedure: ' 看画面 \n\n  \n派人到场\n' });
    expect(finished).toMatchObject({ rule: { procedure: ['看画面', '派人到场'] } });
  });

  test('names what is wrong, each once', () => {
    expect(problemsOf({ name: '  ' })).toEqual(['name']);
    expect(problemsOf({ trigger: { kind: 'presence', subjects: [] } })).toEqual(['subjects']);
    expect(problemsOf({ trigger: { kind: 'behaviour', behaviours: [] } })).toEqual(['behaviours']);
    expect(problemsOf({ trigger: { kind: 'camera-lost', seconds: 4 } })).toEqual(['seconds']);
    expect(problemsOf({ trigger: { kind: 'plate-repeats', times: 1, minutes: 0 } })).toEqual(['times']);
    expect(problemsOf({ schedule: [{ days: [], fromMinute: 0, toMinute: 60 }] })).toEqual(['schedule']);
    expect(problemsOf({ procedure: Array.from({ length: 21 }, () => '一步').join('\n') })).toEqual(['procedure']);
    expect(problemsOf({ actionIds: Array.from({ length: 11 }, (_, id) => id + 1), name: '' })).toEqual([
      'name',
      'actions',
    ]);
  });

  test('has levels of a crowd that rise in people and in urgency', () => {
    const crowd = (...levels: [people: number, priority: 1 | 2 | 3][]): RuleDraft['trigger'] => ({
      kind: 'crowd',
      seconds: 0,
      levels: levels.map(([people, priority]) => ({ people, priority })),
    });
    expect(problemsOf({ trigger: crowd([30, 3], [60, 2], [100, 1]) })).toEqual([]);
    expect(problemsOf({ trigger: crowd([30, 3], [30, 2]) })).toEqual(['levels']);
    expect(problemsOf({ trigger: crowd([30, 2], [60, 2]) })).toEqual(['levels']);
    expect(problemsOf({ trigger: crowd([30, 1], [60, 2]) })).toEqual(['levels']);
  });

  test('gets a further level that is a level further, until none is left', () => {
    const first = nextLevel([]);
    expect(first).toEqual({ people: 30, priority: 3 });
    expect(nextLevel([{ people: 30, priority: 3 }])).toEqual({ people: 45, priority: 2 });
    expect(nextLevel([{ people: 30, priority: 1 }])).toBeNull();
  });
});

test('a dry run holds until something changes that decides what is raised', () => {
  const asked = aRule();
  expect(wouldRaiseTheSame(asked, aRule({ name: '改名', procedure: ['一步'], actionIds: [1], enabled: false }))).toBe(
    true,
  );
  expect(wouldRaiseTheSame(asked, aRule({ schedule: [] }))).toBe(false);
  expect(wouldRaiseTheSame(asked, aRule({ scope: { points: [], cameraIds: ['east'] } }))).toBe(false);
  expect(wouldRaiseTheSame(asked, null)).toBe(false);
});

describe('a template', () => {
  test.each(templateNames)('%s is a rule that the station takes as it is', (name) => {
    for (const language of ['zh-CN', 'en'] as const) {
      const rule = ruleTemplate(name, i18next.getFixedT(language));
      expect(finishedRule(draftOf(rule))).toEqual({ outcome: 'complete', rule });
      expect(rule.procedure.length).toBeGreaterThan(1);
    }
  });

  test('of a crowd has levels of 30, 60 and 100 people', () => {
    const { trigger } = ruleTemplate('crowd', i18next.getFixedT('zh-CN'));
    expect(trigger).toMatchObject({ levels: [{ people: 30 }, { people: 60 }, { people: 100 }] });
  });
});

describe('a key on a list', () => {
  const act = (part: Partial<ListKeySituation> & { key: string }): ReturnType<typeof decideListKey> =>
    decideListKey({
      ...{ modified: false, focus: 'row', typing: false, onControl: false, alarmPending: false },
      ...{ mayChange: true, at: 1, count: 3 },
      ...part,
    });

  test('moves within the rows and not beyond', () => {
    expect(act({ key: 'ArrowDown' })).toEqual({ act: 'go', to: 2 });
    expect(act({ key: 'ArrowDown', at: 2 })).toEqual({ act: 'go', to: 2 });
    expect(act({ key: 'ArrowUp', at: 0 })).toEqual({ act: 'go', to: 0 });
    expect(act({ key: 'End' })).toEqual({ act: 'go', to: 2 });
  });

  test('opens and switches the row that has the focus, not one that has not', () => {
    expect(act({ key: 'Enter' })).toEqual({ act: 'open', at: 1 });
    expect(act({ key: ' ' })).toEqual({ act: 'switch', at: 1 });
    expect(act({ key: 'Enter', focus: 'elsewhere' })).toBeNull();
    expect(act({ key: 'Enter', focus: 'screen' })).toBeNull();
    expect(act({ key: ' ', onControl: true })).toBeNull();
  });

  test('switches nothing for a guard, who reads', () => {
    expect(act({ key: ' ', mayChange: false })).toBeNull();
    expect(act({ key: 'n', mayChange: false })).toBeNull();
    expect(act({ key: 'Enter', mayChange: false })).toEqual({ act: 'open', at: 1 });
  });

  test('is an alarm’s first while the focus is nowhere', () => {
    expect(act({ key: 'n', focus: 'elsewhere', alarmPending: true })).toBeNull();
    expect(act({ key: 'n', focus: 'elsewhere' })).toEqual({ act: 'new' });
    expect(act({ key: 'N', focus: 'screen', alarmPending: true })).toEqual({ act: 'new' });
    expect(act({ key: 'ArrowDown', focus: 'elsewhere' })).toBeNull();
    expect(act({ key: 'ArrowRight', focus: 'elsewhere', alarmPending: true })).toEqual({ act: 'go', to: 1 });
  });

  test('is nobody’s in a field, with a modifier, or where there are no rows', () => {
    expect(act({ key: 'n', typing: true, focus: 'screen' })).toBeNull();
    expect(act({ key: 'ArrowDown', modified: true })).toBeNull();
    expect(act({ key: 'ArrowRight', focus: 'elsewhere', count: 0 })).toBeNull();
  });
});
