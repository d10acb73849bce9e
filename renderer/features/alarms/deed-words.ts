/** The history of an alarm in words: who did what, when. Pure. */
import { z } from 'zod';
import type { Alarm, AlarmDeed } from '#contract/alarm.ts';
import { alarmOutcome } from '#contract/alarm.ts';
import { actionEffect, actionRun } from '#contract/action.ts';
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
    case 'raised': {
      const after = number(facts, 'after');
      return after === null ? t('deed.raised') : t('deed.raised-after', { id: after });
    }
    case 'folded':
      return t('deed.folded', { n: number(facts, 'sightings') ?? 1 });
    case 'raised-again': {
      const place = text(facts, 'cameraName');
      if (facts.change === 'place' && place !== null) return t('deed.again.place', { place });
      if (facts.change === 'surer') return t('deed.again.surer');
      return facts.change === 'more-urgent' ? t('deed.again.urgent') : t('deed.raised-again');
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
      const name = text(facts, 'action', 'actionName');
      if (name === null) return t('deed.actionPlain');
      const run = said.safeParse(facts);
      const result = run.success ? runWords({ ...unsaid, ...run.data }, t) : (text(facts, 'state') ?? '');
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

/** What a deed says of a run, and what it may leave out. */
const said = actionRun
  .pick({ state: true, wanted: true, failure: true })
  .extend({ effect: actionEffect.default('other'), dry: z.boolean().default(false) });
const unsaid = { attempts: 1 } as const;

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
