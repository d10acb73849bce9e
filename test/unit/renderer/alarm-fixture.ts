import type { Alarm } from '#contract/alarm.ts';
import type { Rule, RuleFinding } from '#contract/rule.ts';

/** An open alarm on a barred vehicle; what matters to a test is given. */
export function anAlarm(part: Partial<Alarm> & { id: number }): Alarm {
  return {
    state: 'open',
    kind: 'vehicle',
    priority: 1,
    subject: 'plate:鲁P12345',
    cause: {
      by: 'entry',
      entry: {
        id: 1,
        kind: 'vehicle',
        plate: '鲁P12345',
        plateColour: null,
        category: 'barred',
        ownCategory: null,
        basis: '单位禁入决定 2026-014',
        priority: 1,
        validFromMs: null,
        expiresAtMs: 2_000_000_000_000,
        scope: { points: [], cameraIds: [] },
        author: 'admin1',
        approvedBy: 'chief1',
        approvedAtMs: null,
        procedure: ['道闸保持关闭', '通知门岗'],
        origin: 'provision',
        disposition: null,
        note: '',
      },
      hit: { entryId: 1, reason: 'plate-exact', matched: '鲁P12345', score: 1, reads: [], confirmed: false },
    },
    procedure: ['道闸保持关闭', '通知门岗'],
    cameraId: 'east',
    cameraName: '东门',
    raisedAtMs: 1_000_000 + part.id,
    lastSeenAtMs: 1_000_000 + part.id,
    count: 1,
    sightings: [],
    acknowledged: null,
    owner: null,
    escalation: null,
    notes: [],
    actionRuns: [],
    resolved: null,
    stepsDone: [],
    revision: part.id,
    ...part,
  };
}

export const inHand = {
  state: 'acknowledged',
  acknowledged: { by: 'guard1', atMs: 1_000_500 },
  owner: { by: 'guard1', sinceMs: 1_000_500 },
} as const;
export const closed = {
  state: 'resolved',
  acknowledged: { by: 'guard1', atMs: 1_000_500 },
  owner: { by: 'guard1', sinceMs: 1_000_500 },
  resolved: { by: 'guard1', atMs: 1_001_000, outcome: 'true-hit', note: '' },
} as const;

/** An open alarm of a rule that found this. */
export function ofRule(finding: RuleFinding, part: Partial<Alarm> & { id: number }): Alarm {
  const rule: Rule = {
    ...{ id: 1, name: '巡查', enabled: true, trigger: { kind: 'unknown-device' }, schedule: [], priority: 2 },
    ...{ scope: { points: [], cameraIds: [] }, procedure: [], actionIds: [], changedBy: 'chief1', changedAtMs: 1 },
  };
  return { ...anAlarm({ ...part, kind: 'event' }), cause: { by: 'rule', rule, finding } };
}
