import { useTranslation } from 'react-i18next';
import type { RecognitionDevice } from '#contract/api.ts';
import { dayAndTime, durationInWords } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';
import { StateDot } from '../../ui/state-dot.tsx';
import styles from './devices-screen.module.css';

type ChannelState = RecognitionDevice['channel'];

/**
 * How events come from a device, whatever it speaks: is it listened to, and if not, why and until when. `words` instead
 * of the usual ones for the state.
 */
export function ChannelLine({ channel, nowMs, words }: { channel: ChannelState; nowMs: number; words?: string }) {
  const { t } = useTranslation();
  return (
    <span className={styles.line} data-channel={channel.state}>
      <StateDot tone={toneOf(channel)} />
      <b>{words ?? t(`devices.channel.${channel.state}`)}</b>
      <span>{moreOf(channel, nowMs, t)}</span>
    </span>
  );
}

/** What an engineer can do about it; null when there is nothing to be done. */
export function ChannelAdvice({ channel }: { channel: ChannelState }) {
  const { t } = useTranslation();
  if (channel.state !== 'waiting') return null;
  return <div className={styles.faint}>{t(`devices.channelAdvice.${channel.problem}`)}</div>;
}

function toneOf({ state }: ChannelState): 'ok' | 'warning' | 'idle' {
  if (state === 'listening') return 'ok';
  return state === 'connecting' ? 'idle' : 'warning';
}

function moreOf(channel: ChannelState, nowMs: number, t: TFunction): string {
  switch (channel.state) {
    case 'connecting':
    case 'unregistered':
      return '';
    case 'listening':
      return t('devices.registeredSince', { time: dayAndTime(channel.sinceMs, nowMs) });
    case 'waiting': {
      const inTime = durationInWords(Math.max(0, channel.retryAtMs - nowMs), t);
      return `${t(`devices.channelProblem.${channel.problem}`)} · ${t('devices.channelRetry', { time: inTime })}`;
    }
  }
}
