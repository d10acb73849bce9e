/** The history of an alarm in words: who did what, when. Pure. */
import type { Alarm, AlarmDeed } from '#contract/alarm.ts';
import { alarmOutcome } from '#contract/alarm.ts';
import { actionRun } from '#contract/action.ts';
import type { TFunction } from '../../text/index.ts';
import { runWords } from './door-words.ts';

type Facts = AlarmDeed['facts'];
const text = (facts: Facts, ...names: readonly string[]): string | null => {
  for (const name of names) {
    const value = facts[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
};
const number = (facts: Facts, name: string): number | null => {
  const value = facts[name];
  return typeof value === 'number' ? value : null;
};

/** A fact that is missing leaves its part of the sentence out; rows are kept for months and stations change. */
export function deedWords({ event, facts }: AlarmDeed, alarm: Pick<Alarm, 'procedure'>, t: TFunction): string {
  switch (event) {
    case 'raised':
      return t('deed.raised');
    case 'folded':
      return t('deed.folded', { n: number(facts, 'sightings') ?? 1 });
    case 'raised-again': {
      const place = text(facts, 'cameraName', 'place');
      return place === null ? t('deed.raised-again') : t('deed.raised-again-at', { place });
    }
    case 'acknowledged':
      return t('deed.acknowledged');
    case 'handed-over':
      return t('deed.handed-over', { to: text(facts, 'toName', 'to') ?? '' });
    case 'noted':
      return t('deed.noted', { text: text(facts, 'text', 'note') ?? '' });
    case 'step': {
      const index = number(facts, 'step') ?? 0;
      const step = alarm.procedure[index] ?? t('deed.stepNumber', { n: index + 1 });
      return t(facts.done === false ? 'deed.step-undone' : 'deed.step-done', { step });
    }
    case 'escalated': {
      const level = number(facts, 'level');
      return level === 1 || level === 2 ? t(`deed.escalated.l${level}`) : t('deed.escalatedPlain');
    }
    case 'action': {
      const name = text(facts, 'actionName', 'name');
      const run = actionRun.pick({ state: true, wanted: true, effect: true, failure: true }).safeParse(facts);
      if (name === null) return t('deed.actionPlain');
      const result = run.success
        ? runWords({ ...unsaid, ...run.data, actionName: name, dry: facts.dry === true }, t)
        : (text(facts, 'state') ?? '');
      return t('deed.action', { name, result });
    }
    case 'resolved': {
      const outcome = alarmOutcome.safeParse(facts.outcome);
      const said = outcome.success ? t(`alarm.outcome.${outcome.data}`) : '';
      const note = text(facts, 'note');
      return note === null ? t('deed.resolved', { outcome: said }) : t('deed.resolved-note', { outcome: said, note });
    }
  }
}

/** What a deed does not say of a run, and no word needs. */
const unsaid = {
  id: 1,
  actionId: 0,
  alarmId: null,
  cause: 'guard',
  by: '',
  startedAtMs: 0,
  endedAtMs: null,
  attempts: 1,
  detail: '',
} as const;

/** Asked for again when something other than the counter changed. */
export function courseMark(alarm: Alarm): string {
  const { state, owner, escalation, notes, stepsDone, actionRuns } = alarm;
  return JSON.stringify([
    state,
    owner,
    escalation,
    notes.length,
    stepsDone,
    actionRuns.map(({ id, state: at }) => [id, at]),
  ]);
}
