import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#contract/access.ts';
import type { Alarm } from '#contract/alarm.ts';
import { useConsoleParts, useMute, usePreferences } from '../console/console-parts.tsx';
import { useAlarmsPart } from '../console/remote.ts';
import { spokenAlarm } from './alarm-words.ts';
import { decideRing, decideSaying } from './ringing.ts';

/**
 * Rings for the most serious alarm nobody has taken; one acknowledgement anywhere silences it everywhere. Returns what is
 * to hear each change, for what is said aloud; it tells whether anything was.
 */
export function useRinging(me: SignedIn): (alarm: Alarm, before: Alarm | null) => boolean {
  const { t } = useTranslation();
  const { ringer, mute: mutes, time } = useConsoleParts();
  const [{ volume, ringsAtOnce, speech, language }] = usePreferences();
  const mute = useMute(me.account);
  const ear = { role: me.role, ringsAtOnce, muted: mute !== null };
  const ring = useAlarmsPart((alarms) => decideRing(alarms, ear));
  const priority = ring?.priority ?? null;
  const louder = ring?.louder ?? false;
  useEffect(() => ringer.start(), [ringer]);
  useEffect(() => ringer.setVolume(volume), [ringer, volume]);
  useEffect(() => {
    ringer.ring(priority === null ? null : { priority, louder });
    if (priority === null) ringer.hush();
  }, [ringer, priority, louder]);
  // Forgotten once it is over: a clock that goes back must not bring it back.
  useEffect(() => {
    const kept = mutes.current();
    if (mute === null && kept !== null && kept.untilMs <= time.nowMs()) mutes.set(null);
  }, [mute, mutes, time]);
  return (alarm, before) => {
    const saying = decideSaying(alarm, before, ear);
    if (saying !== null && speech) ringer.speak(spokenAlarm(alarm, saying, t), language, alarm.priority);
    return saying !== null;
  };
}
