import type { Alarm } from '#contract/alarm.ts';
import type { NewRule, Rule, RuleFinding } from '#contract/rule.ts';
import { anAlarm } from './alarm.ts';

/** Anybody at any camera, at any time. */
export function aNewRule(given: Partial<NewRule> = {}): NewRule {
  return {
    name: '夜间有人',
    enabled: true,
    trigger: { kind: 'presence', subjects: ['person', 'face'] },
    schedule: [],
    scope: { points: [], cameraIds: [] },
    priority: 2,
    procedure: ['调看画面', '派人到现场'],
    actionIds: [],
    ...given,
  };
}

export function aRule({ id = 1, ...given }: Partial<Rule> = {}): Rule {
  return { ...aNewRule(given), id, changedBy: 'chief1', changedAtMs: Date.UTC(2026, 10, 1), ...given };
}

/** An open alarm of a rule. */
export function aRuleAlarm({
  rule = aRule(),
  finding = { kind: 'presence', subject: 'person' },
  ...given
}: Partial<Alarm> & { rule?: Rule; finding?: RuleFinding } = {}): Alarm {
  return {
    ...anAlarm(),
    kind: 'event',
    priority: rule.priority,
    subject: `rule:${rule.id}:east-gate`,
    procedure: rule.procedure,
    ...given,
    cause: { by: 'rule', rule, finding },
  };
}
