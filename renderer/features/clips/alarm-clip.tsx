import { useTranslation } from 'react-i18next';
import type { Clip } from '#contract/clip.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { ClipPlayer } from './clip-player.tsx';
import { secondsLeftInWords } from './clip-words.ts';
import styles from './clips.module.css';

/** What was recorded for an alarm: the first clip that can be seen, else the newest; null when there is none. */
export function useAlarmClip(alarmId: number): Clip | null {
  const { data } = useApiQuery('clips.list', { alarmId, limit: 5 });
  return data?.find(({ state }) => state === 'ready') ?? data?.[0] ?? null;
}

/** The clip of an alarm in its details, from when it begins to be recorded. */
export function AlarmClip({ alarmId }: { alarmId: number }) {
  const { t } = useTranslation();
  const clip = useAlarmClip(alarmId);
  if (clip === null) return null;
  return (
    <section className={styles.alarmClip} data-clip-state={clip.state}>
      <h2>{t('clips.alarmTitle')}</h2>
      {clip.state === 'ready' ? <ClipPlayer clip={clip} purpose="alarm" /> : <ClipUnderWay clip={clip} />}
    </section>
  );
}

/** A clip that cannot be seen yet, or ever, in a line. */
export function ClipUnderWay({ clip }: { clip: Exclude<Clip, { state: 'ready' }> }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  return (
    <p className={styles.underWay} data-clip-state={clip.state}>
      {clip.state === 'recording'
        ? t('clips.alarmRecording', { left: secondsLeftInWords(clip.untilMs, nowMs, t) })
        : t('clips.alarmFailed', { why: t(`clips.failure.${clip.failure}`) })}
    </p>
  );
}
