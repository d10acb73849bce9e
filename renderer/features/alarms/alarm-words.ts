import type { SignedIn } from '#contract/access.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { TFunction } from '../../text/index.ts';
import { findingWords, spelt, spokenFinding } from './finding-words.ts';
import type { Saying } from './ringing.ts';

/** What an alarm is about, as its card's title: 禁入车辆. */
export function alarmTitle(alarm: Alarm, t: TFunction): string {
  if (alarm.cause.by === 'rule') return alarm.cause.rule.name;
  const { kind, category, ownCategory } = alarm.cause.entry;
  if (ownCategory !== null) return ownCategory;
  return kind === 'vehicle' ? t(`alarm.categoryVehicle.${category}`) : t(`alarm.categoryPerson.${category}`);
}

export function alarmPlace(alarm: Alarm, t: TFunction): string {
  return alarm.cameraName ?? t('alarm.noCamera');
}

export function alarmSubject(alarm: Alarm, t: TFunction): string {
  if (alarm.cause.by === 'rule') return alarm.cause.finding.plate ?? '';
  const { entry } = alarm.cause;
  return entry.kind === 'vehicle' ? entry.plate : (entry.name ?? t('alarm.unnamed'));
}

/** What happened, under the title: the finding of a rule; of a list, nothing: the card compares. */
export function alarmFinding(alarm: Alarm, t: TFunction): string | null {
  return alarm.cause.by === 'rule' ? findingWords(alarm.cause.finding, alarmPlace(alarm, t), t) : null;
}

/** Read aloud, more or less urgently. */
export function spokenAlarm(alarm: Alarm, saying: Saying, t: TFunction): string {
  const lead =
    saying.why === 'escalated' ? t(`spoken.escalated.l${saying.level}`) : t(`spoken.lead.p${alarm.priority}`);
  const said = { lead, place: alarmPlace(alarm, t), what: alarmTitle(alarm, t) };
  if (alarm.cause.by === 'rule') {
    return t('spoken.rule', { ...said, finding: spokenFinding(alarm.cause.finding, said.place, t) });
  }
  const subject = alarmSubject(alarm, t);
  return t('spoken.entry', { ...said, subject: alarm.kind === 'vehicle' ? spelt(subject) : subject });
}

/** The name of who did it; the account where nobody knows the name. */
export function personName(who: { by: string; byName?: string | undefined }, me: SignedIn | null): string {
  return me !== null && me.account === who.by ? me.name : (who.byName ?? who.by);
}

/** `96%` of 0.96. Never rounded up to certain. */
export function percent(share: number): string {
  return `${String(share < 1 ? Math.min(99, Math.round(share * 100)) : 100)}%`;
}
