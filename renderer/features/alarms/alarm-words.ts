import type { SignedIn } from '#contract/access.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { TFunction } from '../../text/index.ts';

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

/** Read aloud: plates character by character, or a voice makes a word of them. */
export function spokenAlarm(alarm: Alarm, t: TFunction): string {
  const words = alarmSubject(alarm, t);
  const subject = alarm.kind === 'vehicle' ? Array.from(words).join(' ') : words;
  return t('alarm.spoken', {
    priority: t(`alarm.priority.p${alarm.priority}`),
    place: alarmPlace(alarm, t),
    what: alarmTitle(alarm, t),
    subject,
  });
}

/** The name of who did it; the account where nobody knows the name. */
export function personName(who: { by: string; byName?: string | undefined }, me: SignedIn | null): string {
  return me !== null && me.account === who.by ? me.name : (who.byName ?? who.by);
}
