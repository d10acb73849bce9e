/** A rule while it is written: what may still be wrong with it, and what a station takes. Pure. */
import { newRule } from '#contract/rule.ts';
import type { NewRule, Rule, RuleTrigger } from '#contract/rule.ts';

/** The steps as they are typed, one a line. */
export type RuleDraft = Omit<NewRule, 'procedure'> & { procedure: string };

export type RuleProblem =
  'name' | 'subjects' | 'behaviours' | 'levels' | 'seconds' | 'times' | 'schedule' | 'procedure' | 'actions' | 'other';

export function draftOf(rule: NewRule | Rule): RuleDraft {
  const { name, enabled, trigger, schedule, scope, priority, procedure, actionIds } = rule;
  return { name, enabled, trigger, schedule, scope, priority, procedure: procedure.join('\n'), actionIds };
}

export type Finished = { outcome: 'complete'; rule: NewRule } | { outcome: 'incomplete'; problems: RuleProblem[] };

export function finishedRule(draft: RuleDraft): Finished {
  const parsed = newRule.safeParse({
    ...draft,
    procedure: draft.procedure
      .split('\n')
      .map((step) => step.trim())
      .filter((step) => step !== ''),
  });
  const problems = parsed.success ? [] : parsed.error.issues.map(({ path }) => problemAt(path));
  if (!levelsRise(draft.trigger)) problems.push('levels');
  if (parsed.success && problems.length === 0) return { outcome: 'complete', rule: parsed.data };
  return { outcome: 'incomplete', problems: [...new Set(problems)] };
}

function problemAt([first, second]: readonly PropertyKey[]): RuleProblem {
  switch (first) {
    case 'name':
    case 'schedule':
    case 'procedure':
      return first;
    case 'actionIds':
      return 'actions';
    case 'trigger':
      switch (second) {
        case 'subjects':
        case 'behaviours':
        case 'levels':
        case 'seconds':
          return second;
        case 'times':
        case 'minutes':
          return 'times';
        default:
          return 'other';
      }
    default:
      return 'other';
  }
}

/** More people, more urgent: otherwise no alarm would ever have the second level's priority. */
export function levelsRise(trigger: RuleTrigger): boolean {
  if (trigger.kind !== 'crowd') return true;
  return trigger.levels.every((level, index) => {
    const before = trigger.levels[index - 1];
    return before === undefined || (level.people > before.people && level.priority < before.priority);
  });
}

/** What a kind of trigger is at first. */
export const firstTriggers: { readonly [K in RuleTrigger['kind']]: Extract<RuleTrigger, { kind: K }> } = {
  presence: { kind: 'presence', subjects: ['person', 'face'] },
  behaviour: { kind: 'behaviour', behaviours: ['intrusion'] },
  'camera-lost': { kind: 'camera-lost', seconds: 60 },
  crowd: {
    kind: 'crowd',
    levels: [
      { people: 30, priority: 3 },
      { people: 60, priority: 2 },
      { people: 100, priority: 1 },
    ],
    seconds: 60,
  },
  'plate-repeats': { kind: 'plate-repeats', times: 5, minutes: 10 },
  'unknown-device': { kind: 'unknown-device' },
};

/** A further level: half as many people again, one more urgent. Null where none is left. */
export function nextLevel(levels: Extract<RuleTrigger, { kind: 'crowd' }>['levels']): (typeof levels)[number] | null {
  const last = levels.at(-1);
  if (last === undefined) return { people: 30, priority: 3 };
  if (levels.length >= 3 || last.priority === 1) return null;
  return { people: Math.min(100_000, Math.ceil(last.people * 1.5)), priority: last.priority === 3 ? 2 : 1 };
}
