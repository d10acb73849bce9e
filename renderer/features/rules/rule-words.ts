/** A rule in one sentence: when, where, what, and what is done then. Pure: the caller brings names. */
import type { Rule, RuleTrigger, ScheduleSpan } from '#contract/rule.ts';
import type { Scope } from '#contract/scope.ts';
import { durationInWords } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';
import { assertNever } from '../console/assert-never.ts';
import { dayMinutes, minuteInWords, spanMinutes, weekdays } from './week.ts';

export type SpokenRule = Pick<Rule, 'trigger' | 'schedule' | 'scope' | 'priority' | 'actionIds'>;

export interface Names {
  camera: (id: string) => string | undefined;
  action: (id: number) => string | undefined;
}

/** More than so many are counted, not named. */
const mostNamed = 4;

/** `22:00–06:00，在出入口，有人出现时，报二级警` */
export function ruleSentence(rule: SpokenRule, names: Names, t: TFunction): string {
  const { trigger } = rule;
  const when = scheduleWords(rule.schedule, t);
  const what = triggerWords(trigger, t);
  const then =
    trigger.kind === 'crowd' && trigger.levels.length > 1
      ? t('ruleSentence.thenByLevels')
      : t('ruleSentence.then', { level: t(`ruleSentence.level.p${urgencyOf(rule)}`) });
  const sentence = hasPlace(trigger)
    ? t('ruleSentence.whole', { when, where: placeWords(rule.scope, names, t), what, then })
    : t('ruleSentence.wholeNowhere', { when, what, then });
  const actions = rule.actionIds.map((id) => names.action(id) ?? t('rules.actionGone'));
  return capitalised(
    actions.length === 0 ? sentence : t('ruleSentence.withActions', { sentence, actions: joined(actions, 'and', t) }),
  );
}

/** The priority that its alarms have; of a crowd, the most urgent they can reach. */
export function urgencyOf({ trigger, priority }: Pick<Rule, 'trigger' | 'priority'>): Rule['priority'] {
  if (trigger.kind !== 'crowd') return priority;
  return trigger.levels.reduce<Rule['priority']>(
    (least, level) => (level.priority < least ? level.priority : least),
    3,
  );
}

/** Devices that nobody knows are nowhere yet. */
export const hasPlace = (trigger: RuleTrigger): boolean => trigger.kind !== 'unknown-device';

export function triggerWords(trigger: RuleTrigger, t: TFunction): string {
  switch (trigger.kind) {
    case 'presence':
      return t('ruleSentence.presence', { subjects: joined(subjectWords(trigger.subjects, t), 'or', t) });
    case 'behaviour':
      return t('ruleSentence.behaviour', {
        behaviours: joined(
          trigger.behaviours.map((each) => t(`ruleSentence.behaviourWord.${each}`)),
          'or',
          t,
        ),
      });
    case 'camera-lost':
      return t('ruleSentence.cameraLost', { duration: exactly(trigger.seconds, t) });
    case 'crowd': {
      const [only, ...more] = trigger.levels;
      const levels =
        only !== undefined && more.length === 0
          ? t('ruleSentence.crowdOne', { people: only.people })
          : trigger.levels
              .map(({ people, priority }) =>
                t('ruleSentence.crowdLevel', { people, level: t(`ruleSentence.level.p${priority}`) }),
              )
              .join(t('ruleSentence.list'));
      return trigger.seconds === 0
        ? t('ruleSentence.crowd', { levels })
        : t('ruleSentence.crowdFor', { levels, duration: exactly(trigger.seconds, t) });
    }
    case 'plate-repeats':
      return t('ruleSentence.plateRepeats', { times: trigger.times, duration: exactly(trigger.minutes * 60, t) });
    case 'unknown-device':
      return t('ruleSentence.unknownDevice');
    default:
      return assertNever(trigger);
  }
}

type Subjects = Extract<RuleTrigger, { kind: 'presence' }>['subjects'];

/** A face and a person are one thing to a guard: somebody. */
function subjectWords(subjects: Subjects, t: TFunction): string[] {
  const people = subjects.includes('face') && subjects.includes('person');
  return [
    ...(people ? [t('ruleSentence.subject.people')] : []),
    ...subjects
      .filter((each) => !people || (each !== 'face' && each !== 'person'))
      .map((each) => t(`ruleSentence.subject.${each}`)),
  ];
}

/** Words that lose nothing: 90 seconds are not a minute. Up to a day. */
export function exactly(seconds: number, t: TFunction): string {
  return seconds % 60 === 0 && seconds <= 86_400
    ? durationInWords(seconds * 1000, t)
    : t('time.seconds', { n: seconds });
}

export function scheduleWords(schedule: readonly ScheduleSpan[], t: TFunction): string {
  if (schedule.length === 0) return t('ruleSentence.always');
  const spans = schedule.slice(0, mostNamed).map((span) => spanWords(span, t));
  return schedule.length > mostNamed
    ? t('ruleSentence.spansMore', { spans: spans.join(t('ruleSentence.list')), n: schedule.length })
    : joined(spans, 'and', t);
}

function spanWords(span: ScheduleSpan, t: TFunction): string {
  const wholeDay = span.fromMinute === 0 && spanMinutes(span) === dayMinutes;
  const everyDay = weekdays.every((day) => span.days.includes(day));
  const times = t('ruleSentence.times', {
    from: minuteInWords(span.fromMinute),
    to: minuteInWords(span.toMinute),
  });
  if (everyDay) return wholeDay ? t('ruleSentence.wholeDay') : times;
  const days = daysWords(span.days, t);
  return wholeDay ? t('ruleSentence.daysWhole', { days }) : t('ruleSentence.daysTimes', { days, times });
}

/** Three and more in a row are said by their ends; Saturday and Sunday by their common name. */
export function daysWords(days: readonly number[], t: TFunction): string {
  const sorted = weekdays.filter((day) => days.includes(day));
  if (sorted.join() === '6,7') return t('ruleSentence.weekend');
  const name = (day: (typeof weekdays)[number]): string => t(`ruleSentence.weekday.d${day}`);
  const runs = sorted.reduce<(typeof sorted)[]>((found, day) => {
    const run = found.at(-1);
    if (run !== undefined && run.at(-1) === day - 1) run.push(day);
    else found.push([day]);
    return found;
  }, []);
  return runs
    .flatMap((run) => {
      const first = run[0];
      const last = run.at(-1);
      return first === undefined || last === undefined || run.length < 3
        ? run.map(name)
        : [t('ruleSentence.daysBetween', { first: name(first), last: name(last) })];
    })
    .join(t('ruleSentence.list'));
}

export function placeWords(scope: Scope, names: Pick<Names, 'camera'>, t: TFunction): string {
  const points = scope.points.map((point) => t(`ruleSentence.point.${point}`));
  const cameras = scope.cameraIds.map((id) => names.camera(id) ?? t('ruleSentence.cameraGone'));
  const named =
    cameras.length > mostNamed
      ? [t('ruleSentence.camerasMore', { camera: cameras[0] ?? '', n: cameras.length })]
      : cameras;
  const places = [...points, ...named];
  return places.length === 0
    ? t('ruleSentence.everywhere')
    : t('ruleSentence.at', { places: joined(places, 'and', t) });
}

/** `甲、乙和丙` */
export function joined(words: readonly string[], by: 'and' | 'or', t: TFunction): string {
  const last = words.at(-1);
  if (last === undefined || words.length === 1) return last ?? '';
  const list = words.slice(0, -1).join(t('ruleSentence.list'));
  return by === 'and' ? t('ruleSentence.and', { list, last }) : t('ruleSentence.or', { list, last });
}

const capitalised = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
