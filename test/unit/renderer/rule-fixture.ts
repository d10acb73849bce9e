import fc from 'fast-check';
import { cameraPoint } from '#contract/camera.ts';
import { newRule, ruleTrigger } from '#contract/rule.ts';
import type { NewRule, RuleTrigger, ScheduleSpan } from '#contract/rule.ts';
import { behaviourFacts } from '#contract/sighting.ts';

/** Somebody at the gates at night; what matters to a test is given. */
export const aRule = (part: Partial<NewRule> = {}): NewRule => ({
  name: '下班后有人',
  enabled: true,
  trigger: { kind: 'presence', subjects: ['person', 'face'] },
  schedule: [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 22 * 60, toMinute: 6 * 60 }],
  scope: { points: ['gate'], cameraIds: [] },
  priority: 2,
  procedure: [],
  actionIds: [],
  ...part,
});

const priority = fc.constantFrom(1, 2, 3);

export const anyTrigger: fc.Arbitrary<RuleTrigger> = fc
  .oneof(
    fc.record({
      kind: fc.constant('presence'),
      subjects: fc.uniqueArray(fc.constantFrom('face', 'person', 'vehicle', 'cycle'), { minLength: 1 }),
    }),
    fc.record({
      kind: fc.constant('behaviour'),
      behaviours: fc.uniqueArray(fc.constantFrom(...behaviourFacts.shape.behaviour.options), { minLength: 1 }),
    }),
    fc.record({ kind: fc.constant('camera-lost'), seconds: fc.integer({ min: 5, max: 3600 }) }),
    fc.record({
      kind: fc.constant('crowd'),
      levels: fc.array(fc.record({ people: fc.integer({ min: 1, max: 100_000 }), priority }), {
        minLength: 1,
        maxLength: 3,
      }),
      seconds: fc.integer({ min: 0, max: 3600 }),
    }),
    fc.record({
      kind: fc.constant('plate-repeats'),
      times: fc.integer({ min: 2, max: 100 }),
      minutes: fc.integer({ min: 1, max: 24 * 60 }),
    }),
    fc.record({ kind: fc.constant('unknown-device') }),
  )
  .map((trigger) => ruleTrigger.parse(trigger));

export const anySchedule: fc.Arbitrary<ScheduleSpan[]> = fc.array(
  fc.record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    fromMinute: fc.integer({ min: 0, max: 1439 }),
    toMinute: fc.integer({ min: 0, max: 1440 }),
  }),
  { maxLength: 20 },
);

export const anyRule: fc.Arbitrary<NewRule> = fc
  .record({
    name: fc.constant('规则'),
    enabled: fc.boolean(),
    trigger: anyTrigger,
    schedule: anySchedule,
    scope: fc.record({
      points: fc.uniqueArray(fc.constantFrom(...cameraPoint.options)),
      cameraIds: fc.uniqueArray(fc.constantFrom('east', 'west', 'gone', 'hall', 'yard', 'roof'), { maxLength: 6 }),
    }),
    priority,
    procedure: fc.constant([]),
    actionIds: fc.uniqueArray(fc.integer({ min: 1, max: 5 })),
  })
  .map((rule) => newRule.parse(rule));
