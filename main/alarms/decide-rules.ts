/** What a sighting means to the rules. Told from the sighting, the rules and what each remembers; nothing else. */
import type { CameraPoint } from '#contract/camera.ts';
import type { Rule, RuleFinding } from '#contract/rule.ts';
import { isInScope } from '#contract/scope.ts';
import type { Sighting } from '#contract/sighting.ts';
import { minutes } from '../system/clock.ts';
import type { RuleMatch } from './decide-alarms.ts';
import type { RuleMemory } from './rule-memory.ts';
import { isScheduled } from './schedule.ts';
import type { LocalTime } from './schedule.ts';

/** A rule, and what it remembers of the sightings before. */
export interface LiveRule {
  rule: Rule;
  memory: RuleMemory;
}

export interface RuleSituation {
  sighting: Sighting;
  /** Where its camera looks; null: it has none. */
  point: CameraPoint | null;
  /** At its receipt: our clock, for the camera's may be wrong. */
  local: LocalTime;
  rules: readonly LiveRule[];
}

/** Most urgent first. What the rules remember is brought up to date. */
export function decideRules({ sighting, point, local, rules }: RuleSituation): RuleMatch[] {
  const { cameraId } = sighting;
  return rules
    .filter(({ rule }) => isInForce(rule, { cameraId, point }, local))
    .flatMap((live) => findingOf(live, sighting) ?? [])
    .sort((a, b) => a.priority - b.priority || a.rule.id - b.rule.id);
}

/** Whether a rule looks at this place now. */
export function isInForce(
  rule: Rule,
  at: { cameraId: string | null; point: CameraPoint | null },
  local: LocalTime,
): boolean {
  return rule.enabled && isInScope(rule.scope, at) && isScheduled(rule.schedule, local);
}

/** An alarm of a rule without a sighting: a lost camera, an unknown device. */
export function ruleMatch(rule: Rule, about: string, finding: RuleFinding): RuleMatch {
  return { rule, finding, priority: rule.priority, subject: `rule:${rule.id}:${about}` };
}

function findingOf({ rule, memory }: LiveRule, sighting: Sighting): RuleMatch | null {
  const { facts, receivedAtMs } = sighting;
  const place = sighting.cameraId ?? `device:${sighting.deviceId}`;
  const { trigger } = rule;
  switch (trigger.kind) {
    case 'presence': {
      const subject = facts.kind;
      if (subject === 'behaviour' || subject === 'crowd' || !trigger.subjects.includes(subject)) return null;
      return ruleMatch(rule, place, { kind: 'presence', subject });
    }
    case 'behaviour': {
      if (facts.kind !== 'behaviour' || !trigger.behaviours.includes(facts.behaviour)) return null;
      // A fight is not folded into the loitering that somebody has in hand.
      return ruleMatch(rule, `${place}:${facts.behaviour}`, { kind: 'behaviour', behaviour: facts.behaviour });
    }
    case 'crowd': {
      if (facts.kind !== 'crowd') return null;
      const { levels, seconds } = trigger;
      const area = facts.area === undefined ? place : `${place}:${facts.area}`;
      const asked = levels.map(({ people }) => people);
      const lasted = memory.crowd(area, facts.people, asked, receivedAtMs);
      const reached = levels.findLast((_level, n) => (lasted[n] ?? -1) >= seconds * 1000);
      if (reached === undefined) return null;
      const finding: RuleFinding = { kind: 'crowd', people: facts.people, threshold: reached.people, seconds };
      return { ...ruleMatch(rule, area, finding), priority: reached.priority };
    }
    case 'plate-repeats': {
      const plate = 'plate' in facts ? facts.plate : undefined;
      // A character that was not read makes one plate of many.
      if (plate === undefined || plate === '' || plate.includes('?')) return null;
      const { times, minutes: within } = trigger;
      const seen = memory.plateSeen(plate, receivedAtMs, minutes(within), times);
      if (seen < times) return null;
      return ruleMatch(rule, plate, { kind: 'plate-repeats', plate, times: seen, minutes: within });
    }
    case 'camera-lost':
    case 'unknown-device':
      return null;
  }
}
