import type { SignedIn } from '#contract/access.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { TFunction } from '../../text/index.ts';

/** What an alarm is about, as its card's title: 禁入车辆. */
export function alarmTitle(alarm: Alarm, t: TFunction): string {
  return alarm.entry.kind === 'vehicle'
    ? t(`alarm.categoryVehicle.${alarm.entry.category}`)
    : t(`alarm.categoryPerson.${alarm.entry.category}`);
}

export function alarmPlace(alarm: Alarm, t: TFunction): string {
  return alarm.cameraName ?? t('alarm.noCamera');
}

export function alarmSubject(alarm: Alarm, t: TFunction): string {
  return alarm.entry.kind === 'vehicle' ? alarm.entry.plate : (alarm.entry.name ?? t('alarm.unnamed'));
}

/** Read aloud: plates character by character, or a voice makes a word of them. */
export function spokenAlarm(alarm: Alarm, t: TFunction): string {
  const subject = alarm.entry.kind === 'vehicle' ? Array.from(alarm.entry.plate).join(' ') : alarmSubject(alarm, t);
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
