/** Where a new rule starts: what most units want, to be made their own. */
import type { CameraPoint } from '#contract/camera.ts';
import type { NewRule, RuleTrigger, ScheduleSpan } from '#contract/rule.ts';
import type { TFunction } from '../../text/index.ts';
import { firstTriggers } from './rule-draft.ts';
import { presets } from './week.ts';

export const templateNames = [
  'after-hours',
  'tripwire',
  'intrusion',
  'loitering',
  'left-object',
  'fight',
  'fire-lane',
  'crowd',
  'plate-repeats',
  'camera-lost',
  'tamper',
  'unknown-device',
] as const;
export type TemplateName = (typeof templateNames)[number];

interface Template {
  trigger: RuleTrigger;
  priority: NewRule['priority'];
  schedule?: readonly ScheduleSpan[];
  points?: readonly CameraPoint[];
}
type Behaviour = Extract<RuleTrigger, { kind: 'behaviour' }>['behaviours'][number];
const behaviour = (...behaviours: Behaviour[]): RuleTrigger => ({ kind: 'behaviour', behaviours });

const templates: Readonly<Record<TemplateName, Template>> = {
  'after-hours': { trigger: firstTriggers.presence, priority: 2, schedule: presets.nights, points: ['gate'] },
  tripwire: { trigger: behaviour('tripwire'), priority: 2, points: ['perimeter'] },
  intrusion: { trigger: behaviour('intrusion'), priority: 1, points: ['perimeter', 'key-part'] },
  loitering: { trigger: behaviour('loitering'), priority: 3, points: ['gate', 'perimeter'] },
  'left-object': { trigger: behaviour('left-object'), priority: 2 },
  fight: { trigger: behaviour('fight'), priority: 1 },
  'fire-lane': { trigger: behaviour('fire-lane'), priority: 2 },
  crowd: { trigger: firstTriggers.crowd, priority: 2, points: ['crowd'] },
  'plate-repeats': { trigger: firstTriggers['plate-repeats'], priority: 3 },
  'camera-lost': { trigger: firstTriggers['camera-lost'], priority: 2 },
  tamper: { trigger: behaviour('tamper'), priority: 2 },
  'unknown-device': { trigger: firstTriggers['unknown-device'], priority: 2 },
};

export function ruleTemplate(name: TemplateName, t: TFunction): NewRule {
  const { trigger, priority, schedule = [], points = [] } = templates[name];
  return {
    name: t(`rules.template.${name}`),
    enabled: true,
    trigger,
    schedule: [...schedule],
    scope: { points: [...points], cameraIds: [] },
    priority,
    procedure: t(`rules.templateSteps.${name}`).split('\n'),
    actionIds: [],
  };
}
